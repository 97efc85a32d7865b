import Cilium
import Foundation
import Routing
import Tailnet

/// What is read from a cluster before anything is predicted or probed.
///
/// Facts are what the cluster *is* (addresses, devices, routes, the ConfigMap), never what Cilium *claims to do* with
/// it: the agent's own report of its selection is an observation.
public struct ClusterFacts: Sendable, Codable, Hashable {
  /// The nodes that take part, in the order of the API.
  public var nodes: [NodeFacts] { didSet { places = NodeIndex() } }
  /// The data of the `cilium-config` ConfigMap.
  public var configuration: [String: String]
  /// The `default/kubernetes` Service.
  public var apiService: ServiceFacts?
  /// The same Service's IPv6 side, where its ClusterIP is an IPv6 one: Kubernetes gives it one family only.
  public var apiServiceIPv6: ServiceFactsIPv6?
  /// The cluster DNS Service.
  public var dnsService: ServiceFacts?
  /// The same Service's IPv6 side, where it has one.
  public var dnsServiceIPv6: ServiceFactsIPv6?
  /// Whether the API server gave the run's own Services IPv6 addresses when asked to prefer both families; `nil` when it
  /// was not asked.
  public var givesServicesIPv6: Bool?
  /// The pods behind the cluster DNS Service.
  public var dnsPods: [DNSPodFacts]
  /// The nodes on which a NodeLocal DNSCache pod runs, which answers there instead of the cluster DNS; `nil` for none.
  public var nodeLocalDNSNodes: [String]?
  /// Destinations towards which pods keep their own addresses, from the ip-masq-agent; `nil` without one.
  public var nonMasqueradeCIDRs: [IPPrefix]?
  /// What of the cluster was asked for and could not be read; `nil` for nothing.
  public var unread: [UnreadFact]?
  /// How the cluster differs from the scenario it is pinned to, if it does.
  public var drift: Drift?
  /// Whether the HTTPS endpoint outside is asked by name, so that the probe needs the cluster DNS; `nil` when no probe
  /// is meant.
  public var httpsByName: Bool?
  /// The run's NodePort Services, and who asked them from outside; `nil` where no run made any.
  public var nodePorts: NodePortFacts?
  /// The Service that is asked because Cilium's proxy serves it; `nil` where nobody named one.
  public var proxied: ProxiedServiceFacts?

  private var places = NodeIndex()

  /// Makes a set of facts.
  public init(
    nodes: [NodeFacts], configuration: [String: String], apiService: ServiceFacts? = nil,
    dnsService: ServiceFacts? = nil, dnsPods: [DNSPodFacts] = []
  ) {
    self.nodes = nodes
    self.configuration = configuration
    self.apiService = apiService
    self.dnsService = dnsService
    self.dnsPods = dnsPods
  }

  /// The value of `devices` in `cilium-config`; `nil` when it is absent or empty, which mean the same.
  public var devicesSetting: String? { configuration["devices"].flatMap { $0.isEmpty ? nil : $0 } }

  /// The agents' version; where they differ, as during an upgrade, all of them.
  public var ciliumVersion: String? {
    let versions = Set(nodes.compactMap(\.ciliumVersion)).sorted()
    return versions.isEmpty ? nil : versions.joined(separator: ", ")
  }

  /// The families of pods' addresses, by the ConfigMap.
  public var families: [IPFamily] { CiliumConfigMap(data: configuration).families }

  /// A node by its Kubernetes name.
  public func node(_ name: String) -> NodeFacts? { places.place(of: name, in: nodes).map { nodes[$0] } }

  /// The nodes of these names, in their order.
  func nodes(named names: Set<String>) -> [NodeFacts] {
    names.compactMap { places.place(of: $0, in: nodes) }.sorted().map { nodes[$0] }
  }

  /// The nodes that have an address, as their node IP or on a device, in their order.
  func holders(of address: IPAddress) -> [NodeFacts] {
    places.addresses(in: nodes).holders[address, default: []].map { nodes[$0] }
  }

  /// The nodes that Cilium knows by an address: their node IP or ExternalIP.
  func nodes(known address: IPAddress) -> [NodeFacts] {
    places.addresses(in: nodes).known[address, default: []].map { nodes[$0] }
  }

  /// The nodes whose node IP of a family is in one of the networks, and on no overlay.
  func nodes(onUnderlay family: IPFamily, within networks: [IPPrefix]) -> [NodeFacts] {
    places.addresses(in: nodes).underlayNodeIPs[family, default: []]
      .filter { node in networks.contains { $0.contains(node.address) } }
      .map { nodes[$0.place] }
  }

  /// The nodes whose hosts do not reach an address.
  func nodes(missing address: IPAddress) -> [NodeFacts] {
    places.addresses(in: nodes).unreached[address.description, default: []].map { nodes[$0] }
  }

