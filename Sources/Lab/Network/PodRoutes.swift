/// A node's routing of what its pods send out of the pod network, where an agent wants it other than the main table:
/// what Cilium's program on a pod's device decides, done by a policy rule on the mark of pods' packets.
///
/// The node's own addresses are looked up before any table of ours by Linux's first rule, and Cilium's program looks at
/// the packet before Linux does. So the local table is moved behind our rule while the rule stands.
struct PodRoutes: Sendable, Hashable {
  var configuration: DatapathConfiguration
  /// Whose packets.
  var family = AddressFamily.ipv4
  /// All pods of the cluster.
  var clusterPodCIDR: String
  /// The main table's routes, for the next hops of the forced device.
  var mainRoutes: [KernelRoute]

  /// The routing table; agents do not show it, since it stands for a program.
  static let table = 2018
  private static let outputPreference = 8
  private static let rulePreference = 9
  private static let localPreference = 10
  /// What marks a pod's packet, beside its identity in the upper half (`PodLink.ingressRules`).
  private static let mark = "0xf00/0xfff"

  /// Whether the main table does not decide alone.
  static func isNeeded(_ configuration: DatapathConfiguration, _ family: AddressFamily = .ipv4) -> Bool {
    configuration.egress(family).forcedDevice != nil || tunnels(configuration, family)
  }

  private static func tunnels(_ configuration: DatapathConfiguration, _ family: AddressFamily) -> Bool {
    configuration.egress(family).tunnelsNodeIPs && !configuration.peers.isEmpty
  }

  /// Lines for `ip -4 -n NODE -batch -`, or `-6` by the family, that put the rule in front.
  var additions: [String] {
    let rules = [
      "rule add lookup local priority \(Self.localPreference)",
      // The tunnel's outer packets inherit the mark of the pod's, and are the node's own.
      "rule add iif lo priority \(Self.outputPreference) goto \(Self.localPreference)",
      "rule add fwmark \(Self.mark) lookup \(Self.table) priority \(Self.rulePreference)", "rule delete priority 0",
    ]
    return routes.map { "route replace \($0) table \(Self.table)" } + rules
  }

  /// Lines that take the rule away; to be run with `-force`, since what is not there cannot be deleted.
  static let removals = [
    "rule add lookup local priority 0", "rule delete priority \(outputPreference)",
    "rule delete priority \(rulePreference)", "rule delete priority \(localPreference)", "route flush table \(table)",
  ]

  /// The table's routes: own addresses that are always delivered and the pod network are left to the other tables.
  private var routes: [String] {
    let egress = configuration.egress(family)
    var routes: [String] = []
    if Self.tunnels(configuration, family) {
      routes += configuration.peers.compactMap { $0.nodeIPs.first(family) }.map {
        "\($0) dev cilium_host mtu \(configuration.routeMTU)"
      }
    }
    guard let device = egress.forcedDevice else { return routes }
    routes.append("throw \(clusterPodCIDR)")
    routes += egress.hostAddresses.all(family).map { "throw \($0)" }
    // The helper that sends the packet looks for a next hop on this device alone: a gateway, else the link itself.
    let own = mainRoutes.filter { $0.device == device && $0.type == "unicast" && $0.table == "main" }
    routes += own.map { Self.text($0, device) }
    if !own.contains(where: \.isDefault) { routes.append("default dev \(device) scope link") }
    return routes
  }

  private static func text(_ route: KernelRoute, _ device: String) -> String {
    let destination = route.isDefault ? "default" : route.destination
    return route.gateway.map { "\(destination) via \($0) dev \(device) onlink" }
      ?? "\(destination) dev \(device) scope link"
  }

  /// The nftables counter of what a route look-up drops that ends at the node itself.
  static let dropCounter = "fib_lookup_failed"

  /// Text for `nft -f`: drops pods' packets to some of the node's own addresses, after Services were translated. The
  /// counter stays when the addresses change.
  static func drops(_ addresses: [String]) -> String {
    let rules = AddressFamily.allCases.compactMap { family -> String? in
      let own = addresses.all(family)
      guard !own.isEmpty else { return nil }
      return """
            iifname "lxc*" meta mark & 0xfff == 0xf00 \(family.nft) daddr { \(own.joined(separator: ", ")) } \
        counter name \(dropCounter) drop
        """
    }
    return """
      table inet cilium_fib {
        counter \(dropCounter) {
        }
        chain dropped {
          type filter hook prerouting priority dstnat + 10; policy accept;
        }
      }
      flush chain inet cilium_fib dropped
      table inet cilium_fib {
        chain dropped {
      \(rules.joined(separator: "\n"))
        }
      }

      """
  }
}
