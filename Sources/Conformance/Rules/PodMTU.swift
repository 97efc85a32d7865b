import Cilium

/// The MTU that Cilium gives pods (`pkg/mtu` in 1.14 to 1.19).
struct PodMTU: Hashable {
  /// Of the pods' devices, in bytes.
  let device: Int
  /// Of their routes to other nodes' pods, in bytes: the device's less what tunnel and encryption add.
  let route: Int
  /// Where the device's MTU comes from.
  let origin: String
  /// What is taken off for the route.
  let overheads: [Overhead]

  /// Bytes that are added to a packet on its way to another node.
  struct Overhead: Hashable {
    let name: String
    let bytes: Int
  }

  /// IP (IPv4 20, IPv6 40) and ICMP (8) headers, in bytes.
  static func icmpHeaders(_ family: IPFamily) -> Int { (family == .ipv4 ? 20 : 40) + 8 }

  /// How the route's MTU comes about, in words.
  var reason: String {
    let parts = overheads.map { "\($0.name) takes \($0.bytes)" }
    return ([origin] + parts).joined(separator: ", ")
  }
}

extension PodMTU {
  /// By the release, the ConfigMap and the node's devices; `nil` when nothing tells the device's MTU.
  init?(_ node: NodeFacts, _ model: PathModel) {
    guard let (device, origin) = Self.device(node, model) else { return nil }
    let overheads = Self.overheads(model.configuration, node.release)
    self.init(
      device: device, route: device - overheads.reduce(0) { $0 + $1.bytes }, origin: origin, overheads: overheads)
  }

  /// What the ConfigMap fixes; else since 1.17 the smallest of the selected devices (`pkg/mtu/manager.go`), before that
  /// the device that holds the node IP (`getMTUFromIf` in `pkg/mtu/detect_linux.go`), whatever `devices` says.
  private static func device(_ node: NodeFacts, _ model: PathModel) -> (Int, String)? {
    if let fixed = model.configuration.mtu { return (fixed, "mtu is set to \(fixed)") }
    guard node.release >= CiliumRelease(1, 17) else {
      let holder = node.devices.first { node.internalIP(model.facts.primaryFamily).map($0.addresses.contains) == true }
      return holder.map {
        ($0.mtu, "Cilium \(node.release) takes the MTU \($0.mtu) of \($0.name), which holds the node IP")
      }
    }
    let selected = Set(model.selectedDevices(of: node))
    let counted = node.devices.filter { device in
      selected.contains(device.name) && !excluded.contains(device.name) && device.type != "dummy"
    }
    return counted.map(\.mtu).min().map { ($0, "the selected devices' smallest MTU is \($0)") }
  }

  /// Devices whose MTU Cilium sets itself.
  private static let excluded: Set<String> = ["cilium_vxlan", "cilium_geneve", "cilium_ipip4", "cilium_ipip6"]

  /// - Tunnel: outer Ethernet (14), IP (20, or 40 of IPv6), UDP (8) and VXLAN or Geneve (8) headers.
  /// - WireGuard: 80; up to 1.15 instead of the tunnel's, not beside it (44c3dd0e6b).
  /// - IPsec: 77, with the usual 128 bit key.
  private static func overheads(_ configuration: CiliumConfigMap, _ release: CiliumRelease) -> [Overhead] {
    let tunnel =
      configuration.routingMode == "tunnel"
      ? [Overhead(name: "the tunnel", bytes: configuration.hasIPv6Underlay ? 70 : 50)] : []
    switch configuration.encryption {
    case nil: return tunnel
    case .wireguard?:
      let wireguard = [Overhead(name: "Cilium's WireGuard", bytes: 80)]
      return release >= CiliumRelease(1, 16) ? tunnel + wireguard : wireguard
    case .ipsec?: return tunnel + [Overhead(name: "IPsec", bytes: 77)]
    }
  }
}
