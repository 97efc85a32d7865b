import Cilium

/// A tunnel device that somebody else than Cilium made: a network over the network. Recognised by what it is (its link
/// kind, its tables), never by an address range, which carriers and clouds use, too.
public struct Overlay: Sendable, Hashable {
  /// Whose it is.
  public enum Product: String, Sendable, Hashable, CaseIterable {
    case tailscale, netbird, kubespan, netmaker, zerotier
    /// WireGuard of the administrator's own.
    case wireguard
    /// A program's device for IP packets.
    case tun
    /// A program's device for Ethernet frames.
    case tap
    /// One of the kernel's own tunnels, such as GRE.
    case tunnel
  }

  /// The device.
  public let device: Device
  /// Whose it is, as far as the node tells.
  public let product: Product

  /// An overlay, where the device is one.
  ///
  /// - Parameters:
  ///   - device: A device of the node.
  ///   - tables: The routing tables that hold routes by it.
  init?(_ device: Device, tables: Set<String>) {
    guard !Uplinks.isInternal(device), device.addresses.contains(where: \.isGlobalUnicast),
      let product = Self.product(device, tables)
    else { return nil }
    self.device = device
    self.product = product
  }

  private static func product(_ device: Device, _ tables: Set<String>) -> Product? {
    let isWireGuard = device.type == "wireguard"
    let isTUN = device.type == "tuntap" && device.flags.contains("pointtopoint")
    guard isWireGuard || device.type == "tuntap" || kernelTunnels.contains(device.type) else { return nil }
    for (table, product) in tablesOf where tables.contains(table) && (isWireGuard || isTUN) { return product }
    for (prefix, product) in namesOf where device.name.hasPrefix(prefix) { return product }
    if isWireGuard { return .wireguard }
    // Tailscale's own program, with the names of others.
    if isTUN { return device.addresses.contains(where: \.isTailnet) ? .tailscale : .tun }
    return device.type == "tuntap" ? .tap : .tunnel
  }

  /// Tables that the products use for themselves: Tailscale's, NetBird's (0x1bd0), Talos' for KubeSpan.
  private static let tablesOf: [(String, Product)] = [("52", .tailscale), ("7120", .netbird), ("180", .kubespan)]

  /// How the products call their devices.
  private static let namesOf: [(String, Product)] = [
    ("tailscale", .tailscale), ("wt", .netbird), ("netbird", .netbird), ("kubespan", .kubespan), ("nm-", .netmaker),
    ("netmaker", .netmaker), ("zt", .zerotier),
  ]

  private static let kernelTunnels: Set<String> = ["gre", "gretap", "ip6gre", "ipip", "ip6tnl", "vti", "vti6", "xfrm"]
}

extension Overlay {
  /// How people call it.
  public var title: String {
    switch product {
    case .tailscale: "Tailscale"
    case .netbird: "NetBird"
    case .kubespan: "KubeSpan"
    case .netmaker: "Netmaker"
    case .zerotier: "ZeroTier"
    case .wireguard: "WireGuard"
    case .tun: "a TUN overlay"
    case .tap: "a TAP overlay"
    case .tunnel: "a \(device.type) tunnel"
    }
  }

  /// Whether its peers take packets from addresses only that they were told of, as WireGuard's AllowedIPs make them.
  public var checksSources: Bool {
    switch product {
    case .tailscale, .netbird, .kubespan, .netmaker, .wireguard, .tun: true
    case .zerotier, .tap, .tunnel: false
    }
  }

  /// The commands that show how its peers are.
  public var commands: String {
    switch product {
    case .tailscale: "`tailscale status`, `tailscale ping`"
    case .netbird: "`netbird status -d`, `wg show \(device.name)`"
    case .kubespan: "`talosctl get kubespanpeerstatuses`"
    case .netmaker: "`netclient list`, `wg show \(device.name)`"
    case .wireguard: "`wg show \(device.name)`: latest handshake"
    case .zerotier: "`zerotier-cli peers`"
    case .tun, .tap, .tunnel: "its program's status, `ip -d link show \(device.name)`"
    }
  }

  /// The port that has to be open on the network below, in words.
  public var port: String {
    switch product {
    case .tailscale: "UDP 41641"
    case .netbird, .kubespan: "UDP 51820"
    case .netmaker: "UDP 51821"
    case .zerotier: "UDP 9993"
    case .wireguard: "its listen port (`wg show \(device.name)`)"
    case .tun, .tap, .tunnel: "its port"
    }
  }

  /// How the product is kept from pods' and Cilium's devices when it looks for addresses of its own host.
  public var exclusion: String {
    switch product {
    case .netbird: "NetBird's interface blacklist (`--interface-blacklist`, IFaceBlackList in its config.json)"
    case .netmaker: "Netmaker's static endpoint of the host (`isstaticport`, endpoint IP)"
    case .zerotier: "ZeroTier's `interfacePrefixBlacklist` in local.conf"
    case .kubespan: "KubeSpan's `filters.endpoints`"
    default: "\(title)'s own list of endpoints or interfaces"
    }
  }
}
