import Cilium

/// What a node's devices are for, by what the kernel says of them, never by their names.
///
/// A node has any number of uplinks: the way to the internet and the device that holds the node IP may be one, two or
/// more; an overlay may carry the nodes' traffic, or be there for administration only.
public struct Uplinks: Sendable, Hashable {
  /// The devices by which packets to the internet leave over the network itself; several where the kernel chooses.
  public let internet: [Device]
  /// The device that holds the node IP; a NIC, an overlay, a bridge, a dummy or the loopback device.
  public let nodeIP: Device?
  /// The overlays, the one that holds the node IP first, then by how much speaks for them.
  public let overlays: [Overlay]
  /// Further uplinks: NICs, VLANs and bonds with an address that are none of the others.
  public let others: [Device]

  /// The device towards the physical network and the internet.
  public var physical: Device? { internet.first }
  /// The device of the first overlay.
  public var tailnet: Device? { overlays.first?.device }

  /// All of them, each once.
  public var all: [Device] {
    (internet + [nodeIP].compactMap { $0 } + overlays.map(\.device) + others).reduce(into: []) { all, device in
      if !all.contains(where: { $0.index == device.index }) { all.append(device) }
    }
  }

  /// What the devices of nodes that were never asked for more are for.
  init(devices: [Device], routes: [Route]) {
    self.init(NodeFacts(name: "", internalIP: nil, podCIDR: nil, devices: devices, routes: routes))
  }

  /// Tells by a node's facts.
  ///
  /// A default route that leads into an overlay does not make that the way to the internet: then it is where the main
  /// table's next best one leads, and without one the first device with a global address. Nodes without IPv4 are told by
  /// IPv6 in the same way.
  init(_ node: NodeFacts) {
    let outside = node.devices.filter { !Self.isInternal($0) }
    let up = outside.filter(\.isUp)
    let family: IPFamily = up.contains { Self.hasGlobalAddress($0, .ipv4) } ? .ipv4 : .ipv6
    let holders = Set(node.nodeIPDevices.map(\.index))
    overlays = Self.overlays(outside, node, holders, family)
    let tunnels = Set(node.devices.filter(Self.isTunnel).map(\.index))
    let candidates = up.filter { Self.hasGlobalAddress($0, family) && !tunnels.contains($0.index) }
    internet = Self.internet(node, candidates, family) { tunnels.contains($0.index) || Self.isInternal($0) }
    nodeIP =
      node.nodeIPDevices.first { !Self.isInternal($0) } ?? node.nodeIPDevices.first
    let taken = Set(internet.map(\.index)).union(holders)
    others = candidates.filter { !taken.contains($0.index) && Self.furtherKinds.contains($0.type) }
  }

  private static func overlays(
    _ devices: [Device], _ node: NodeFacts, _ holders: Set<Int>, _ family: IPFamily
  ) -> [Overlay] {
    let tables = Dictionary(grouping: node.routes, by: \.linkIndex).mapValues { Set($0.map(\.table)) }
    func rank(_ overlay: Overlay) -> [Int] {
      let device = overlay.device
      return [
        holders.contains(device.index), hasGlobalAddress(device, family), device.addresses.contains(where: \.isTailnet),
      ].map { $0 ? 0 : 1 }
    }
    // One that is down is none, unless the node stands and falls with it.
    return devices.filter { $0.isUp || holders.contains($0.index) }
      .compactMap { Overlay($0, tables: tables[$0.index] ?? []) }
      .enumerated().sorted { one, other in
        let (first, second) = (rank(one.element), rank(other.element))
        return first == second ? one.offset < other.offset : first.lexicographicallyPrecedes(second)
      }
      .map(\.element)
  }

  private static func internet(
    _ node: NodeFacts, _ candidates: [Device], _ family: IPFamily, isNone: (Device) -> Bool
  ) -> [Device] {
    if case .leaves(let devices) = node.routing.toInternet(family), !devices.contains(where: isNone) { return devices }
    let indices = Set(candidates.map(\.index))
    if let best = preferredDefaultRoute(node.routes.filter { indices.contains($0.linkIndex) }, family) {
      return candidates.filter { $0.index == best.linkIndex }
    }
    // A multipath route whose hops are not known still names its source.
    let open = node.routes.first {
      $0.destination.isDefault && $0.destination.family == family && $0.linkIndex == 0 && $0.source != nil
    }
    if let source = open?.source, let holder = candidates.first(where: { $0.addresses.contains(source) }) {
      return [holder]
    }
    let kinds: Set = ["dummy", "bridge"]
    return (candidates.first { !kinds.contains($0.type) } ?? candidates.first).map { [$0] } ?? []
  }

  /// The family's default route that the kernel takes for a packet without a policy of its own, by the tables alone:
  /// Tailscale's table 52 stands before main, and the lowest priority (metric) wins.
  static func preferredDefaultRoute(_ routes: [Route], _ family: IPFamily = .ipv4) -> Route? {
    routes.filter { route in
      route.destination.isDefault && route.destination.family == family && route.type == "unicast"
        && (route.table == "main" || route.table == "52")
    }
    .min { ($0.table == "52" ? 0 : 1, $0.priority) < ($1.table == "52" ? 0 : 1, $1.priority) }
  }

  static func hasGlobalAddress(_ device: Device, _ family: IPFamily) -> Bool {
    device.addresses(of: family).contains(where: \.isGlobalUnicast)
  }

  /// Whether it is no way to a network of its own, but one over another.
  static func isTunnel(_ device: Device) -> Bool { Overlay(device, tables: []) != nil }

  /// Whether it is of a kind that leads into a network of its own.
  static func isCard(_ device: Device) -> Bool { furtherKinds.contains(device.type) || device.type == "veth" }

  private static let furtherKinds: Set = ["device", "vlan", "bond", "team", "ipoib"]

  /// Cilium's, container runtimes' and the loopback devices are no uplinks; the prefixes are Cilium's own
  /// (`pkg/defaults/node.go`, ExcludedDevicePrefixes).
  static func isInternal(_ device: Device) -> Bool {
    ["cilium_", "lo", "lxc", "cni", "docker"].contains(where: device.name.hasPrefix)
  }
}
