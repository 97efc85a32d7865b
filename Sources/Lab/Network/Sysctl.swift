/// Kernel settings of the lab's namespaces, as a shell script for one namespace.
enum Sysctl {
  /// Longer than any probe and its look at the table take, in seconds.
  private static let connectionTimeout = 180

  static let forwarding = [
    ("net/ipv4/ip_forward", 1), ("net/ipv4/conf/all/rp_filter", 0), ("net/ipv4/conf/default/rp_filter", 0),
    ("net/ipv4/conf/all/send_redirects", 0), ("net/ipv4/conf/default/send_redirects", 0),
  ]

  /// The same for IPv6. Addresses of the link alone, too, are used at once.
  static let forwardingIPv6 = [
    ("net/ipv6/conf/all/forwarding", 1), ("net/ipv6/conf/default/forwarding", 1),
    ("net/ipv6/conf/all/accept_dad", 0), ("net/ipv6/conf/default/accept_dad", 0),
  ]

  /// Nodes' connection tracking feeds the agent's NAT table: entries carry their time and outlive the probe.
  static let tracking =
    [("net/netfilter/nf_conntrack_timestamp", 1), ("net/netfilter/nf_conntrack_acct", 1)]
    + [
      "icmp_timeout", "udp_timeout", "udp_timeout_stream", "tcp_timeout_time_wait", "tcp_timeout_close",
      "tcp_timeout_close_wait", "tcp_timeout_fin_wait", "tcp_timeout_last_ack", "tcp_timeout_syn_sent",
    ].map { ("net/netfilter/nf_conntrack_\($0)", connectionTimeout) }

  static let trackingIPv6 = [("net/netfilter/nf_conntrack_icmpv6_timeout", connectionTimeout)]

  /// What a bridge passes on from card to card is no business of its router's rules (`br_netfilter`, where loaded).
  static let bridgesAlone =
    "for call in /proc/sys/net/bridge/bridge-nf-call-iptables /proc/sys/net/bridge/bridge-nf-call-ip6tables; do "
    + "if [ -e $call ]; then echo 0 > $call; fi; done\n"

  /// The router of a network with public addresses answers the internet's ARP requests for them.
  static let answersForNodes = "echo 1 > /proc/sys/net/ipv4/conf/\(LinkPlan.outside)/proxy_arp\n"

  static func script(_ settings: [(String, Int)]) -> String {
    settings.map { "echo \($0.1) > /proc/sys/\($0.0)\n" }.joined()
  }
}
