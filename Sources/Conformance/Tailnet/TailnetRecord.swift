import Tailnet

/// How the overlay under the cluster carries packets between its nodes: for every ordered pair whose way leads over one,
/// whether packets go straight to the other node or by a relay, and how that is known.
public struct TailnetRecord: Sendable, Codable, Hashable {
  /// The pairs, in the order of the cases.
  public var paths: [TailnetPath]
  /// What is wrong with the overlay, or soon will be, whatever became of the cases; `nil` for nothing.
  public var findings: [Diagnosis]?
  /// Why nodes that Tailscale was to be asked on told nothing; `nil` where all did, or none was to be asked.
  public var gaps: [Sentence]?
  /// What nodes asked STUN servers while packets were captured, and were told; `nil` where none was seen to ask, which says
  /// nothing of whether answers come.
  public var stun: [NodeSTUN]?

  /// Makes a record.
  public init(paths: [TailnetPath]) { self.paths = paths }
}

/// The way of an overlay's packets from one node to another.
public enum TunnelWay: String, Sendable, Codable, Hashable, CaseIterable {
  /// By UDP from the one node to the other.
  case direct
  /// By UDP over a further node of the tailnet (Tailscale's peer relay).
  case peerRelay = "peer-relay"
  /// By a relay server that takes them over TCP (Tailscale's DERP).
  case derp
  /// By something in between of which it is not known what it is.
  case relayed
  /// Nothing tells.
  case unknown

  /// Whether packets are known to take a detour.
  public var isRelayed: Bool {
    switch self {
    case .peerRelay, .derp, .relayed: true
    case .direct, .unknown: false
    }
  }
}

/// What a way is known from. The order is that of trust: what packets show stands before what somebody says of them.
public enum TunnelSource: String, Sendable, Codable, Hashable, CaseIterable {
  /// Captured packets (`--capture`).
  case packets
  /// Tailscale's counters per path, as a difference over the probes.
  case counters = "tailscale-metrics"
  /// `tailscale status --json`.
  case status = "tailscale-status"
  /// `wg show`: the peer's endpoint and its last handshake.
  case wireGuard = "wg-show"
}

/// Why a way is not known.
public enum UnknownWay: String, Sendable, Codable, Hashable, CaseIterable {
  /// Neither packets, nor Tailscale's metrics or status, nor `wg` told anything.
  case noSource = "no-source"
  /// Tailscale is not up on the node.
  case notRunning = "not-running"
  /// The overlay knows nobody with that address.
  case noPeer = "no-peer"
  /// The control server has lost the peer.
  case offline
  /// Nothing was sent to the peer lately, so no way was chosen.
  case idle
  /// The overlay does not know where to send to.
  case noEndpoint = "no-endpoint"
  /// The last handshake is too long ago, or there was none: what is sent there is not answered.
  case noSession = "no-session"
  /// It is not told when the last handshake was.
  case handshakeUnknown = "handshake-unknown"
  /// The endpoint is an address inside the network that the overlay carries.
  case endpointInside = "endpoint-inside"
  /// The node's packets took several ways, and the counters do not tell whose.
  case severalWays = "several-ways"
}

/// What was known of a way at one time.
public struct TailnetReading: Sendable, Codable, Hashable {
  /// When, seen from the probes.
  public enum Moment: String, Sendable, Codable, Hashable, CaseIterable {
    case before, during, after
  }

  /// When.
  public var moment: Moment
  /// Which way.
  public var way: TunnelWay
  /// By what it is known; `nil` where nothing told anything.
  public var source: TunnelSource?
  /// Where the node sends the peer's packets, on the network below: the peer's own endpoint, or a relay's.
  public var endpoint: UDPEndpoint?
  /// The relay: a DERP region's name, or a relay's address; `nil` where there is none, or it is not known.
  public var relay: String?
  /// Why the way is not known; `nil` where it is.
  public var reason: UnknownWay?

  /// Makes a reading.
  public init(
    _ moment: Moment, _ way: TunnelWay, by source: TunnelSource?, endpoint: UDPEndpoint? = nil, relay: String? = nil,
    reason: UnknownWay? = nil
  ) {
    self.moment = moment
    self.way = way
    self.source = source
    self.endpoint = endpoint
    self.relay = relay
    self.reason = reason
  }
}

