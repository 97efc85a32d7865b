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
    var addresses: [IPAddress]

    /// Its IPv4 address, if it has one.
    var address: IPv4Address? { addresses.lazy.compactMap(\.ipv4).first }

    /// Its address of a family, if it has one.
    func address(_ family: IPFamily) -> IPAddress? { addresses.first { $0.family == family } }

    init(reference: PodReference, addresses: [IPAddress]) {
      self.reference = reference
      self.addresses = addresses
    }

    /// A pod with an IPv4 address only.
    init(reference: PodReference, address: IPv4Address) {
      self.init(reference: reference, addresses: [.v4(address)])
    }
  }

  /// A node's two pods, or why one of them is missing.
  struct Pair: Sendable {
    var client: Result<Running, AgentShell.Failure>
    var server: Result<Running, AgentShell.Failure>
  }

  /// Node name → its pods.
  var nodes: [String: Pair]
  /// Before the first of them was created: what is older in a table is another pod's, of the same address.
  var since = ContinuousClock.now
  /// Whether DaemonSets make some of them, which must go before the pods do.
  var areOfSets = false
  /// What is to be said of how they were made.
  var remark: Sentence?
}
