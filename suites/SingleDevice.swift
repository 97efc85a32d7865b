import Conformance
import Testing

/// One uplink alone: the guide warns of both. The physical one keeps the internet and loses the other nodes' addresses;
/// the tailnet one keeps the nodes and loses the internet.
@Suite("A single device: the physical or the tailnet uplink alone")
struct SingleDevice {
  static let scenarios: [Scenario] = [.physicalOnly, .tailnetOnly]

  @Test("pods and Services", arguments: try await Check.each(Aspects.podPaths, in: scenarios))
  func podPaths(_ check: Check) async throws { try await check.verify() }

  @Test("the outside world", arguments: try await Check.each(Aspects.outside, in: scenarios))
  func outside(_ check: Check) async throws { try await check.verify() }

  @Test("names", arguments: try await Check.each(Aspects.names, in: scenarios))
  func names(_ check: Check) async throws { try await check.verify() }

  @Test("nodes and the Kubernetes API", arguments: try await Check.each(Aspects.nodes, in: scenarios))
  func nodes(_ check: Check) async throws { try await check.verify() }

  @Test("Cilium's configuration", arguments: try await Check.each(Aspects.configuration, in: scenarios))
  func configuration(_ check: Check) async throws { try await check.verify() }

  @Test("the BPF NAT table", arguments: try await Check.each(Aspects.translation, in: scenarios))
  func translation(_ check: Check) async throws { try await check.verify() }
}
