import Synchronization

/// The pings that left simulated pods translated, as Cilium's NAT maps would hold them.
final class SimulatedFlows: Sendable {
  struct Flow: Sendable, Hashable {
    var pod: String
    var identifier: UInt16
    var destination: String
    var translated: String
  }

  private let flows = Mutex<[Int: [Flow]]>([:])

  /// Remembers the flows of a node's pod; those of its earlier probes are forgotten.
  func set(_ new: [Flow], of node: SimulatedNode) { flows.withLock { $0[node.index] = new } }

  func entries(of node: SimulatedNode) -> [NATEntry] {
    flows.withLock { $0[node.index] ?? [] }.flatMap { flow -> [NATEntry] in
      let out = NATEntry(
        proto: "ICMP", protocolNumber: 1, direction: .out, source: flow.pod, sourcePort: flow.identifier,
        destination: flow.destination, destinationPort: 0, translated: flow.translated,
        translatedPort: flow.identifier, age: 1, needsConntrack: false)
      let back = NATEntry(
        proto: "ICMP", protocolNumber: 1, direction: .in, source: flow.destination, sourcePort: 0,
        destination: flow.translated, destinationPort: flow.identifier, translated: flow.pod,
        translatedPort: flow.identifier, age: 1, needsConntrack: false)
      return [out, back]
    }
  }
}
