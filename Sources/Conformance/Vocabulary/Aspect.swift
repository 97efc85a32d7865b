/// One thing that a `devices` setting decides, and that netproof checks for every node or ordered node pair.
///
/// The raw value is the name in records, on the command line and in JUnit; it never changes once published.
public enum Aspect: String, Sendable, CaseIterable, Codable, Hashable {
  case sameNodePod = "pod-same-node"
  case crossNodePod = "pod-other-node"
  case crossNodeService = "service-other-node"
  case externalPing = "external-ping"
  case clusterName = "dns-cluster-name"
  case externalName = "dns-external-name"
  case upstreamDNS = "dns-upstream"
  case externalHTTPS = "external-https"
  case ownNodeIP = "own-node-ip"
  case otherNodeIP = "other-node-ip"
  case ownUplinks = "own-node-uplinks"
  case otherUplinks = "other-node-uplinks"
  case apiService = "api-service"
  case pathMTU = "path-mtu"
  case clusterDNSReady = "cluster-dns-ready"
  case clusterDNSRestart = "cluster-dns-restart"
  case defaultRoute = "default-route"
  case nodeIP = "cilium-node-ip"
  case selectedDevices = "selected-devices"
  case masquerade = "masquerade"
  case configurationApplied = "configuration-applied"
  case natExternal = "nat-external"
  case natNodeAddress = "nat-other-node-ip"
  case sameNodePodIPv6 = "pod-same-node-ipv6"
  case crossNodePodIPv6 = "pod-other-node-ipv6"
  case crossNodeServiceIPv6 = "service-other-node-ipv6"
  case externalPingIPv6 = "external-ping-ipv6"
  case clusterNameIPv6 = "dns-cluster-name-ipv6"
  case externalNameIPv6 = "dns-external-name-ipv6"
  case upstreamDNSIPv6 = "dns-upstream-ipv6"
  case externalHTTPSIPv6 = "external-https-ipv6"
  case ownNodeIPv6 = "own-node-ip-ipv6"
  case otherNodeIPv6 = "other-node-ip-ipv6"
  case ownUplinksIPv6 = "own-node-uplinks-ipv6"
  case otherUplinksIPv6 = "other-node-uplinks-ipv6"
  case apiServiceIPv6 = "api-service-ipv6"
  case pathMTUIPv6 = "path-mtu-ipv6"
  case defaultRouteIPv6 = "default-route-ipv6"
  case nodeIPv6 = "cilium-node-ip-ipv6"
  case masqueradeIPv6 = "masquerade-ipv6"
  case natExternalIPv6 = "nat-external-ipv6"
  case natNodeAddressIPv6 = "nat-other-node-ip-ipv6"
}

extension Aspect {
  /// Whether the aspect is asked of each node or of each ordered pair of nodes.
  public enum Scope: String, Sendable, Codable, Hashable {
    /// Once per node.
    case node
    /// Once per ordered pair of different nodes.
    case pair
  }

  /// The chapters of a report, in reading order.
  public enum Area: String, Sendable, CaseIterable, Codable, Hashable {
    case podPaths = "Pods and Services"
    case outside = "The outside world"
    case names = "Names"
    case nodes = "Nodes and the Kubernetes API"
    case configuration = "Cilium's configuration"
    case translation = "BPF NAT table"
  }

  /// Per node or per ordered pair.
  public var scope: Scope {
    switch ipv4Twin {
    case .crossNodePod, .crossNodeService, .otherNodeIP, .otherUplinks, .pathMTU, .natNodeAddress: .pair
    default: .node
    }
  }

  /// The report chapter that the aspect belongs to.
  public var area: Area {
    switch ipv4Twin {
    case .sameNodePod, .crossNodePod, .crossNodeService, .pathMTU: .podPaths
    case .externalPing, .externalHTTPS: .outside
    case .clusterName, .externalName, .upstreamDNS, .clusterDNSReady, .clusterDNSRestart: .names
    case .ownNodeIP, .otherNodeIP, .ownUplinks, .otherUplinks, .apiService: .nodes
    case .defaultRoute, .nodeIP, .selectedDevices, .masquerade, .configurationApplied: .configuration
    case .natExternal, .natNodeAddress: .translation
    default: .podPaths
    }
  }

  /// A short name for tables.
  public var title: String { family == .ipv6 ? "\(ipv4Twin.ipv4Title), IPv6" : ipv4Title }

