import Conformance
import Testing

/// NodePorts, as no setting of `devices` changes them.
///
/// Inside the cluster nobody asks the node: sockets are translated to a backend themselves, for every address that a
/// CiliumNode carries. So a NodePort may answer there on an uplink that `devices` leaves out, and on a node without a
/// backend although `externalTrafficPolicy` is Local. What that policy is for shows outside alone.
@Suite("NodePorts, whatever the setting")
struct NodePorts: Chapter {
  static let setting: Scenario? = nil
  static let premises: [Premise] = [.tunnel, .nodeIPsOnTailnet, .kubeProxyReplaced]

  @Test(
    "NodePorts of other nodes' tailnet addresses answer in the cluster, whatever externalTrafficPolicy says",
    arguments: try await cases(.nodePortOtherNode, .nodePortLocalOtherNode, .nodePortLocalEmptyOtherNode))
  func inside(_ it: Case) async throws { try await it.shows(.nodePortsWith([.tailnet])) }

  @Test(
    "With externalTrafficPolicy Local, a node without a backend answers nobody outside",
    arguments: try await cases(.nodePortLocalEmptyOutside))
  func withoutBackend(_ it: Case) async throws { try await it.shows(.nodePorts([])) }
}
