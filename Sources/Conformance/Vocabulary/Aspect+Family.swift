import Cilium

/// The aspects that are about addresses are asked once per family. Those of IPv4 came first and keep their names; each
/// has a twin for IPv6, whose name ends in `-ipv6`: so that histories and gates, which compare by name, stay whole.
extension Aspect {
  /// The family of the addresses that are probed; `nil` for what is no matter of addresses.
  public var family: IPFamily? {
    if Self.ipv4Twins[self] != nil { return .ipv6 }
    return Self.ipv6Twins[self] != nil ? .ipv4 : nil
  }

  /// The same question about IPv6; `nil` where there is none.
  public var ipv6Twin: Aspect? { Self.ipv6Twins[self] }

  /// The question about IPv4 that an aspect of IPv6 repeats; every other aspect itself.
  public var ipv4Twin: Aspect { Self.ipv4Twins[self] ?? self }

  /// The question about a family; what is no matter of addresses is the same for both.
  public func of(_ family: IPFamily) -> Aspect { family == .ipv6 ? ipv6Twin ?? self : ipv4Twin }

  /// Everything that is asked of a cluster whose pods have addresses of these families.
  public static func asked(of families: some Collection<IPFamily>) -> [Aspect] {
    allCases.filter { aspect in aspect.family.map(families.contains) ?? true }
  }

  private static let ipv6Twins: [Aspect: Aspect] = [
    .sameNodePod: .sameNodePodIPv6, .crossNodePod: .crossNodePodIPv6, .crossNodeService: .crossNodeServiceIPv6,
    .externalPing: .externalPingIPv6, .clusterName: .clusterNameIPv6, .externalName: .externalNameIPv6,
    .upstreamDNS: .upstreamDNSIPv6, .externalHTTPS: .externalHTTPSIPv6, .ownNodeIP: .ownNodeIPv6,
    .otherNodeIP: .otherNodeIPv6, .ownUplinks: .ownUplinksIPv6, .otherUplinks: .otherUplinksIPv6,
    .apiService: .apiServiceIPv6, .pathMTU: .pathMTUIPv6,
    .defaultRoute: .defaultRouteIPv6, .nodeIP: .nodeIPv6, .masquerade: .masqueradeIPv6,
    .natExternal: .natExternalIPv6, .natNodeAddress: .natNodeAddressIPv6,
  ]
  private static let ipv4Twins = Dictionary(
    ipv6Twins.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
}
