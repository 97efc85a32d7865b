import Cilium
import Routing

/// Forecasts whether a node's kernel takes what Cilium hands to its proxy. Pure.
///
/// Packets for the proxy (L7 and FQDN policies, Ingress, Gateways) get the mark 0x200, by which a rule leads them to a
/// table that delivers everything locally (`pkg/proxy/routes.go`). With `src_valid_mark` the kernel looks the way back
/// up with the same mark, finds the sender among its own addresses, and drops the packet (IP_LOCAL_SOURCE;
/// cilium#48706). Tailscale has set the parameter since 1.98 wherever it manages netfilter. `rp_filter` 0 does not
/// help: a host with rules of its own checks.
enum ProxyForecast {
  /// Sentences on nodes where the proxy gets nothing: of those that lead packets to it today, and of those that would
  /// once something needs the proxy.
  static func notes(_ facts: ClusterFacts) -> [Sentence] {
    let model = PathModel(facts: facts)
    let lost = facts.nodes.filter { mayLose($0, model) }
    return [lost.filter(leadsToProxy), lost.filter { !leadsToProxy($0) }].enumerated().compactMap { index, nodes in
      guard let first = nodes.first else { return nil }
      let names = nodes.map(\.name).told(mostNodes)
      let what: Sentence = "what Cilium hands to its proxy (L7 and FQDN policies, Ingress, Gateways)"
      let lost: Sentence =
        index == 0
        ? "the kernel of \(names) drops \(what)" : "the kernel of \(names) would drop \(what), once there is any"
      return
        "\(lost): \(parameter(of: first)) is 1, so that the way back is looked up with the proxy's mark and ends at the node "
        + "itself; switch it off, which Tailscale sets wherever it manages netfilter (cilium#48706)"
    }
  }

  /// Whether a node leads packets to the proxy, and its kernel drops them.
  static func loses(_ node: NodeFacts, _ model: PathModel) -> Bool { leadsToProxy(node) && mayLose(node, model) }

  private static func mayLose(_ node: NodeFacts, _ model: PathModel) -> Bool {
    model.configuration(of: node).boolean("enable-l7-proxy", default: true) && losesProxied(node)
  }

  private static let mostNodes = 6
  private static let toProxy = PolicyRule.Mark(0x200, mask: 0xF00)
  private static let table = RoutingTable("2004")

  private static func leadsToProxy(_ node: NodeFacts) -> Bool {
    node.policyRules(.ipv4)?.contains { $0.mark == toProxy } ?? false
  }

  /// The kernel's parameter that does it.
  static func parameter(of node: NodeFacts) -> String {
    let all = "net.ipv4.conf.all.src_valid_mark"
    return node.sysctls?[all] == 0 ? "net.ipv4.conf.default.src_valid_mark" : all
  }

  /// Whether a pod's packet that is marked for the proxy is dropped where one without a mark is not; `false` where the
  /// parameters were not read.
  static func losesProxied(_ node: NodeFacts) -> Bool {
    guard node.sysctls?["net.ipv4.conf.all.src_valid_mark"] != nil, let source = node.podBlock(.ipv4)?.anyAddress,
      let target = NodeRouting.internetSample(.ipv4), let everything = IPPrefix("0.0.0.0/0")
    else { return false }
    let device = NodeRouting.podDevice
    var host = node.routing.pods.setting("net.ipv4.conf.all.accept_local", to: 0)
      .setting("net.ipv4.conf.\(device).accept_local", to: 0)
      .setting(
        "net.ipv4.conf.\(device).src_valid_mark", to: node.sysctls?["net.ipv4.conf.default.src_valid_mark"] ?? 0)
    if !leadsToProxy(node) {
      host = host.adding(PolicyRule(priority: 9, .lookup(table)).with { $0.mark = toProxy }, .ipv4)
    }
    if !host.routes.contains(where: { $0.table == table }) {
      host = host.adding(KernelRoute(everything, table: table, kind: .local, hops: [.init(device: "lo")], scope: .host))
    }
    let proxied = host.forward(from: source, to: target, arrivingOn: device, mark: toProxy.value)
    return proxied.drop?.kind == .martianSource
      && host.forward(from: source, to: target, arrivingOn: device).drop?.kind != .martianSource
  }
}
