import Conformance
import Testing

/// What Cilium's proxy serves (Gateways, Ingresses), as no setting of `devices` changes it: the proxy of the node that asks
/// takes the connection, so that no packet of it leaves the node before the proxy has answered.
@Suite("Through Cilium's proxy, whatever the setting")
struct ThroughProxy: Chapter {
  static let setting: Scenario? = nil
  static let premises: [Premise] = [.kubeProxyReplaced]

  @Test("The node's own proxy answers", arguments: try await cases(.proxiedRequest))
  func request(_ it: Case) async throws { try await it.works(because: .staysOnNode) }
}
