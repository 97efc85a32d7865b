/// Netfilter rules of a VCN router, as in the recorded cluster (`net/vcn-a-nft-before`).
enum RouterRuleset {
  /// Text for `nft -f`. A cloud's source/destination check drops what does not come from the node's own address.
  ///
  /// - Parameter losesReplies: A fault: what comes from outside is dropped, all but WireGuard's own packets.
  static func text(_ node: LabNode, losesReplies: Bool = false) -> String {
    let dropped =
      losesReplies ? "iifname \"wan0\" ip protocol { icmp, tcp } drop\n    iifname \"wan0\" udp sport 53 drop" : ""
    return """
      table ip vcn
      delete table ip vcn
      table ip vcn {
        chain forward {
          type filter hook forward priority filter; policy accept;
          iifname "lan0" ip saddr != \(node.physicalAddress) counter drop comment "source/destination check"
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
