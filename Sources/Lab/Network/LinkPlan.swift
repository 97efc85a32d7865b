/// Lines for `ip -n NAMESPACE -batch -`: how every link and address of the lab comes to be.
///
/// Every link is made inside a namespace, with its other end put straight into the second namespace, so that no
/// interface ever exists in the namespace the lab was started from.
enum LinkPlan {
  /// The node's physical uplink into its VCN.
  static func physical(_ node: LabNode) -> [String] {
    let device = LabTopology.physicalDevice
    let mtu = LabTopology.physicalMTU
    return [
      "link set lo up",
      "link add \(device) index 2 mtu \(mtu) type veth peer name lan0 index 2 mtu \(mtu) netns \(node.vcn)",
      "address add \(node.physicalAddress)/24 dev \(device)",
      "link set \(device) up",
      defaultRoute(node, onTailnet: false),
    ]
  }

  /// tailscale0 once wireguard-go has made it, then Cilium's own devices with the indices a real agent gets.
  static func overlay(_ node: LabNode) -> [String] {
    [
      "address add \(node.tailnetAddress)/32 dev \(LabTopology.tailnetDevice)",
      "link set \(LabTopology.tailnetDevice) mtu \(LabTopology.tailnetMTU) up",
      "route add \(LabTopology.tailnetCIDR) dev \(LabTopology.tailnetDevice) scope link",
      "link add cilium_host index 5 type veth peer name cilium_net index 4",
      "link set cilium_host arp off",
      "link set cilium_net arp off",
      "link set cilium_net up",
      "link set cilium_host up",
      "address add \(node.routerAddress)/32 dev cilium_host",
      "link add cilium_vxlan index \(vxlanIndex) address \(node.vxlanMAC) type vxlan external"
        + " dstport \(LabTopology.vxlanPort) nolearning",
      "link set cilium_vxlan up",
      "route add \(node.routerAddress) dev cilium_host proto kernel scope link",
      "route add \(node.podCIDR) via \(node.routerAddress) dev cilium_host proto kernel src \(node.routerAddress)",
    ]
  }

  /// Interface index of `cilium_vxlan` on every node, wanted by the encapsulation program.
  static let vxlanIndex: Int32 = 6

  /// The VCN router's two sides.
  static func router(_ node: LabNode) -> [String] {
    let mtu = LabTopology.internetMTU
    return [
      "link set lo up",
      "address add \(LabTopology.gatewayAddress)/24 dev lan0",
      "link set lan0 up",
      "link add wan0 mtu \(mtu) type veth peer name \(node.ispDevice) mtu \(mtu)"
        + " netns \(LabTopology.internetNamespace)",
      "address add \(node.publicAddress)/32 dev wan0",
      "link set wan0 up",
      "route add default via \(LabTopology.ispAddress) dev wan0 onlink",
    ]
  }

  /// The VCN paces what it hands to its node, as a cloud's network does. A veth alone delivers a burst at once, and
  /// WireGuard's socket (212 kB by the kernel's default) then loses packets of other conversations.
  static let pacing = ["qdisc add dev lan0 root tbf rate 50mbit burst 32kb latency 800ms"]

  /// The internet's side of every VCN's uplink, and the addresses of its servers.
  static func internet(_ nodes: [LabNode]) -> [String] {
    let servers = Set(LabTopology.externalNames.map(\.1) + [LabTopology.upstreamDNSAddress, LabTopology.httpsAddress])
    return ["link set lo up"] + servers.sorted().map { "address add \($0)/32 dev lo" }
      + nodes.flatMap { node in
        [
          "address add \(LabTopology.ispAddress)/32 dev \(node.ispDevice)",
          "link set \(node.ispDevice) up",
          "route add \(node.publicAddress)/32 dev \(node.ispDevice)",
        ]
      }
  }

  /// The node's default route: by the VCN, or (a fault) by the tailnet.
  static func defaultRoute(_ node: LabNode, onTailnet: Bool) -> String {
    onTailnet
      ? "route replace default dev \(LabTopology.tailnetDevice) scope link"
      : "route replace default via \(LabTopology.gatewayAddress) dev \(LabTopology.physicalDevice)"
        + " src \(node.physicalAddress)"
  }

  /// Device MTUs and tunnel routes as the agent wants them.
  static func datapath(_ node: LabNode, _ configuration: DatapathConfiguration) -> [String] {
    ["cilium_host", "cilium_net", "cilium_vxlan"].map { "link set \($0) mtu \(configuration.deviceMTU)" }
      + configuration.peers.map { peer in
        "route replace \(peer.podCIDR) via \(node.routerAddress) dev cilium_host proto kernel"
          + " src \(node.routerAddress) mtu \(configuration.routeMTU)"
      }
  }
}

/// A pod's link to its node.
struct PodLink: Sendable, Hashable {
  var netns: String
  var address: String
  /// The node's end of the veth pair.
  var lxc: String
  /// The sender's security identity, which travels as VNI.
  var identity: UInt16

  init(netns: String, address: String, uid: String, identity: UInt16) {
    self.netns = netns
    self.address = address
    self.identity = identity
    // IFNAMSIZ leaves 15 characters: Cilium too uses "lxc" and 12 hexadecimal digits.
    let digits = String(FNV1a.hash(uid), radix: 16)
    lxc = "lxc" + String((String(repeating: "0", count: 16) + digits).suffix(12))
  }

  /// Lines for the node's namespace. The /32 route stands in the local table: the main table stays as Cilium's, whose
  /// program delivers to pods without a route. The node's own connections come from `cilium_host`, as by Cilium's route
  /// to the pod CIDR.
  func nodeLines(mtu: Int, router: String) -> [String] {
    [
      "link add \(lxc) mtu \(mtu) address \(LabMAC.lxc(address)) type veth peer name eth0 mtu \(mtu)"
        + " address \(LabMAC.pod(address)) netns \(netns)",
      "link set \(lxc) up",
      "route add \(address)/32 dev \(lxc) table local src \(router)",
      "neighbour replace \(address) lladdr \(LabMAC.pod(address)) dev \(lxc) nud permanent",
    ]
  }

  /// Lines for the pod's own namespace.
  func podLines(router: String, routeMTU: Int) -> [String] {
    [
      "link set lo up",
      "address add \(address)/32 dev eth0",
      "link set eth0 up",
      "neighbour replace \(router) lladdr \(LabMAC.lxc(address)) dev eth0 nud permanent",
      "route add \(router) dev eth0 scope link",
      "route add default via \(router) dev eth0 mtu \(routeMTU)",
    ]
  }

  /// What a living pod gets when the agent's MTU changes.
  func podMTULines(router: String, deviceMTU: Int, routeMTU: Int) -> [String] {
    ["link set eth0 mtu \(deviceMTU)", "route replace default via \(router) dev eth0 mtu \(routeMTU)"]
  }

  /// The nftables counter of the fragments that are dropped.
  static let invalidPacketCounter = "invalid_packet"

  /// Drops every fragment of an ICMP message that the pod sends, before connection tracking could reassemble it
  /// (Cilium: `bpf/lib/conntrack.h`, DROP_INVALID), and marks the sender's identity as Cilium does.
  var ingressRules: String {
    """
    table netdev cilium {
      counter \(Self.invalidPacketCounter) {
      }
      chain \(lxc) {
        type filter hook ingress device \(lxc) priority filter; policy accept;
        ip protocol icmp ip frag-off & 0x3fff != 0 counter name \(Self.invalidPacketCounter) drop
        meta mark set 0x\(String(UInt32(identity) << 16 | 0xf00, radix: 16))
      }
    }

    """
  }
}
