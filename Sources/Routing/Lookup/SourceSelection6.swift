import Cilium

/// Which source an IPv6 packet gets that has none: RFC 6724 as the kernel does it (`ipv6_dev_get_saddr`), with the
/// kernel's own table of labels and without preferences of the socket.
struct SourceSelection6 {
  let host: RoutingHost

  /// The source by a route (`ip6_route_get_saddr`).
  func source(by route: KernelRoute, device: String, to: IPAddress, vrf: String?) -> SourceAddress {
    let own = route.preferredSource.map { .chosen($0) } ?? source(to: to, device: device)
    guard let vrf, host.vrf(of: device)?.name != vrf else { return own }
    // Older kernels, and `ip route get`, take the device's address, newer ones the VRF's.
    return own.agreeing(source(to: to, device: vrf), outOf: vrf)
  }

  /// The best address of the device's VRF, or of all devices outside of VRFs; for near destinations, of the device.
  ///
  /// - Parameter device: the device that the packet leaves by; nil when there is no route.
  func source(to: IPAddress, device: String?) -> SourceAddress {
    guard let address = to.ipv6 else { return .none }
    var ranking = SourceRanking6(to: address, device: device, sysctls: host.sysctls)
    let type = V6Type(address)
    let link = device.flatMap { host.linksByName[$0] }
    let isNear = type.kind == .multicast || type.scope <= V6Type.linkLocalScope
    let isOnlyOwn = link.map { host.sysctls.ipv6("use_oif_addrs_only", $0.name) == 1 } ?? false
    if let link, isNear || isOnlyOwn {
      ranking.consider(link)
    } else {
      let vrf = host.vrf(of: device)
      let isAlone = vrf.map { considerOwn(link, $0, in: &ranking) } ?? false
      let alone = ranking.source
      for other in host.links where host.vrf(of: other.name)?.name == vrf?.name { ranking.consider(other) }
      if isAlone, alone != ranking.source {
        return .notKnown("whether a VRF port's only address goes before better ones of other ports")
      }
    }
    return ranking.source
  }

  /// Within a VRF the port's own addresses and the VRF's come first. The kernel stops there if they are good enough,
  /// which it decides by a field that it has not set when there is only one.
  ///
  /// - Returns: whether there is only one.
  private func considerOwn(_ link: NetworkLink?, _ vrf: NetworkLink, in ranking: inout SourceRanking6) -> Bool {
    let links = (link.map { [$0] } ?? []) + [vrf]
    for link in links { ranking.consider(link) }
    return links.reduce(0) { $0 + $1.addresses.count { $0.address.ipv6 != nil && !$0.isTentative } } == 1
  }
}
