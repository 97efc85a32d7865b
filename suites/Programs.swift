import Conformance
import Testing

/// What hangs where in the kernel, where the agents' containers have the tool that lists it: whatever `devices` is, Services
/// are translated at sockets, and XDP balances on the selected devices where it is switched on.
@Suite("Programs in the kernel, whatever the setting")
struct Programs: Chapter {
  static let setting: Scenario? = nil
  static let premises: [Premise] = [.kubeProxyReplaced]

  @Test("Services are translated at every socket", arguments: try await cases(.socketPrograms))
  func sockets(_ it: Case) async throws { try await it.shows(.everySocket) }

  @Test("Cilium's XDP program hangs where it is told to", arguments: try await cases(.xdpDevices))
  func xdp(_ it: Case) async throws { try await it.isAsPredicted() }
}
