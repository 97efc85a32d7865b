import Cilium

/// The MTU that Cilium gives pods (`pkg/mtu` in 1.14 to 1.20).
struct PodMTU: Hashable {
  /// Of the pods' devices, in bytes.
  let device: Int
  /// Of their routes to other nodes' pods, in bytes: the device's less what tunnel and encryption add.
  let route: Int
  /// Where the device's MTU comes from.
  let origin: Sentence
  /// What is taken off for the route.
  let overheads: [Overhead]

  /// Bytes that are added to a packet on its way to another node.
  struct Overhead: Hashable {
    let name: Sentence
    let bytes: Int
  }

  /// IP (IPv4 20, IPv6 40) and ICMP (8) headers, in bytes.
  static func icmpHeaders(_ family: IPFamily) -> Int { (family == .ipv4 ? 20 : 40) + 8 }

  /// How the route's MTU comes about, in words.
  var reason: Sentence {
    let parts = overheads.map { "\($0.name) takes \($0.bytes)" as Sentence }
    return ([origin] + parts).joined(separator: ", ")
  }
}

extension PodMTU {
  /// By the release, the ConfigMap and the node's devices; `nil` when nothing tells the device's MTU.
  init?(_ node: NodeFacts, _ model: PathModel) {
    guard let (device, origin) = Self.device(node, model) else { return nil }
    let overheads = Self.overheads(model.configuration(of: node), node.release)
    self.init(
      device: device, route: device - overheads.reduce(0) { $0 + $1.bytes }, origin: origin, overheads: overheads)
  }

  /// What the ConfigMap fixes; else since 1.17 the smallest of the selected devices (`pkg/mtu/manager.go`), before that
  /// the device that holds the node IP, else the default route's (`pkg/mtu/detect_linux.go`), whatever `devices` says.
  private static func device(_ node: NodeFacts, _ model: PathModel) -> (Int, Sentence)? {
    if let fixed = model.configuration(of: node).mtu { return (fixed, "mtu is set to \(fixed)") }
    guard !node.devices.isEmpty else { return nil }
    guard node.release >= CiliumRelease(1, 17) else { return deviceByNodeIP(node, model) }
    let selected = Set(model.selectedDevices(of: node))
    let counted = node.devices.filter { device in
      // Dummies count in 1.17 only (6a586094dc).
      selected.contains(device.name) && !excluded.contains(device.name)
        && (device.type != "dummy" || node.release < CiliumRelease(1, 18))
    }
    guard let smallest = counted.map(\.mtu).min() else {
      return (largest, "no device is selected, so that Cilium takes the largest MTU \(largest)")
    }
    return (smallest, "the selected devices' smallest MTU is \(smallest)")
  }

  private static func deviceByNodeIP(_ node: NodeFacts, _ model: PathModel) -> (Int, Sentence)? {
    let address = node.nodeIP(.ipv4) ?? node.nodeIP(.ipv6)
    if let holder = node.devices.first(where: { address.map($0.addresses.contains) == true }) {
      return (
        holder.mtu, "Cilium \(node.release) takes the MTU \(holder.mtu) of \(holder.name), which holds the node IP"
      )
    }
    return node.defaultRouteDevice(model.facts.primaryFamily).map { device in
      (
        device.mtu,
        "Cilium \(node.release) takes the MTU \(device.mtu) of \(device.name), by which the default route leads"
      )
    }
  }

  /// Devices whose MTU Cilium sets itself.
  private static let excluded: Set<String> = ["cilium_vxlan", "cilium_geneve", "cilium_ipip4", "cilium_ipip6"]

  /// Of pods' devices where no device is selected, in bytes.
  private static let largest = 65_520

  /// - Tunnel: outer Ethernet (14), IP (20, or 40 of IPv6), UDP (8) and VXLAN or Geneve (8) headers.
  /// - WireGuard: 80, since 1.19.5 95 (6af14fee07); up to 1.14.6 instead of the tunnel's, not beside it (44c3dd0e6b).
  /// - IPsec: 77, with the usual 128 bit key.
  private static func overheads(_ configuration: CiliumConfigMap, _ release: CiliumRelease) -> [Overhead] {
    let tunnel =
      configuration.usesTunnel
      ? [Overhead(name: "the tunnel", bytes: hasLongTunnelHeaders(configuration, release) ? 70 : 50)] : []
    switch configuration.encryption {
    case nil: return tunnel
    case .wireguard?:
      let bytes = release >= CiliumRelease(1, 19, 5) ? 95 : 80
      let wireguard = [Overhead(name: "Cilium's WireGuard", bytes: bytes)]
      return release >= CiliumRelease(1, 14, 7) ? tunnel + wireguard : wireguard
    case .ipsec?: return tunnel + [Overhead(name: "IPsec", bytes: 77)]
    }
  }

  /// Whether the tunnel's outer IP headers count as IPv6's: since 1.19 by the underlay's family (925a684521), in 1.18 where
  /// IPv4 is off (7cc1d53954).
  private static func hasLongTunnelHeaders(_ configuration: CiliumConfigMap, _ release: CiliumRelease) -> Bool {
    switch release {
    case ..<CiliumRelease(1, 18): false
    case ..<CiliumRelease(1, 19): !configuration.enableIPv4
    default: configuration.hasIPv6Underlay
    }
  }
}
