/// The facts of the lab's two-node cluster, after the devices guide's environment. The one place that holds them.
struct LabTopology: Sendable, Hashable {
  /// Which address kubelet announces as the node's InternalIP.
  enum NodeIPs: String, Sendable, Hashable, CaseIterable {
    /// `--node-ip` is the tailnet address (the guide's environment).
    case tailnet
    /// No `--node-ip`: the address on the default route's interface.
    case physical
  }

  var nodeIPs: NodeIPs
  var nodes: [LabNode]

  init(nodeIPs: NodeIPs = .tailnet) {
    self.nodeIPs = nodeIPs
    nodes = [.master, .worker]
  }

  /// All pods of the cluster; masquerading spares it.
  static let clusterPodCIDR = "10.244.0.0/16"
  static let serviceCIDR = "10.96.0.0/12"
  static let tailnetCIDR = "100.64.0.0/10"
  /// The `kubernetes` Service.
  static let apiServiceAddress = "10.96.0.1"
  /// The `kube-dns` Service.
  static let dnsServiceAddress = "10.96.0.10"
  /// Where the API server listens, inside `instance-master`, whatever the node IPs are.
  static let apiServerAddress = "100.64.0.1"
  static let apiServerPort: UInt16 = 6443

  static let physicalDevice = "enp0s6"
  static let tailnetDevice = "tailscale0"
  static let physicalMTU = 9000
  static let tailnetMTU = 1280
  static let wireguardPort: UInt16 = 41641
  static let vxlanPort: UInt16 = 8472
  /// The VCN router's address, the same in both VCNs.
  static let gatewayAddress = "10.0.0.1"

  static let internetNamespace = "internet"
  /// The routers' next hop in the internet namespace.
  static let ispAddress = "168.107.2.1"
  static let internetMTU = 1500
  static let upstreamDNSAddress = "8.8.8.8"
  static let httpsAddress = "203.0.113.10"
  static let httpsName = "api.ipify.org"
  /// Names that the upstream DNS server knows.
  static let externalNames = [
    ("google.com", "142.250.0.1"), ("www.google.com", "142.250.0.1"), (httpsName, httpsAddress),
    ("dns.google", upstreamDNSAddress), ("example.com", "142.250.0.1"),
  ]

  func node(_ name: String) throws -> LabNode {
    guard let node = nodes.first(where: { $0.name == name }) else {
      throw LabError("the lab has no node \(name); it has \(nodes.map(\.name).joined(separator: ", "))")
    }
    return node
  }

  /// The Kubernetes InternalIP of the node.
  func nodeIP(of node: LabNode) -> String {
    switch nodeIPs {
    case .tailnet: node.tailnetAddress
    case .physical: node.physicalAddress
    }
  }
}

/// One node and the VCN it lives in.
struct LabNode: Sendable, Hashable {
  /// The Kubernetes node's name, and its network namespace's.
  var name: String
  var physicalAddress: String
  var tailnetAddress: String
  var podCIDR: String
  /// The address of `cilium_host`, the pods' gateway.
  var routerAddress: String
  /// The VCN router's network namespace.
  var vcn: String
  /// What the internet sees.
  var publicAddress: String
  /// The internet's end of the VCN's uplink.
  var ispDevice: String

  static let master = LabNode(
    name: "instance-master", physicalAddress: "10.0.0.239", tailnetAddress: "100.64.0.1", podCIDR: "10.244.0.0/24",
    routerAddress: "10.244.0.114", vcn: "vcn-a", publicAddress: "168.107.2.60", ispDevice: "isp-a")
  static let worker = LabNode(
    name: "instance-worker", physicalAddress: "10.0.0.24", tailnetAddress: "100.64.0.2", podCIDR: "10.244.1.0/24",
    routerAddress: "10.244.1.55", vcn: "vcn-b", publicAddress: "168.107.2.61", ispDevice: "isp-b")

  var vxlanMAC: String { LabMAC.vxlan(routerAddress) }

  /// The primary address of one of the node's uplinks; nil for any other device.
  func primaryAddress(of device: String) -> String? {
    switch device {
    case LabTopology.physicalDevice: physicalAddress
    case LabTopology.tailnetDevice: tailnetAddress
    default: nil
    }
  }
}
