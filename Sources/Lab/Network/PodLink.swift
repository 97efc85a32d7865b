/// A pod's link to its node.
struct PodLink: Sendable, Hashable {
  var netns: String
  /// Its addresses, one of each family at most, the primary one first.
  var addresses: [String]
  /// The node's end of the veth pair.
  var lxc: String
  /// The sender's security identity, which travels as VNI.
  var identity: UInt16

  init(netns: String, addresses: [String], uid: String, identity: UInt16) {
    self.netns = netns
    self.addresses = addresses
    self.identity = identity
    // IFNAMSIZ leaves 15 characters: Cilium too uses "lxc" and 12 hexadecimal digits.
    let digits = String(FNV1a.hash(uid), radix: 16)
    lxc = "lxc" + String((String(repeating: "0", count: 16) + digits).suffix(12))
  }

  /// What the Ethernet addresses are made from.
  private var key: String { addresses.first ?? "" }

  /// Lines for the node's namespace. The route to the pod stands in the local table: the main table stays as Cilium's,
  /// whose program delivers to pods without a route. The node's own connections come from `cilium_host`, as by Cilium's
  /// route to the pod CIDR.
  ///
  /// - Parameter routers: The addresses of `cilium_host`.
  func nodeLines(mtu: Int, routers: [String]) -> [String] {
    [
      "link add \(lxc) mtu \(mtu) address \(LabMAC.lxc(key)) type veth peer name eth0 mtu \(mtu)"
        + " address \(LabMAC.pod(key)) netns \(netns)",
      "link set \(lxc) up",
    ]
      + pairs(routers).flatMap { address, router in
        [
          "route add \(address)/\(AddressFamily(of: address).bits) dev \(lxc) table local src \(router)",
          "neighbour replace \(address) lladdr \(LabMAC.pod(key)) dev \(lxc) nud permanent",
        ]
      }
  }

  /// Lines for the pod's own namespace.
  func podLines(routers: [String], routeMTU: Int) -> [String] {
    let pairs = pairs(routers)
    return ["link set lo up"]
      + pairs.map { LinkPlan.address("\($0.address)/\(AddressFamily(of: $0.address).bits)", on: "eth0") }
      + ["link set eth0 up"]
      + pairs.flatMap { _, router in
        [
          "neighbour replace \(router) lladdr \(LabMAC.lxc(key)) dev eth0 nud permanent",
          "route add \(router) dev eth0 scope link",
          "route add default via \(router) dev eth0 mtu \(routeMTU)",
        ]
      }
  }

  /// What a living pod gets when the agent's MTU changes.
  func podMTULines(routers: [String], deviceMTU: Int, routeMTU: Int) -> [String] {
    ["link set eth0 mtu \(deviceMTU)"]
      + pairs(routers).map { "route replace default via \($0.router) dev eth0 mtu \(routeMTU)" }
  }

  /// Each of the pod's addresses with the router of its family.
  private func pairs(_ routers: [String]) -> [(address: String, router: String)] {
    addresses.compactMap { address in routers.first(AddressFamily(of: address)).map { (address, $0) } }
  }

  /// The nftables counter of the fragments that are dropped.
  static let invalidPacketCounter = "invalid_packet"

  /// The same of IPv6.
  static let fragmentCounterIPv6 = "fragment_ipv6"

  /// Drops every fragment of an ICMP message that the pod sends, before connection tracking could reassemble it
  /// (Cilium: `bpf/lib/conntrack.h`, DROP_INVALID; of IPv6 up to 1.17 every fragment), and marks the sender's identity as Cilium does.
  var ingressRules: String {
    """
    table netdev cilium {
      counter \(Self.invalidPacketCounter) {
      }
      counter \(Self.fragmentCounterIPv6) {
      }
      chain \(lxc) {
        type filter hook ingress device \(lxc) priority filter; policy accept;
        ip protocol icmp ip frag-off & 0x3fff != 0 counter name \(Self.invalidPacketCounter) drop
        frag nexthdr icmpv6 counter name \(Self.fragmentCounterIPv6) drop
        meta mark set 0x\(String(UInt32(identity) << 16 | 0xf00, radix: 16))
      }
    }

    """
  }
}
