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
    return (rules.sorted { $0.priority < $1.priority }, assumptions)
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
