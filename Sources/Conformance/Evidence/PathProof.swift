import Foundation

/// What packets say about a case: by which device they left, with which addresses, inside which tunnel, and whether
/// answers came back.
public struct PathProof: Sendable, Hashable, Codable {
  /// What the packets of a case prove.
  public enum Conclusion: String, Sendable, Codable, Hashable {
    /// Every packet went the way that the rule predicts.
    case proven
    /// Packets were seen that the rule forbids, or missed that it demands.
    case contradicted
    /// The captures do not suffice; ``PathProof/gaps`` says why. Never a proof of anything.
    case unproven
  }

  /// The comparison of the packets with the rule.
  public var conclusion: Conclusion
  /// What contradicts the rule, or explains why nothing came back.
  public var findings: [PacketFinding]
  /// What could not be established.
  public var gaps: [Sentence]
  /// Every flow of the case, in the order of its probes.
  public var flows: [FlowProof]
  /// The packets themselves, of a case that is not green; otherwise empty.
  public var captures: [PathCapture]?

  /// The first finding that contradicts the rule, in words.
  public var contradiction: Sentence? {
    findings.first(where: \.contradicts).map { "\($0.kind.rawValue) on \($0.node): \($0.detail)" }
  }

  /// Makes a proof from its flows.
  public init(flows: [FlowProof]) {
    self.flows = flows
    findings = flows.flatMap(\.findings)
    gaps = flows.flatMap(\.gaps).uniqued()
    if findings.contains(where: \.contradicts) {
      conclusion = .contradicted
    } else {
      conclusion = gaps.isEmpty && !flows.isEmpty ? .proven : .unproven
    }
  }
}

/// The packets of a case that a node has seen.
public struct PathCapture: Sendable, Hashable, Codable {
  /// The node.
  public var node: String
  /// A pcap file.
  public var pcap: Data

  /// Makes a capture.
  public init(node: String, pcap: Data) {
    self.node = node
    self.pcap = pcap
  }
}

/// One flow of a probe: a ping, a TCP connection, a DNS question.
public struct FlowProof: Sendable, Hashable, Codable {
  /// What was sent, for example `ping 8.8.8.8`.
  public var probe: String
  /// By what its packets are known, for example `ICMP id 94`.
  public var key: String
  /// What the rule expects of its packets.
  public var expectation: Sentence
  /// What was seen, in one sentence.
  public var statement: Sentence
  /// Its entry in the BPF NAT table, as `bpf nat list` prints it.
  public var natEntry: String?
  /// Its entries in connection tracking, on its own node and where it arrives; `nil` where that was not read, and in older
  /// records.
  public var conntrack: [ConntrackSighting]?
  /// Where its packets were seen.
  public var sightings: [PacketSighting]
  /// What contradicts the rule, or explains why nothing came back.
  public var findings: [PacketFinding]
  /// What could not be established.
  public var gaps: [Sentence]
  /// The largest packet that was seen on an uplink, outer headers included, in bytes.
  public var largestPacket: Int?
  /// How many fragments were seen on uplinks.
  public var fragments: Int
  /// How many "fragmentation needed" or "packet too big" messages came about it.
  public var tooBig: Int
  /// What became of it in WireGuard; `nil` where it is in no tunnel over the tailnet, or no message of it can be known.
  public var wireGuard: WireGuardLeg?

  /// Makes a flow's proof without any packets yet.
  public init(probe: String, key: String, expectation: Sentence) {
    self.probe = probe
    self.key = key
    self.expectation = expectation
    statement = ""
    sightings = []
    findings = []
    gaps = []
    fragments = 0
    tooBig = 0
  }
}

/// Packets of a flow that passed a device the same way.
public struct PacketSighting: Sendable, Hashable, Codable {
  /// The node whose capture holds them.
  public var node: String
  /// The device.
  public var device: String
  /// Whether the node sent them.
  public var isOutgoing: Bool
  /// The addresses on the wire, with the tunnel's where there is one:
  /// `100.64.0.1 → 100.64.0.2, VXLAN VNI 760, 10.244.0.119 → 10.244.1.25`.
  public var packet: String
  /// How many.
  public var count: Int

  /// Makes a sighting.
  public init(node: String, device: String, isOutgoing: Bool, packet: String, count: Int) {
    self.node = node
    self.device = device
    self.isOutgoing = isOutgoing
    self.packet = packet
    self.count = count
  }
}

/// One thing that packets show and a rule forbids, or that explains why nothing came back.
public struct PacketFinding: Sendable, Hashable, Codable {
  /// The kinds; raw values are stable names.
  public enum Kind: String, Sendable, Codable, Hashable, CaseIterable {
    /// Left the right device with the pod's own address, although it should have been translated.
    case untranslated = "snat-missing"
    /// Left with an address that is neither the pod's nor the device's.
    case wrongSource = "wrong-source"
    /// Left with a translated address, although the pod's own was predicted.
    case translated = "unexpected-snat"
    /// Left by another uplink than the one that the routes lead to.
    case wrongUplink = "wrong-uplink"
    /// A pod's packet passed an uplink in clear, although it belongs into the tunnel or stays on its node.
    case clearTextLeak = "clear-text-leak"
    /// The tunnel's outer addresses are not the node IPs.
    case wrongTunnelAddresses = "wrong-tunnel-addresses"
    /// The tunnel's network identifier (VNI) is not the source pod's security identity.
    case wrongIdentity = "wrong-identity"
    /// The same packet left twice.
    case duplicated
    /// No packet of the flow ever left its node.
    case notSent = "not-sent"
    /// Left the sender, and never reached the other node.
    case lostBetweenNodes = "lost-between-nodes"
    /// Reached the other node, which did not answer.
    case unanswered
    /// Left as it should, and no answer came back to the node.
    case replyLost = "reply-lost"
    /// The answer came back to the node, and did not reach the pod.
    case replyUndelivered = "reply-undelivered"
  }

  /// What it is.
  public var kind: Kind
  /// The node where it was seen, or missed.
  public var node: String
  /// What was seen, with devices and addresses.
  public var detail: String
  /// The same as a value; `nil` in records from before it was kept.
  public var seen: PacketDetail?
  /// Whether it contradicts the rule; otherwise it only says where a failing path ends.
  public var contradicts: Bool

  /// Makes a finding.
  public init(_ kind: Kind, on node: String, _ seen: PacketDetail, contradicts: Bool) {
    self.kind = kind
    self.node = node
    self.detail = seen.text.en
    self.seen = seen
    self.contradicts = contradicts
  }

  /// What was seen, in a language; as it was recorded where only words are there.
  public func detail(in language: Language) -> String { language == .english ? detail : told.text[language] }

  /// What was seen as a value, or its words.
  var told: PacketDetail { seen ?? .words(detail) }
}
