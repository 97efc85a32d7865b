/// What stands for Cilium's proxy on a node: the part of its netfilter rules and routes that takes connections to Services
/// which the proxy serves, by the mark and the table that Cilium uses, and what answers there.
///
/// Cilium's program marks such packets with 0x200 and the proxy's port, and netfilter hands them to the proxy's socket
/// (`bpf/lib/proxy.h`, `pkg/datapath/iptables`, TPROXY). Here the address is translated instead: the rule by the mark, the
/// local table and the kernel's check of the source are the same.
enum ProxyStandIn {
  /// `MARK_MAGIC_TO_PROXY`, and the part of marks that tells it (`bpf/lib/common.h`, `pkg/proxy/routes.go`).
  static let mark = "0x200"
  private static let rule = "fwmark 0x200/0xf00 lookup 2004"
  /// Cilium's is 9, which here is what sends pods' packets by the only device (`PodRoutes`).
  private static let preference = 7
  /// Where Cilium puts the rule of the table of own addresses, so that the proxy's comes before it
  /// (`pkg/datapath/linux/routing`, RulePriorityLocalLookup): what is marked for the proxy must not find a pod's own route
  /// there, on its way back either.
  private static let localPreference = 100
  /// Among those that Cilium gives its proxy.
  static let port: UInt16 = 10080

  /// Chains of the node's table: the mark before the route is looked up, and the address of the node itself.
  static func chains(_ services: [ServiceTranslation], _ family: AddressFamily, host: String) -> String {
    let served = services.filter { $0.isProxied && $0.nftProtocol == "tcp" }
    guard !served.isEmpty, !host.isEmpty else { return "" }
    func rules(_ statement: String) -> String {
      served.map {
        "    iifname \"lxc*\" \(family.nft) daddr \($0.clusterIP) tcp dport \($0.port) \(statement)\n"
      }.joined()
    }
    let target = family == .ipv4 ? "\(host):\(port)" : "[\(host)]:\(port)"
    return """
        chain to_proxy_marked {
          type filter hook prerouting priority mangle; policy accept;
      \(rules("meta mark set \(mark)"))  }
        chain to_proxy {
          type nat hook prerouting priority dstnat - 1; policy accept;
      \(rules("dnat to \(target)"))  }
      """
  }

  /// Lines for `ip -FAMILY -n NODE -force -batch -`: what is marked is delivered to the node, whatever its address. What is
  /// there already cannot be added, and what is gone not deleted.
  static func routes(_ family: AddressFamily) -> [String] {
    let everything = family == .ipv4 ? "0.0.0.0/0" : "::/0"
    return [
      "route replace local \(everything) dev lo table 2004", "rule add \(rule) priority \(preference)",
      "rule add lookup local priority \(localPreference)", "rule delete priority 0",
    ]
  }

  /// The server that answers for the proxy: 404 to all, as Envoy does without a route for a host.
  static func command(directory: String) -> [String] {
    ["busybox", "httpd", "-f", "-p", String(port), "-h", directory]
  }
}
