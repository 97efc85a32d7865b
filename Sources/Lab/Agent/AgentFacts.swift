import Foundation

/// Everything the agent's commands print, gathered once per command from the live kernel and the cluster.
///
/// The formatters are functions of these values alone, so that recordings of a real cluster test them.
struct AgentFacts: Sendable {
  var nodeName: String
  var config: AgentConfig
  var startedAt: Date
  var now: Date
  var devices: [KernelDevice]
  /// The verdict per device name, from the agent's own selection.
  var verdicts: [String: DeviceVerdict]
  var routes: [KernelRoute]
  /// This node and its peers, in the order of their names.
  var nodes: [NodeFact]
  /// Pods of this node with an own address, in the order of the API.
  var endpoints: [EndpointFact]
  var mtu: MTUFact
  var health: HealthFact
  var services: [ServiceTranslation]
  /// The kernel's release, for example `6.18.44`.
  var kernelVersion: String
  var processors: Int
  /// Seconds since the boot of the machine: what Cilium's maps count in (`ktime`).
  var uptime: Int
  /// The Kubernetes version the agent talks to, with a leading `v`.
  var kubernetesVersion: String
  /// Towards where pods keep their addresses, by an ip-masq-agent's list.
  var spared: [String] = []
  /// A TCP port of the pods that a network policy closes; nil for no policy.
  var deniedPort: UInt16?

  /// A node as Cilium knows it.
  struct NodeFact: Sendable, Hashable {
    var name: String
    /// Of each of these one address or prefix of each family that pods have, IPv4 first.
    var nodeIPs: [String]
    var podCIDRs: [String]
    /// The node's addresses on cilium_host.
    var ciliumInternalIPs: [String]
    var healthIPs: [String]
    var isLocal: Bool
    /// What else Kubernetes tells of it.
    var externalIPs: [String] = []

    /// The primary family's.
    var nodeIP: String { nodeIPs.first ?? "" }
    var podCIDR: String { podCIDRs.first ?? "" }
    var healthIP: String? { healthIPs.first }
  }

  /// The MTUs the agent works with.
  struct MTUFact: Sendable, Hashable {
    var device: Int
    var route: Int
  }

  /// A Cilium endpoint: a pod, the health endpoint or the host.
  struct EndpointFact: Sendable, Hashable {
    var id: Int
    var identity: Int
    var labels: [String]
    var ipv4: String?
    var ipv6: String?
    /// `namespace/name`, `health`, or `/` for the host.
    var owner: String
    var podNamespace: String?
    var podName: String?
    /// The host's side of the pod's device pair, if it is known.
    var interface: KernelDevice?

    /// Its addresses, IPv4 first.
    var addresses: [String] { [ipv4, ipv6].compactMap { $0 } }
  }

  /// `cluster/node`, as Cilium names nodes.
  func qualifiedName(_ node: String) -> String { "\(config.clusterName)/\(node)" }

  var localNode: NodeFact? { nodes.first(where: \.isLocal) }
  var podCIDRs: [String] { localNode?.podCIDRs ?? [] }
  /// The primary family's.
  var podCIDR: String { podCIDRs.first ?? "" }
  var routerIP: String { localNode?.ciliumInternalIPs.first ?? "" }
  var selectedDevices: [KernelDevice] {
    devices.filter { verdicts[$0.name]?.isSelected == true }.sorted { $0.index < $1.index }
  }
  var age: Double { max(0, now.timeIntervalSince(startedAt)) }

  var release: LabCilium { config.release }
  var directRoutingDevice: String? {
    AgentStart(config: config, selected: selectedDevices, nodeIP: localNode?.nodeIP).directRoutingDevice
  }
  /// The node's addresses that the endpoint map holds as the host's.
  var hostAddresses: [String] {
    config.families.flatMap { family in
      PodForwarding(config: config, family: family, devices: devices, selected: Set(selectedDevices.map(\.name)))
        .hostAddresses
    }
  }
}

/// What the health probes found, per node.
struct HealthFact: Sendable, Hashable {
  var nodes: [Node]
  /// When the last round of probes ended.
  var timestamp: Date
  /// Nanoseconds between two rounds.
  var interval: Int64

  static let none = HealthFact(nodes: [], timestamp: .distantPast, interval: 0)

  struct Node: Sendable, Hashable {
    var name: String
    var isLocal: Bool
    var host: Path
    var endpoint: Path?
  }

  /// The two probes of one address.
  struct Path: Sendable, Hashable {
    var address: String
    var icmp: Probe?
    var http: Probe?

    var isHealthy: Bool { icmp?.isOK == true && http?.isOK == true }
    var isUnknown: Bool { icmp == nil && http == nil }
  }

  /// One probe: a round-trip time, or what went wrong.
  struct Probe: Sendable, Hashable {
    var at: Date
    /// Nanoseconds.
    var latency: Int64?
    var failure: String?

    var isOK: Bool { failure == nil && latency != nil }
  }
}
