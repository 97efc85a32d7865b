import Cilium

/// A node's two uplinks, told apart by what the kernel says of them, never by their names.
public struct Uplinks: Sendable, Hashable {
  /// The device towards the physical network and the internet.
  public let physical: Device?
  /// The WireGuard device towards the other nodes.
  public let tailnet: Device?

  /// Finds the uplinks among a node's devices.
  ///
  /// - The tailnet uplink holds an address of 100.64.0.0/10 (Tailscale's range), or is a point-to-point TUN or
  ///   WireGuard device with an address.
  /// - The physical uplink is, of the rest, the one with the preferred IPv4 default route; without one (a default route
  ///   that was moved to the tailnet is a fault, not a new physical uplink), the first with a global IPv4 address.
  public init(devices: [Device], routes: [Route]) {
    let candidates = devices.filter { !Self.isInternal($0) && $0.isUp && !Self.globalAddresses($0).isEmpty }
    let tailnet =
      candidates.first { $0.ipv4Addresses.contains(where: \.isSharedCGNAT) }
      ?? candidates.first(where: Self.isTunnel)
    let others = candidates.filter { $0.index != tailnet?.index && !Self.isTunnel($0) }
    let indices = Set(others.map(\.index))
    let best = Self.preferredDefaultRoute(routes.filter { indices.contains($0.linkIndex) })
    self.tailnet = tailnet
    self.physical = others.first { $0.index == best?.linkIndex } ?? others.first
  }

  /// The IPv4 default route that the kernel takes for a packet without a policy of its own, if there is one.
  ///
  /// Tailscale's table 52, where an exit node puts one, stands before main; the lowest priority (metric) wins. Other
  /// tables, such as those of a cloud's secondary NICs, are only for sources of their own.
  static func preferredDefaultRoute(_ routes: [Route]) -> Route? {
    routes.filter { route in
      route.destination.isDefault && route.destination.ipv4 != nil && route.type == "unicast"
        && (route.table == "main" || route.table == "52")
    }
    .min { ($0.table == "52" ? 0 : 1, $0.priority) < ($1.table == "52" ? 0 : 1, $1.priority) }
  }

  private static func globalAddresses(_ device: Device) -> [IPv4Address] {
    device.ipv4Addresses.filter(\.isGlobalUnicast)
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