  private var ipv4Title: String {
    switch self {
    case .sameNodePod: "pod → pod, same node"
    case .crossNodePod: "pod → pod, other node"
    case .crossNodeService: "pod → Service, backend on the other node"
    case .externalPing: "pod → internet, ping"
    case .clusterName: "DNS, cluster name"
    case .externalName: "DNS, external name through cluster DNS"
    case .upstreamDNS: "DNS, straight to the upstream"
    case .externalHTTPS: "pod → internet, HTTPS"
    case .ownNodeIP: "pod → own node's address"
    case .otherNodeIP: "pod → other node's address"
    case .ownUplinks: "pod → own node's other uplink addresses"
    case .otherUplinks: "pod → other node's other uplink addresses"
    case .apiService: "pod → Kubernetes API by ClusterIP"
    case .pathMTU: "largest unfragmented packet, other node"
    case .clusterDNSReady: "cluster DNS pods ready, not restarting"
    case .clusterDNSRestart: "cluster DNS pod restarted here becomes ready"
    case .defaultRoute: "default route leaves by the physical uplink"
    case .nodeIP: "Cilium node IP"
    case .selectedDevices: "devices that Cilium selected"
    case .masquerade: "masquerade mode and devices"
    case .configurationApplied: "running agent agrees with the ConfigMap"
    case .natExternal: "NAT entry, pod → internet"
    case .natNodeAddress: "NAT entry, pod → other node's address"
    default: rawValue
    }
  }

  /// What is done to find out, in one sentence.
  public var question: String {
    switch self {
    case .clusterNameIPv6:
      "Do the cluster DNS Service and every DNS pod resolve a Service's IPv6 address, asked over IPv6 where they have it?"
    case .externalNameIPv6:
      "Do the cluster DNS Service and every DNS pod answer for an external name's IPv6 addresses?"
    case .defaultRouteIPv6: "Does the node's IPv6 default route leave by the physical uplink?"
    default: family == .ipv6 ? "Over IPv6: \(ipv4Twin.ipv4Question)" : ipv4Question
    }
  }

  private var ipv4Question: String {
    switch self {
    case .sameNodePod: "Do ICMP echo and TCP reach another pod on the same node, by pod IP?"
    case .crossNodePod: "Do ICMP echo and TCP reach a pod on the other node, by pod IP?"
    case .crossNodeService: "Does a ClusterIP answer whose only backend is a pod on the other node?"
    case .externalPing: "Does an address on the internet answer ICMP echo?"
    case .clusterName: "Do the cluster DNS Service and every DNS pod resolve a cluster name?"
    case .externalName: "Do the cluster DNS Service and every DNS pod resolve an external name?"
    case .upstreamDNS: "Does the upstream DNS server answer the pod directly?"
    case .externalHTTPS: "Does an HTTPS server outside answer, and with the node's public address?"
    case .ownNodeIP: "Does the pod's own node answer ICMP echo on its node address?"
    case .otherNodeIP: "Does the other node answer ICMP echo on its node address?"
    case .ownUplinks: "Does the pod's own node answer ICMP echo on each of its uplinks' other addresses?"
    case .otherUplinks: "Does the other node answer ICMP echo on each of its uplinks' other addresses?"
    case .apiService: "Does the Kubernetes API answer through its ClusterIP?"
    case .pathMTU: "What is the largest ICMP payload that reaches the other node's pod whole, and what happens above?"
    case .clusterDNSReady: "Are the cluster DNS pods on this node Ready, without a restart during the run?"
    case .clusterDNSRestart: "Does a cluster DNS pod that is started anew on this node become Ready?"
    case .defaultRoute: "Does the node's IPv4 default route leave by the physical uplink?"
    case .nodeIP: "Do the agents' node lists and the CiliumNode object carry the Kubernetes node's address?"
    case .selectedDevices: "Which devices does the running agent say it selected?"
    case .masquerade: "Which masquerade mode and devices does the running agent report?"
    case .configurationApplied: "Does the running agent's configuration equal what the ConfigMap asks for?"
    case .natExternal:
      "Is this probe's flow to the internet in the BPF NAT table, both ways, with the egress device's address?"
    case .natNodeAddress: "Is this probe's flow to the other node's address in the BPF NAT table, both ways?"
    default: rawValue
    }
  }

  /// Whether a cluster needs this path to be of use. Only these decide fitness for service.
  public var isNeededForService: Bool {
    switch ipv4Twin {
    case .sameNodePod, .crossNodePod, .crossNodeService, .externalPing, .clusterName, .externalName, .upstreamDNS,
      .externalHTTPS, .ownNodeIP, .otherNodeIP, .apiService, .pathMTU, .clusterDNSReady, .clusterDNSRestart:
      true
    default: false
    }
  }
}
