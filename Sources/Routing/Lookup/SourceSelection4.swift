import Cilium

/// Which source an IPv4 packet gets that has none.
struct SourceSelection4 {
  let host: RoutingHost

  /// The source by a route (`fib_result_prefsrc`).
  func source(by route: KernelRoute, hop: KernelRoute.Hop) -> SourceAddress {
    if let preferred = route.preferredSource { return .chosen(preferred) }
    return address(of: hop.device, near: hop.gateway, scope: route.scope)
  }

  /// `inet_select_addr`: an address of the device, one in the gateway's network if there is; else of another device.
  func address(of device: String, near gateway: IPAddress?, scope: KernelRoute.Scope) -> SourceAddress {
    let near = gateway.flatMap(Self.neighbour)
    if let link = host.linksByName[device] {
      guard let isLocalnet = isLocalnet(link, scope: scope) else {
        return .notKnown("route_localnet of \(device) was not read, and a loopback address would be chosen by it")
      }
      let widest: KernelRoute.Scope = isLocalnet ? .link : .host
      let candidates = link.addresses.filter {
        $0.address.ipv4 != nil && !$0.isSecondary && min($0.scope, widest) <= scope
      }
      if let near, candidates.count > 1 {
        for candidate in candidates {
          guard let length = candidate.prefixLength else {
            return .notKnown("the prefix lengths of \(device)'s addresses are not known")
          }
          guard let network = IPPrefix(candidate.peer ?? candidate.address, length: length) else { continue }
          if network.matches(near) { return .chosen(candidate.address) }
        }
      }
      if let first = candidates.first { return .chosen(first.address) }
    }
    return addressOfOthers(device, scope: scope)
  }

  /// Without an address of its own, a device borrows one: of its VRF, of `lo`, of any in the kernel's order.
  private func addressOfOthers(_ device: String, scope: KernelRoute.Scope) -> SourceAddress {
    let vrf = host.vrf(of: device)
    let others = (vrf.map { [$0] } ?? []) + host.links.filter { host.vrf(of: $0.name)?.name == vrf?.name }
    for link in others {
      for candidate in link.addresses where candidate.address.ipv4 != nil && !candidate.isSecondary {
        if candidate.scope != .link, candidate.scope <= scope { return .chosen(candidate.address) }
      }
    }
    return .none
  }

  /// Whether addresses of scope host count as of scope link; only matters where both answers differ.
  private func isLocalnet(_ link: NetworkLink, scope: KernelRoute.Scope) -> Bool? {
    guard scope == .link, link.addresses.contains(where: { $0.scope >= .host }) else { return false }
    return host.sysctls.ipv4Either("route_localnet", link.name)
  }

  /// The kernel compares four bytes, of an IPv6 gateway the first four (`fib_nh_gw4` is a union).
  private static func neighbour(_ gateway: IPAddress) -> AddressBits? {
    switch gateway {
    case .v4: return AddressBits(gateway)
    case .v6(let address):
      let value = address.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return value == 0 ? nil : AddressBits(.v4(IPv4Address(rawValue: value)))
    }
  }
}
