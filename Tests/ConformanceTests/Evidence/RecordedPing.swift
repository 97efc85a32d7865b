import Capture
import Cilium
import Testing

@testable import Conformance

/// A ping from the recorded cluster's master, with what both nodes' uplinks saw of it.
struct RecordedPing {
  var folder: String
  var probe: String
  var identifier: UInt16
  var pod: IPAddress
  var target: IPAddress
  var succeeded: Bool
  /// The node of the pod that is pinged, if it is one.
  var owner: String?

  /// The nodes' captures; a test may take packets away or add some.
  var traces: [String: NodeTrace] = [:]

  init(
    _ folder: String, _ probe: String, id: UInt16, from pod: IPv4Address, to target: IPv4Address, succeeded: Bool,
    owner: String? = nil
  ) throws {
    (self.folder, self.probe, self.identifier) = (folder, probe, id)
    (self.pod, self.target) = (.v4(pod), .v4(target))
    (self.succeeded, self.owner) = (succeeded, owner)
    for node in try RecordedCluster.facts(folder).nodes {
      let name = node.name == Nodes.m ? "master" : "worker"
      let files = ["enp0s6", "tailscale0", "wg"].compactMap { device -> (device: String?, file: PacketFile)? in
        guard let data = try? Fixture.data("packets/\(folder)/\(probe).\(name).\(device).pcap"),
          let file = try? PacketFile(data: data)
        else { return nil }
        return (device == "wg" ? "enp0s6" : device, file)
      }
      traces[node.name] = NodeTrace(node, files: files, tunnels: TunnelPorts(), incompleteness: nil)
    }
  }

  /// The proof of the ping's way.
  ///
  /// - Parameter identity: The pod's security identity; `nil` where it is of no concern.
  func proof(identity: Result<UInt32, AgentShell.Failure>? = nil) throws -> FlowProof {
    let facts = try RecordedCluster.facts(folder)
    let node = try #require(facts.node(Nodes.m))
    let expected = try #require(
      PathModel(facts: facts).path(from: node, pod: pod, to: target, owner: owner))
    let endpoint = ProbeFlow.Endpoint(address: target, port: nil)
    let flow = ProbeFlow(
      label: "ping \(target)", node: Nodes.m, pod: pod, transport: .icmp, keys: [identifier], asked: endpoint,
      destinations: [endpoint], succeeded: succeeded)
    let leadsAway = owner != nil || probe.contains("other-node")
    let witness = FlowWitness(
      flow: flow, here: try #require(traces[Nodes.m]), there: leadsAway ? traces[Nodes.w] : nil,
      nodeAddresses: Set(node.devices.filter(NodeTrace.isUplink).flatMap(\.addresses).map(HeaderAddress.init)))
    let mtu = node.uplinks.tailnet?.mtu ?? .max
    return FlowJudge(
      witness: witness, expected: expected, node: node, carried: .everything(mtu: mtu), identity: identity
    ).proof(natEntry: nil)
  }

  // MARK: What may go wrong

  /// The capture of a node with other packets.
  mutating func change(_ node: String, incompleteness: Sentence? = nil, _ body: (inout [NodeTrace.Packet]) -> Void) {
    guard let trace = traces[node] else { return }
    var packets = trace.packets
    body(&packets)
    traces[node] = NodeTrace(node: node, packets: packets, incompleteness: incompleteness)
  }

  /// Ping of a pod on the worker.
  static func crossNode(_ folder: String) throws -> RecordedPing {
    switch folder {
    case "A":
      try .init(
        folder, "ping-cross-node", id: 13, from: .init(10, 244, 0, 244), to: .init(10, 244, 1, 145), succeeded: true,
        owner: Nodes.w)
    case "B":
      try .init(
        folder, "ping-cross-node", id: 14, from: .init(10, 244, 0, 231), to: .init(10, 244, 1, 67), succeeded: true,
        owner: Nodes.w)
    case "C":
      try .init(
        folder, "ping-cross-node", id: 14, from: .init(10, 244, 0, 119), to: .init(10, 244, 1, 25), succeeded: true,
        owner: Nodes.w)
    case "B-iptables-masq":
      try .init(
        folder, "ping-cross-node", id: 13, from: .init(10, 244, 0, 78), to: .init(10, 244, 1, 218), succeeded: true,
        owner: Nodes.w)
    default:
      try .init(
        folder, "ping-cross-node", id: 14, from: .init(10, 244, 0, 70), to: .init(10, 244, 1, 25), succeeded: false,
        owner: Nodes.w)
    }
  }

  /// Ping of 8.8.8.8.
  static func external(_ folder: String) throws -> RecordedPing {
    let target = IPv4Address(8, 8, 8, 8)
    return switch folder {
    case "A": try .init(folder, "ping-8.8.8.8", id: 27, from: .init(10, 244, 0, 244), to: target, succeeded: true)
    case "B": try .init(folder, "ping-8.8.8.8", id: 26, from: .init(10, 244, 0, 231), to: target, succeeded: false)
    case "C": try .init(folder, "ping-8.8.8.8", id: 26, from: .init(10, 244, 0, 119), to: target, succeeded: true)
    case "B-iptables-masq":
      try .init(folder, "ping-8.8.8.8", id: 25, from: .init(10, 244, 0, 78), to: target, succeeded: true)
    default: try .init(folder, "ping-8.8.8.8", id: 26, from: .init(10, 244, 0, 70), to: target, succeeded: true)
    }
  }

  /// Ping of the worker's tailnet address.
  static func otherNode(_ folder: String) throws -> RecordedPing {
    let probe = "ping-other-node-100.64"
    let target = IPv4Address(100, 64, 0, 2)
    return switch folder {
    case "A": try .init(folder, probe, id: 113, from: .init(10, 244, 0, 244), to: target, succeeded: false)
    case "B": try .init(folder, probe, id: 119, from: .init(10, 244, 0, 231), to: target, succeeded: true)
    case "C": try .init(folder, probe, id: 122, from: .init(10, 244, 0, 119), to: target, succeeded: true)
    case "B-iptables-masq": try .init(folder, probe, id: 120, from: .init(10, 244, 0, 78), to: target, succeeded: true)
    default: try .init(folder, probe, id: 120, from: .init(10, 244, 0, 70), to: target, succeeded: false)
    }
  }
}