  private enum CodingKeys: String, CodingKey {
    case nodes, configuration, apiService, apiServiceIPv6, dnsService, dnsServiceIPv6, givesServicesIPv6, dnsPods
    case nodeLocalDNSNodes, nonMasqueradeCIDRs, unread, drift, httpsByName, nodePorts, proxied
  }
}

/// A node's facts.
public struct NodeFacts: Sendable, Codable, Hashable {
  /// The Kubernetes node's name.
  public var name: String
  /// The Kubernetes InternalIP: kubelet's `--node-ip`, else what kubelet found.
  public var internalIP: IPv4Address? { didSet { derived = RoutingCache() } }
  /// The Kubernetes ExternalIP, as a cloud controller manager sets it.
  public var externalIP: IPv4Address? { didSet { derived = RoutingCache() } }
  /// The Kubernetes InternalIP of IPv6, on a node that has one.
  public var internalIPv6: IPv6Address? { didSet { derived = RoutingCache() } }
  /// The Kubernetes ExternalIP of IPv6, on a node that has one.
  public var externalIPv6: IPv6Address? { didSet { derived = RoutingCache() } }
  /// The IPv4 pod CIDR: Cilium's own, else the Kubernetes node's.
  public var podCIDR: IPv4CIDR? { didSet { derived = RoutingCache() } }
  /// The IPv6 pod CIDR, likewise.
  public var podCIDRv6: IPPrefix? { didSet { derived = RoutingCache() } }
  /// The network devices as the agent or its kernel lists them.
  public var devices: [Device] { didSet { derived = RoutingCache() } }
  /// The routes of all tables as the agent or its kernel lists them; a multipath route is a row per hop where its hops
  /// are known, else one of index 0.
  public var routes: [Route] { didSet { derived = RoutingCache() } }
  /// Where devices and routes were read; nil when they were not.
  public var tableSource: NodeTableSource? { didSet { derived = RoutingCache() } }
  /// The IPv4 routing policy rules in the kernel's order, as `ip rule` prints them; nil where they were not read: then the
  /// kernel's own are assumed, with those of Tailscale and of VRFs where these are.
  public var policyRulesIPv4: [String]? { didSet { derived = RoutingCache() } }
  /// The IPv6 ones, likewise.
  public var policyRulesIPv6: [String]? { didSet { derived = RoutingCache() } }
  /// Kernel parameters that decide about forwarding, and those of sockets' buffers, by `sysctl`'s names; nil where they
  /// were not read.
  public var sysctls: [String: Int]? { didSet { derived = RoutingCache() } }
  /// Device of a default route → whether it hands on what it has put together of UDP (`rx-udp-gro-forwarding`); nil where it
  /// was not read (`ethtool` is in few agents' images).
  public var udpGROForwarding: [String: Bool]?
  /// Which rules of netfilter mark packets before they are routed; nil where they were not read (`nft` is in few agents'
  /// images). Asked only where rules of the kernel's route by marks.
  public var packetMarkings: [PacketMarking]? { didSet { derived = RoutingCache() } }
  /// The smallest MTU of the kernel's routes to other nodes' pods, which agents' tables tell since 1.19; nil where none has
  /// one, or they were not read.
  public var podRouteMTU: Int?
  /// Whether the agent's container has what lists the kernel's programs (`bpftool`); nil where that was not asked.
  public var listsPrograms: Bool?
  /// Which rules of netfilter put the marks that were saved for connections over packets' own; nil where none does, or they
  /// were not read.
  public var markRestores: [MarkRestore]?
  /// The peers of the node's WireGuard devices; nil where nobody could tell (`wg` is not in every agent's image).
  public var overlayPeers: [OverlayPeer]?
  /// What Tailscale on the node says of itself and of the cluster's other nodes; nil where it was not asked.
  public var tailscale: TailscaleFacts?
  /// What Tailscale on the node had counted of its packets by the way that they took; nil where its metrics did not answer.
  public var tailscaleCounters: TailscaleCounters?
  /// What Tailscale's chains of netfilter do on the node; nil where it has none in the tables that were read, or they were
  /// not read.
  public var tailscaleChains: TailscaleChains?
  /// The security identities of the node's endpoints, where a rule of the node looks at marks as identities are put
  /// into; nil where none does, or they were not read.
  public var identities: [LocalIdentity]?
  /// What CiliumNodeConfigs set for the node, which stands before the ConfigMap; nil for nothing.
  public var configurationOverrides: [String: String]?
  /// The running agent's version, such as `1.19.4`; nil when it does not say.
  public var ciliumVersion: String? { didSet { derived = RoutingCache() } }
  /// How the running agent says that it routes packets of pods on the node: `BPF` or `Legacy`; nil where it was not asked.
  public var hostRouting: String?
  /// The kernel's version, such as `6.8.0-1021-oracle`.
  public var kernelVersion: String?
  /// When the running agent was started.
  public var agentStartedAt: Date?
  /// Address of another node → whether this node's host reaches it: by the agent's health check, else by a connection.
  public var reachedFromHost: [String: Bool]
  /// Address that this node's host reaches → by what it gets no answer there all the same: `icmp` where the agent's health
  /// check is answered over TCP alone, `tcp/4240` where that port is silent and another answers; nil for nothing, and in
  /// records from before this was read.
  public var missedFromHost: [String: [String]]?
  /// Without a tunnel: other node → whether this node's agent reached its health endpoint, which has a pod's address and
  /// is asked from this node's host; nil where there is a tunnel, and in records from before this was read.
  public var reachedHealthEndpoints: [String: Bool]?
  /// Why the agent's facts are missing, if they are.
  public var problem: Sentence?
  /// What kept them from being read, where that has a name of its own.
  public var obstacle: Obstacle?

