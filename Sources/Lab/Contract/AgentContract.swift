import Foundation

/// The Cilium agents, as the kubelet stand-in drives them.
///
/// The control plane calls it for the `cilium-agent` container of the `kube-system/cilium` DaemonSet's pods. The
/// container itself is started through `PodRuntime` first, so it is a real process in the node's network namespace.
protocol AgentLauncher: Sendable {
  /// Starts the agent of a node: reads `cilium-config`, selects devices, applies the datapath, writes its CiliumNode.
  /// Returns once the agent is ready, or throws with a reason that `kubectl describe pod` can show; the container then
  /// counts as crashed and is started again with back-off. Cancelled when the pod is deleted meanwhile.
  func agentStarted(node: String, podName: String) async throws
  /// The agent's container has ended. What the agent left in the kernel stays, as Cilium's datapath does.
  func agentStopped(node: String, podName: String) async
  /// Answers a command that was exec'd into the agent's container (`cilium-dbg …`, `cilium …`), output as it comes.
  /// Returns the exit status, or nil when the command is not the agent's own and the container is to run it.
  func exec(
    _ command: [String], node: String, podName: String, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32?
  /// A fault was switched on or off: agents whose state it touches follow.
  func faultChanged(_ fault: LabFault, active: Bool) async throws
  /// The agent's log so far (`kubectl logs`), or nil when the container's own output is the log.
  func log(node: String, podName: String) async -> Data?
}

extension AgentEnvironment {
  func nonMasqueradeCIDRs() async -> [String]? { nil }
}

extension AgentLauncher {
  func exec(
    _ command: [String], node: String, podName: String, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32? { nil }

  func faultChanged(_ fault: LabFault, active: Bool) async throws {}

  func log(node: String, podName: String) async -> Data? { nil }
}

/// What an agent may read and write of the cluster: the part of the API that Cilium's agent watches.
///
/// Reads are of the moment of the call; nothing is cached between calls.
protocol AgentEnvironment: Sendable {
  /// The node's network (devices, routes, netfilter, `run`).
  var network: any NodeNetwork { get }
  /// `data` of the ConfigMap `kube-system/cilium-config`.
  func ciliumConfig() async -> [String: String]
  /// The prefixes that the ConfigMap `ip-masq-agent` names; nil where there is none.
  func nonMasqueradeCIDRs() async -> [String]?
  /// All Kubernetes nodes, in the order of their names.
  func nodes() async -> [AgentNode]
  /// The pods that run on a node and have an address, host-network pods included, in the order of their names.
  func pods(on node: String) async -> [AgentPod]
  /// The ClusterIP Services with their ready backends, in the order of namespace, name and port.
  func services() async -> [ServiceTranslation]
  /// Creates or replaces the CiliumNode of a node.
  func upsertCiliumNode(_ node: AgentCiliumNode) async throws
  /// All CiliumNodes, in the order of their names.
  func ciliumNodes() async -> [AgentCiliumNode]
  /// Whether a fault is on a node now.
  func isFaultActive(_ fault: LabFault, on node: String) async -> Bool
}

/// A Kubernetes node as an agent sees it.
struct AgentNode: Sendable, Hashable {
  var name: String
  var uid: String
  var labels: [String: String]
  /// `status.addresses` in their order: `InternalIP`, `ExternalIP`, `Hostname`.
  var addresses: [Address]
  /// `spec.podCIDRs`.
  var podCIDRs: [String]

  /// One entry of `status.addresses`.
  struct Address: Sendable, Hashable {
    var type: String
    var address: String
  }

  /// The InternalIPs, one of each family.
  var internalIPs: [String] { addresses.filter { $0.type == "InternalIP" }.map(\.address) }

  /// The first InternalIP, if any.
  var internalIP: String? { internalIPs.first }
}

/// A pod as an agent sees it.
struct AgentPod: Sendable, Hashable {
  var namespace: String
  var name: String
  var uid: String
  var labels: [String: String]
  var node: String
  /// One of each family, the primary one first.
  var addresses: [String]
  var hostNetwork: Bool
  var ready: Bool
  /// Names of the containers, in the order of the pod's specification.
  var containers: [String]
  /// The security identity that it has whatever its labels; nil for that of its labels.
  var identity: UInt16? = nil
}

/// The part of a `cilium.io/v2` CiliumNode that the agents write.
struct AgentCiliumNode: Sendable, Hashable {
  var name: String
  /// `spec.addresses` in their order, types `InternalIP`, `ExternalIP`, `CiliumInternalIP`.
  var addresses: [AgentNode.Address]
  /// `spec.ipam.podCIDRs`.
  var podCIDRs: [String]
  /// `spec.health.ipv4` and `spec.health.ipv6`.
  var healthIPs: [String]
  /// `spec.bootid`.
  var bootID: String?
}
