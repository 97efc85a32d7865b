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
    let rule = "from \(node.podCIDR) lookup \(table) priority 100"
    guard active else { return ["rule delete \(rule)", "route flush table \(table)"] }
    guard let device = node.otherUplink?.device else { return [] }
    let cluster =
      [topology.podCIDR, LabTopology.serviceCIDR] + topology.overlays.compactMap(\.cidr)
      + Set(node.cards.compactMap { topology.segment($0.network)?.cidr }).sorted()
    return cluster.map { "route add throw \($0) table \(table)" }
      + ["route add default dev \(device) table \(table)", "rule add \(rule)"]
  }
}

/// A fault: the node sends a copy of what its pods send to other nodes' pods out of its default uplink, outside of the
/// tunnel.
enum LeakRuleset {
  /// Text for `nft -f`. `cilium_host` carries what goes to other nodes' pods, before it is put into the tunnel.
  static func text(_ topology: LabTopology, _ node: LabNode, _ active: Bool) -> String {
    let start = "table netdev leak\ndelete table netdev leak\n"
    guard active, let device = node.defaultUplink?.device else { return start }
    return start + """
      table netdev leak {
        chain copies {
          type filter hook egress device "cilium_host" priority filter - 10; policy accept;
          ip saddr \(topology.podCIDR) ip daddr \(topology.podCIDR) \
      dup to "\(device)"
        }
      }

      """
  }
}