/// The overlay's way from one node to another.
public struct TailnetPath: Sendable, Codable, Hashable {
  /// From which node to which.
  public var subject: Subject
  /// Whose overlay it is, in words, for example `Tailscale`.
  public var overlay: String
  /// Its device on the sending node.
  public var device: String
  /// The way while the run's packets went; where nothing told that, afterwards, else before.
  public var way: TunnelWay
  /// By what that is known; `nil` where it is not.
  public var source: TunnelSource?
  /// Where the sender sends to.
  public var endpoint: UDPEndpoint?
  /// Where the receiver sends to on the way back.
  public var returnEndpoint: UDPEndpoint?
  /// The relay, where there is one and it is known.
  public var relay: String?
  /// Why the way is not known; `nil` where it is.
  public var reason: UnknownWay?
  /// Everything that was known, in the order of time and trust.
  public var readings: [TailnetReading]
  /// The median round trip of the run's pings, in milliseconds; `nil` where none was answered.
  public var milliseconds: Double?
  /// How many bytes the sender's WireGuard sent to the receiver's over the probes; `nil` where that was not counted.
  public var bytesSent: Int?
  /// How many it got from there meanwhile, handshakes and keepalives included; likewise.
  public var bytesReceived: Int?
  /// For at least how many seconds they were counted; `nil` where they were not, and in older records, which counted them
  /// for as long as everything else.
  public var countedSeconds: Double?

  /// Makes a path from what is known of it.
  public init(
    _ subject: Subject, overlay: String, device: String, readings: [TailnetReading], milliseconds: Double? = nil
  ) {
    self.subject = subject
    self.overlay = overlay
    self.device = device
    self.readings = readings
    self.milliseconds = milliseconds
    let told = Self.told(readings)
    way = told?.way ?? .unknown
    source = told?.way == .unknown ? nil : told?.source
    reason = way == .unknown ? told?.reason ?? .noSource : nil
    relay = told.flatMap { Self.relay($0, readings) }
    endpoint = told?.endpoint ?? readings.last { $0.endpoint != nil && $0.way == told?.way }?.endpoint
    // That packets are relayed is what they show; by what, others say.
    if way == .relayed, let named = readings.last(where: { $0.way == .derp || $0.way == .peerRelay }) {
      (way, relay, endpoint) = (named.way, named.relay, named.endpoint)
    }
  }

  /// The seconds within which a WireGuard peer that is there answers, even what it may not take: with a keepalive after 10,
  /// or a handshake after 5 more (WireGuard: Next Generation Kernel Network Tunnel, section 6.5).
  static let answersWithin = 15.0

  /// Whether the sender's WireGuard sent to the receiver's, and nothing came back.
  var isUnanswered: Bool { bytesReceived == 0 && (bytesSent ?? 0) > 0 }

  /// Whether the way was another one at another time.
  public var isChanging: Bool {
    let known = Set(readings.filter { $0.way != .unknown }.map(\.way.isRelayed))
    return known.count > 1
  }

  private static func told(_ readings: [TailnetReading]) -> TailnetReading? {
    let known = readings.filter { $0.way != .unknown }
    let order: [TailnetReading.Moment] = [.during, .after, .before]
    for moment in order { if let reading = known.first(where: { $0.moment == moment }) { return reading } }
    // What was found out last says most of why nothing is known.
    return readings.last { $0.source != nil } ?? readings.last
  }

  private static func relay(_ told: TailnetReading, _ readings: [TailnetReading]) -> String? {
    guard told.way.isRelayed else { return nil }
    return told.relay ?? readings.last { $0.way == told.way && $0.relay != nil }?.relay
  }
}

extension TailnetRecord {
  /// The median round trip of the direct ways, in milliseconds; `nil` where there is none.
  public var directMilliseconds: Double? {
    RobustStatistics.median(paths.filter { $0.way == .direct }.compactMap(\.milliseconds))
  }

  /// The record of all parts of a split run; `nil` of none.
  static func joined(_ parts: [TailnetRecord]) -> TailnetRecord? {
    guard !parts.isEmpty else { return nil }
    var seen: Set<Subject> = []
    var whole = TailnetRecord(paths: parts.flatMap(\.paths).filter { seen.insert($0.subject).inserted })
    let findings = parts.flatMap { $0.findings ?? [] }.uniqued()
    whole.findings = findings.isEmpty ? nil : findings
    let gaps = parts.flatMap { $0.gaps ?? [] }.uniqued()
    whole.gaps = gaps.isEmpty ? nil : gaps
    let stun = NodeSTUN.joined(parts.flatMap { $0.stun ?? [] })
    whole.stun = stun.isEmpty ? nil : stun
    return whole
  }
}
