import CLinux
import Foundation

/// A fault: what a node's tailscale0 receives for the tunnel vanishes before anything on the node, a capture included,
/// sees it: an XDP program runs before packet sockets get their copy.
enum DroppedVXLAN {
  /// Loads the program and pins it (on a bpffs).
  ///
  /// - Returns: The words for `ip link set dev …` that attach it.
  /// - Throws: `LabError` with the kernel's answer.
  static func pin(at path: String) throws -> [String] {
    unlink(path)
    let result = netproof_pin_udp_drop(path, LabTopology.vxlanPort)
    guard result == 0 else {
      throw LabError("loading the program that loses VXLAN failed: \(String(cString: strerror(-result)))")
    }
    return ["xdpgeneric", "pinned", path]
  }

  /// The words that detach it.
  static let off = ["xdpgeneric", "off"]
}

/// A fault: a policy rule that the main table's routes do not show sends pods' packets for the internet by tailscale0.
enum PolicyRoute {
  private static let table = 100

  /// Lines for `ip -n NODE -batch -`. What belongs to the cluster is left to the main table.
  static func lines(_ node: LabNode, _ active: Bool) -> [String] {
    let rule = "from \(node.podCIDR) lookup \(table) priority 100"
    guard active else { return ["rule delete \(rule)", "route flush table \(table)"] }
    let cluster = [LabTopology.clusterPodCIDR, LabTopology.serviceCIDR, LabTopology.tailnetCIDR, "10.0.0.0/24"]
    return cluster.map { "route add throw \($0) table \(table)" }
      + ["route add default dev \(LabTopology.tailnetDevice) table \(table)", "rule add \(rule)"]
  }
}

/// A fault: the node sends a copy of what its pods send to other nodes' pods out of enp0s6, outside of the tunnel.
enum LeakRuleset {
  /// Text for `nft -f`. `cilium_host` carries what goes to other nodes' pods, before it is put into the tunnel.
  static func text(_ active: Bool) -> String {
    let start = "table netdev leak\ndelete table netdev leak\n"
    guard active else { return start }
    return start + """
      table netdev leak {
        chain copies {
          type filter hook egress device "cilium_host" priority filter - 10; policy accept;
          ip saddr \(LabTopology.clusterPodCIDR) ip daddr \(LabTopology.clusterPodCIDR) \
      dup to "\(LabTopology.physicalDevice)"
        }
      }

      """
  }
}
