import Cilium

/// Netfilter's masquerading by the routes' own sources (`enable-masquerade-to-route-source`, since 1.15): a rule per route
/// that names one, and none for everything else (`pkg/datapath/iptables/iptables.go`, e731cbe27e).
extension PathModel {
  /// Whether it is on for the node.
  func masqueradesToRouteSource(_ node: NodeFacts) -> Bool {
    node.release >= CiliumRelease(1, 15)
      && configuration(of: node).boolean("enable-masquerade-to-route-source", default: false)
  }

  /// Whether a pod's packet gets the source of the route that it leaves by.
  ///
  /// - Parameter address: Where it goes; `nil` for the internet at large.
  func routeSourceMasquerades(
    on device: Device, of node: NodeFacts, to address: IPAddress?, otherwise keeping: Mechanism
  ) -> PathModel.Answer {
    func answer(_ source: IPAddress?, _ reason: Sentence) -> Answer {
      Answer(
        isTrue: source != nil,
        mechanism: source.map { .translated(device: device.name, to: $0.description) } ?? keeping,
        rule: .masqueradeByNetfilter, reason: reason)
    }
    let named = configuration(of: node).egressMasqueradeInterfaces(in: node.release)
    guard matchesForRouteSource(device, named.isEmpty ? selectedDevices(of: node) : named, on: node) else {
      return answer(
        nil,
        "enable-masquerade-to-route-source is on, and \(device.name) is none of the devices whose routes get a rule")
    }
    let routes = node.routes.filter { route in
      route.linkIndex == device.index && route.table == "main" && route.type == "unicast"
        && route.destination.family == family
        && (address.map(route.destination.contains) ?? route.destination.isDefault)
    }
    guard let source = routes.max(by: { $0.destination.length < $1.destination.length })?.source else {
      return answer(
        nil,
        "enable-masquerade-to-route-source is on, and the route by \(device.name) names no source, so no rule is made")
    }
    return answer(source, "enable-masquerade-to-route-source is on, and the route by \(device.name) names \(source)")
  }

  /// Up to 1.17.1 names are compared as they are, without wildcards.
  private func matchesForRouteSource(_ device: Device, _ names: [String], on node: NodeFacts) -> Bool {
    if node.release < CiliumRelease(1, 17, 2) { return names.contains(device.name) }
    return DeviceFilter(names, understandsExclusion: node.release >= CiliumRelease(1, 19))
      .firstMatch(for: device.name) != nil
  }
}
