import Cilium

/// A node's two uplinks, told apart by what the kernel says of them, never by their names.
public struct Uplinks: Sendable, Hashable {
  /// The device towards the physical network and the internet.
  public let physical: Device?
  /// The WireGuard device towards the other nodes.
  public let tailnet: Device?

  /// Finds the uplinks among a node's devices.
  ///
  /// - The tailnet uplink holds an address of Tailscale's (100.64.0.0/10, fd7a:115c:a1e0::/48), or is a point-to-point
  ///   TUN or WireGuard device with an address.
  /// - The physical uplink is, of the rest, the one with the preferred IPv4 default route; without one (a default route
  ///   that was moved to the tailnet is a fault, not a new physical uplink), the first with a global IPv4 address. Nodes
  ///   without IPv4 are told by their IPv6 addresses and routes in the same way.
  public init(devices: [Device], routes: [Route]) {
    let up = devices.filter { !Self.isInternal($0) && $0.isUp }
    let withIPv4 = up.filter { Self.hasGlobalAddress($0, .ipv4) }
    let family: IPFamily = withIPv4.isEmpty ? .ipv6 : .ipv4
    let candidates = family == .ipv4 ? withIPv4 : up.filter { Self.hasGlobalAddress($0, .ipv6) }
    let tailnet =
      candidates.first { $0.addresses.contains(where: \.isTailnet) } ?? candidates.first(where: Self.isTunnel)
    let others = candidates.filter { $0.index != tailnet?.index && !Self.isTunnel($0) }
    let indices = Set(others.map(\.index))
    let best = Self.preferredDefaultRoute(routes.filter { indices.contains($0.linkIndex) }, family)
    self.tailnet = tailnet
    self.physical = others.first { $0.index == best?.linkIndex } ?? others.first
  }

  /// The family's default route that the kernel takes for a packet without a policy of its own, if there is one.
  ///
  /// Tailscale's table 52, where an exit node puts one, stands before main; the lowest priority (metric) wins. Other
  /// tables, such as those of a cloud's secondary NICs, are only for sources of their own.
  static func preferredDefaultRoute(_ routes: [Route], _ family: IPFamily = .ipv4) -> Route? {
    routes.filter { route in
      route.destination.isDefault && route.destination.family == family && route.type == "unicast"
        && (route.table == "main" || route.table == "52")
    }
    .min { ($0.table == "52" ? 0 : 1, $0.priority) < ($1.table == "52" ? 0 : 1, $1.priority) }
  }

  private static func hasGlobalAddress(_ device: Device, _ family: IPFamily) -> Bool {
    device.addresses(of: family).contains(where: \.isGlobalUnicast)
  }

  private static func isTunnel(_ device: Device) -> Bool {
    device.type == "wireguard" || (device.type == "tuntap" && device.flags.contains("pointtopoint"))
  }

  /// Cilium's, container runtimes' and the loopback devices are no uplinks; the prefixes are Cilium's own
  /// (`pkg/defaults/node.go`, ExcludedDevicePrefixes).
  static func isInternal(_ device: Device) -> Bool {
    ["cilium_", "lo", "lxc", "cni", "docker"].contains(where: device.name.hasPrefix)
  }
}
