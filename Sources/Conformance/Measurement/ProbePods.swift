import Cilium
import Kubernetes

/// The busybox pods of a scenario: a client and a server on every node.
///
/// Every scenario gets new ones: a pod keeps the device MTU it was made with, and living flows keep NAT entries of the
/// setting before.
struct ProbePods: Sendable {
  /// A pod that runs and has an address.
  struct Running: Sendable {
    var reference: PodReference
    var address: IPv4Address
  }

  /// A node's two pods, or why one of them is missing.
  struct Pair: Sendable {
    var client: Result<Running, AgentShell.Failure>
    var server: Result<Running, AgentShell.Failure>
  }

  /// Node name → its pods.
  var nodes: [String: Pair]
}
