import Cilium

/// The rules that a host is taken to have when they were not read.
enum AssumedRules {
  /// The table that Tailscale puts its routes into.
  private static let tailscaleTable = RoutingTable("52")

  static func rules(
    _ family: IPFamily, routes: [KernelRoute], links: [NetworkLink]
  ) -> (rules: [PolicyRule], assumptions: Set<RoutingAssumption>) {
    var rules = PolicyRule.defaults(family)
    var assumptions: Set<RoutingAssumption> = [.defaultRules]
    if links.contains(where: \.isVRF) {
      // drivers/net/vrf.c, vrf_add_fib_rules.
      rules.append(PolicyRule(priority: 1000, .lookupVRF))
      assumptions.insert(.vrfRule)
    }
    if routes.contains(where: { $0.table == tailscaleTable && $0.family == family }) {
      rules += tailscale
      assumptions.insert(.tailscaleRules)
    }
    if let table = wireGuardDefault(family, routes, links) {
      rules += [
        PolicyRule(priority: 32764, .lookup(.main)).with { $0.suppressedPrefixLength = 0 },
        PolicyRule(priority: 32765, .lookup(table)).with {
          $0.isInverted = true
          $0.mark = UInt32(table.rawValue).map { PolicyRule.Mark($0) }
        },
      ]
      assumptions.insert(.wireGuardRules)
    }
    return (rules.sorted { $0.priority < $1.priority }, assumptions)
  }

  /// The table that wg-quick made for a WireGuard device that is to carry everything: it counts from 51820 on, and marks
  /// the tunnel's own packets with the same number (`src/wg-quick/linux.bash`, add_default).
  private static func wireGuardDefault(
    _ family: IPFamily, _ routes: [KernelRoute], _ links: [NetworkLink]
  ) -> RoutingTable? {
    let devices = Set(links.filter { $0.kind == "wireguard" }.map(\.name))
    return routes.first { route in
      route.family == family && route.destination.isDefault
        && route.hops.first.map { devices.contains($0.device) } == true
        && Int(route.table.rawValue).map { (51820..<51840).contains($0) } == true
    }?.table
  }

  /// Tailscale's rules (`wgengine/router/router_linux.go`, ipRules): its own packets bear a mark and take the host's
  /// tables; all others ask its table first.
  private static let tailscale: [PolicyRule] = {
    let own = PolicyRule.Mark(0x80000, mask: 0xFF0000)
    return [
      PolicyRule(priority: 5210, .lookup(.main)).with { $0.mark = own },
      PolicyRule(priority: 5230, .lookup(.default)).with { $0.mark = own },
      PolicyRule(priority: 5250, .unreachable).with { $0.mark = own },
      PolicyRule(priority: 5270, .lookup(tailscaleTable)),
    ]
  }()
}