  /// What else of the node was asked for and could not be read; `nil` for nothing.
  public var unread: [UnreadFact]?

  private var derived = RoutingCache()

  /// Makes a node's facts.
  public init(
    name: String, internalIP: IPv4Address?, externalIP: IPv4Address? = nil, podCIDR: IPv4CIDR?, devices: [Device],
    routes: [Route], agentStartedAt: Date? = nil, reachedFromHost: [String: Bool] = [:], problem: Sentence? = nil
  ) {
    self.name = name
    self.internalIP = internalIP
    self.externalIP = externalIP
    self.podCIDR = podCIDR
    self.devices = devices
    self.routes = routes
    self.agentStartedAt = agentStartedAt
    self.reachedFromHost = reachedFromHost
    self.problem = problem
  }

  private enum CodingKeys: String, CodingKey {
    case name, internalIP, externalIP, internalIPv6, externalIPv6, podCIDR, podCIDRv6, devices, routes, tableSource
    case policyRulesIPv4, policyRulesIPv6, sysctls, udpGROForwarding, podRouteMTU, markRestores, listsPrograms
    case packetMarkings
    case overlayPeers, tailscale, tailscaleCounters, tailscaleChains
    case identities, configurationOverrides, ciliumVersion, hostRouting
    case kernelVersion, agentStartedAt, reachedFromHost, missedFromHost, reachedHealthEndpoints, problem, unread
  }

  /// The Cilium release whose rules hold on the node; the latest known when the agent does not say.
  public var release: CiliumRelease { derived.release(of: self) }

  /// What the node's devices are for.
  public var uplinks: Uplinks { derived.uplinks(of: self) }

  /// What the node's kernel does with packets.
  var routing: NodeRouting { derived.routing(of: self) }

  /// Cilium's decision on every device of the node, in their order.
  func selection(_ settings: SelectionSettings) -> [DeviceSelection.SelectionResult] {
    derived.selection(of: self, settings)
  }
}

/// A ClusterIP Service.
public struct ServiceFacts: Sendable, Codable, Hashable {
  /// The Service's IPv4 ClusterIP.
  public var clusterIP: IPv4Address
  /// The port that is probed.
  public var port: Int
  /// The addresses of its ready endpoints.
  public var endpoints: [IPv4Address]

  /// Makes a Service's facts.
  public init(clusterIP: IPv4Address, port: Int, endpoints: [IPv4Address]) {
    self.clusterIP = clusterIP
    self.port = port
    self.endpoints = endpoints
  }
}

/// The IPv6 side of a ClusterIP Service.
public struct ServiceFactsIPv6: Sendable, Codable, Hashable {
  /// The Service's IPv6 ClusterIP.
  public var clusterIP: IPv6Address
  /// The port that is probed.
  public var port: Int
  /// The IPv6 addresses of its ready endpoints.
  public var endpoints: [IPv6Address]

  /// Makes a Service's facts.
  public init(clusterIP: IPv6Address, port: Int, endpoints: [IPv6Address]) {
    self.clusterIP = clusterIP
    self.port = port
    self.endpoints = endpoints
  }
}

/// A pod of the cluster DNS.
public struct DNSPodFacts: Sendable, Codable, Hashable {
  /// The pod's name.
  public var name: String
  /// The node it runs on.
  public var node: String
  /// Its IPv4 address, once it has one.
  public var address: IPv4Address?
  /// Its IPv6 address, likewise.
  public var addressIPv6: IPv6Address?
  /// Whether it was Ready.
  public var isReady: Bool
  /// The sum of its containers' restarts.
  public var restarts: Int
  /// When its container was started.
  public var startedAt: Date?

  /// Makes a DNS pod's facts.
  public init(
    name: String, node: String, address: IPv4Address?, isReady: Bool, restarts: Int, startedAt: Date? = nil
  ) {
    self.name = name
    self.node = node
    self.address = address
    self.isReady = isReady
    self.restarts = restarts
    self.startedAt = startedAt
  }
}
