import Conformance
import Testing

/// `devices` unset: Cilium finds both uplinks by itself, and every path works.
@Suite("Auto-detection: devices is unset")
struct AutoDetect {
  static let scenarios: [Scenario] = [.auto]

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
