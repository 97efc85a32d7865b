/// What a node's Cilium agent asks the kernel to do. Implemented with real devices, routes, tc and nftables by the
/// lab's network; computed by the agent stand-in from the `cilium-config` ConfigMap and the node's live devices.
struct DatapathConfiguration: Sendable, Hashable {
  /// Devices that carry Cilium's program: masquerading and service translation happen only there.
  var selectedDevices: [String]
  var masquerade: MasqueradeMode
  /// The pods' CIDR of this node's primary family, for example 10.244.0.0/24.
  var podCIDR: String
  /// MTU of pod devices: the smallest MTU of the selected devices (`pkg/mtu/manager.go`).
  var deviceMTU: Int
  /// MTU of tunnel and pod default routes: `deviceMTU` minus 50 for VXLAN over IPv4.
  var routeMTU: Int
  /// The other nodes, as tunnel endpoints.
  var peers: [TunnelPeer]
  /// What becomes of IPv4 packets that pods send out of the pod network.
  var podEgress = PodEgress.byRoutes
  /// The same of IPv6.
  var podEgressIPv6 = PodEgress.byRoutes
  /// The families whose packets are masqueraded.
  var masqueradedFamilies: Set<AddressFamily> = [.ipv4, .ipv6]
  /// The family of the tunnel's outer addresses.
  var underlay = AddressFamily.ipv4
  /// Whether the agent routes other nodes' pods to their node IPs (`auto-direct-node-routes`, in native routing).
  var routesPeersDirectly = false
  /// Behind what BPF hides pods on a selected device that has no address of a family; none for the device's own or
  /// nothing.
  var fallbackAddresses: [String] = []
  /// Addresses that pods reach without being hidden, beside pods'.
  var sparedAddresses: [String] = []
  /// The same of prefixes, by an ip-masq-agent's list.
  var sparedPrefixes: [String] = []
  /// Who answers on NodePorts, and where.
  var nodePorts = NodePortServing.nobody
}

/// Who answers on a node's NodePorts, and where.
enum NodePortServing: Sendable, Hashable {
  /// No agent has configured the datapath yet.
  case nobody
  /// Cilium: packets for `addresses` that come in by a selected device, and at the node's own and its pods' sockets what
  /// goes to `atSockets`, addresses of this or another node (`bpf/bpf_sock.c`, `sock4_wildcard_lookup`).
  case cilium(addresses: [String], atSockets: [String])
  /// kube-proxy: whatever is for an address of the node.
  case kubeProxy
}

extension DatapathConfiguration {
  /// What becomes of a family's packets that pods send out of the pod network.
  func egress(_ family: AddressFamily) -> PodEgress { family == .ipv4 ? podEgress : podEgressIPv6 }
}

/// What becomes of packets that a node's pods send out of the pod network.
struct PodEgress: Sendable, Hashable {
  /// The node's own addresses that are always delivered: the host's in Cilium's endpoint map.
  var hostAddresses: [String]
  /// The device that takes everything else, whatever the routes say; nil for the kernel's routes.
  var forcedDevice: String?
  /// Own addresses for which packets are dropped ("FIB lookup failed").
  var droppedAddresses: [String]
  /// Whether the peers' node IPs are reached through the tunnel, untranslated.
  var tunnelsNodeIPs: Bool
  /// Whether the kernel's rules see the marks of packets that do not go in the tunnel: with legacy host routing.
  /// Otherwise Cilium's program looks the route up without the mark (`bpf/lib/fib.h`).
  var showsMarks = false

  /// The kernel's routes and nothing else, as up to 1.15 and since 1.19.
  static let byRoutes = PodEgress(hostAddresses: [], forcedDevice: nil, droppedAddresses: [], tunnelsNodeIPs: false)
}

/// How pod addresses are hidden from the outside.
enum MasqueradeMode: String, Sendable, Hashable {
  /// Per selected egress device, to that device's primary address (`bpf/lib/nat.h`).
  case bpf
  /// By netfilter, on every device but Cilium's own, whatever `devices` says.
  case iptables
  case disabled
}

/// A peer node as the tunnel sees it.
struct TunnelPeer: Sendable, Hashable {
  var node: String
  /// One of each family that its pods have.
  var podCIDRs: [String]
  /// The peer's Cilium node IPs, one of each family; that of the underlay is the outer destination of VXLAN packets.
  var nodeIPs: [String]
  /// What else its CiliumNode tells of Kubernetes' addresses.
  var externalIPs: [String] = []
}

/// A ClusterIP Service port and where it goes.
struct ServiceTranslation: Sendable, Hashable {
  var namespace: String
  var name: String
  var clusterIP: String
  /// `TCP` or `UDP`.
  var proto: String
  var port: UInt16
  /// Ready backends.
  var backends: [Backend]
  /// The port that it has on every node; nil for a Service inside the cluster.
  var nodePort: UInt16?
  /// Whether a node hands what comes from outside to backends of its own only (`externalTrafficPolicy: Local`).
  var keepsLocal = false
  /// Whether Cilium's proxy on every node serves it, as a Gateway's.
  var isProxied = false

  /// One ready endpoint behind a Service.
  struct Backend: Sendable, Hashable {
    var address: String
    var port: UInt16
  }
}

/// The lab's network as the agents and controllers drive it.
protocol NodeNetwork: Sendable {
  /// Makes the node's kernel state equal to `configuration`; living pods follow (MTU of their routes).
  func apply(_ configuration: DatapathConfiguration, on node: String) async throws
  /// Makes the Service translation of the node equal to `services`.
  func setServices(_ services: [ServiceTranslation], on node: String) async throws
  /// Runs a program in the node's network namespace and collects its output (for `ip -j`, `conntrack`, …).
  func run(_ command: [String], on node: String) async throws -> CommandOutput
  /// Whether links, addresses or routes of the node may have changed since this was last asked; the first time they may.
  func kernelChanged(on node: String) async throws -> Bool
  /// Switches a network-level fault; faults that are not the network's are ignored.
  func setFault(_ fault: PlacedFault, active: Bool) async throws
}

/// What a program left behind.
struct CommandOutput: Sendable, Hashable {
  var status: Int32
  var stdout: String
  var stderr: String
}
