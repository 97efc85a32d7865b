import Conformance
import Testing

/// Both uplinks by name: every path works.
@Suite("Both devices by name: the recommended, explicit setting")
struct BothDevices {
  static let scenarios: [Scenario] = [.both]

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
