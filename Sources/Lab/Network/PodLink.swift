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
