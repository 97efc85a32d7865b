import CLinux
import Foundation

/// A fault: what a node receives for the tunnel, by the device towards the other nodes, vanishes before anything on the node, a capture included,
/// sees it: an XDP program runs before packet sockets get their copy.
enum DroppedVXLAN {
  /// Loads the program and pins it (on a bpffs).
  ///
  /// - Parameter behindEthernet: Whether the device's packets begin with an Ethernet header.
  /// - Returns: The words for `ip link set dev …` that attach it.
  /// - Throws: `LabError` with the kernel's answer.
  static func pin(at path: String, behindEthernet: Bool) throws -> [String] {
    unlink(path)
    let result = netproof_pin_udp_drop(path, LabTopology.vxlanPort, behindEthernet ? 14 : 0)
    guard result == 0 else {
      throw LabError("loading the program that loses VXLAN failed: \(String(cString: strerror(-result)))")
    }
    return ["xdpgeneric", "pinned", path]
  }

  /// The words that detach it.
  static let off = ["xdpgeneric", "off"]
}

/// A fault: a policy rule that the main table's routes do not show sends pods' packets for the internet by another uplink.
enum PolicyRoute {
  private static let table = 100

  /// Lines for `ip -n NODE -batch -`. What belongs to the cluster is left to the main table.
  static func lines(_ topology: LabTopology, _ node: LabNode, _ active: Bool) -> [String] {
    node.podCIDRs.flatMap { lines(topology, node, AddressFamily(of: $0), $0, active) }
  }

  private static func lines(
    _ topology: LabTopology, _ node: LabNode, _ family: AddressFamily, _ pods: String, _ active: Bool
  ) -> [String] {
    let rule = "from \(pods) lookup \(table) priority 100"
    guard let other = node.otherUplink, other.address(family) != nil else { return [] }
    let way = "\(family.anywhere) dev \(other.device) table \(table)"
    let cluster =
      [topology.podCIDR(family), LabTopology.serviceCIDR(family)].compactMap { $0 }
      + topology.overlays.compactMap { $0.cidr(family) }
      + Set(node.cards.compactMap { topology.segment($0.network)?.cidr(family) }).sorted()
    let routes = cluster.map { "throw \($0) table \(table)" } + [way]
    guard active else { return ["rule delete \(rule)"] + routes.map { "route delete \($0)" } }
    return routes.map { "route add \($0)" } + ["rule add \(rule)"]
  }
}

/// A fault: the node sends a copy of what its pods send to other nodes' pods out of its default uplink, outside of the
/// tunnel.
enum LeakRuleset {
  /// Text for `nft -f`. `cilium_host` carries what goes to other nodes' pods, before it is put into the tunnel.
  static func text(_ topology: LabTopology, _ node: LabNode, _ active: Bool) -> String {
    let start = "table netdev leak\ndelete table netdev leak\n"
    guard active, let device = node.defaultUplink?.device else { return start }
    let rules = topology.families.compactMap { family in
      topology.podCIDR(family).map { pods in
        "    \(family.nft) saddr \(pods) \(family.nft) daddr \(pods) dup to \"\(device)\""
      }
    }
    return start + """
      table netdev leak {
        chain copies {
          type filter hook egress device "cilium_host" priority filter - 10; policy accept;
      \(rules.joined(separator: "\n"))
        }
      }

      """
  }
}
