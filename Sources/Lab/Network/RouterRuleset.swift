/// Netfilter rules of a VCN router, as in the recorded cluster (`net/vcn-a-nft-before`).
enum RouterRuleset {
  /// Private networks and those between a carrier and its customers (RFC 1918, RFC 6598): outside nobody answers there.
  private static let unrouted = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10"

  /// Text for `nft -f`. A cloud's source/destination check drops what does not come from the node's own address.
  ///
  /// - Parameter losesReplies: A fault: answers from outside to what pods sent are dropped. Pods' packets have passed a
  ///   node on their way, so their TTL is below the 64 that Linux begins with; the nodes' own, WireGuard's among them,
  ///   are not touched.
  static func text(_ node: LabNode, losesReplies: Bool = false) -> String {
    let dropped = losesReplies ? "iifname \"wan0\" ct mark 1 counter drop" : ""
    let marked = losesReplies ? "iifname \"lan0\" ip ttl < 64 ct mark set 1" : ""
    return """
      table ip vcn
      delete table ip vcn
      table ip vcn {
        chain tell {
          type filter hook prerouting priority mangle; policy accept;
          \(marked)
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          iifname "lan0" ip saddr != \(node.physicalAddress) counter drop comment "source/destination check"
          iifname "lan0" ip daddr { \(unrouted) } counter drop comment "no such network outside"
          \(dropped)
        }
        chain pre {
          type nat hook prerouting priority dstnat; policy accept;
          iifname "wan0" ip daddr \(node.publicAddress) udp dport \(LabTopology.wireguardPort) counter \
      dnat to \(node.physicalAddress):\(LabTopology.wireguardPort)
        }
        chain post {
          type nat hook postrouting priority srcnat; policy accept;
          oifname "wan0" ip saddr 10.0.0.0/24 counter snat to \(node.publicAddress)
        }
      }

      """
  }
}
