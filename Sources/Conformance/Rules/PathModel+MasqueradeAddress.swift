import Cilium

/// To which address Cilium's programs translate.
extension PathModel {
  /// The address that Cilium masquerades to on a device of the node, by release.
  ///
  /// - Up to 1.15 (`pkg/node/address_linux.go`, firstGlobalAddr): a public address before a private one, the node IP
  ///   within its class, else the first.
  /// - 1.16 to 1.18 (`pkg/datapath/tables/node_address.go`): the node IP before everything, else a public address, the
  ///   lowest.
  /// - Since 1.19 (a598dfd64f): a public address before the node IP, else as before.
  func masqueradeAddress(_ device: Device, of node: NodeFacts) -> IPAddress? {
    let own = configuration(of: node).text("derive-masquerade-ip-addr-from-device").flatMap { name in
      node.devices.first { $0.name == name }
    }
    let global = (own ?? device).addresses(of: family).filter(\.isGlobalUnicast)
    return chosenAddress(among: global, of: node, preferring: \.isPublicToCilium) ?? fallbackAddress(of: node)
  }

  /// Behind what pods are hidden on a device without an address of the family: since 1.16 the best of all devices'
  /// (`pkg/datapath/tables/node_address.go`, fallbackAddresses: of a selected device before others, public before private, by
  /// the device's index, the lowest).
  private func fallbackAddress(of node: NodeFacts) -> IPAddress? {
    guard node.release >= CiliumRelease(1, 16) else { return nil }
    let selected = Set(selectedDevices(of: node))
    let devices = node.devices.filter { !$0.name.hasPrefix("lxc") && $0.name != "cilium_host" }
    let candidates = devices.flatMap { device in
      let secondary = device.secondaryAddresses ?? []
      return device.addresses(of: family).filter { $0.isGlobalUnicast && !secondary.contains($0) }.map { address in
        (
          [selected.contains(device.name) ? 0 : 1, address.isPublicToCilium ? 0 : 1, device.index], address
        )
      }
    }
    return candidates.min { one, other in
      one.0 == other.0 ? one.1.isLower(than: other.1) : one.0.lexicographicallyPrecedes(other.0)
    }?.1
  }

  /// The address that Cilium takes of several of a device: up to 1.15 and since 1.19 the node IP within the class that is
  /// preferred, between them the node IP before everything; else the lowest of the class, up to 1.15 the first. One that the
  /// kernel holds as secondary only where there is no other.
  func chosenAddress(
    among addresses: [IPAddress], of node: NodeFacts, preferring isPreferred: (IPAddress) -> Bool
  ) -> IPAddress? {
    let nodeIP = node.nodeIP(family).flatMap { addresses.contains($0) ? $0 : nil }
    if let nodeIP, (CiliumRelease(1, 16)..<CiliumRelease(1, 19)).contains(node.release) { return nodeIP }
    let preferred = addresses.filter(isPreferred)
    let candidates = preferred.isEmpty ? addresses : preferred
    if let nodeIP, candidates.contains(nodeIP) { return nodeIP }
    let secondary = Set(node.devices.flatMap { $0.secondaryAddresses ?? [] })
    let primary = candidates.filter { !secondary.contains($0) }
    // Up to 1.15 secondary ones do not count (firstGlobalAddr); since then they come last (SortedAddresses).
    if node.release < CiliumRelease(1, 16) { return primary.first }
    return (primary.isEmpty ? candidates : primary).min { $0.isLower(than: $1) }
  }
}

extension IPAddress {
  /// Blocks that Cilium calls private beside the usual ones (`pkg/ip`, privateIPBlocks): for documentation and benchmarks.
  private static let reserved = ["192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"]
    .compactMap { IPPrefix($0) }

  /// Whether Cilium prefers the address where it prefers public ones.
  var isPublicToCilium: Bool { isPublic && !Self.reserved.contains { $0.contains(self) } }

  /// By the bytes, as Go's netip compares.
  func isLower(than other: IPAddress) -> Bool {
    switch (self, other) {
    case (.v4(let one), .v4(let another)): one < another
    case (.v6(let one), .v6(let another)): one.bytes.lexicographicallyPrecedes(another.bytes)
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}
