/// Cilium's table of node addresses: which addresses count as the node's own, which serve NodePorts
/// (`pkg/datapath/tables/node_address.go`).
enum NodeAddressTable {
  struct Row: Sendable, Hashable {
    var address: String
    var nodePort: Bool
    var primary: Bool
    /// The device, or `*` for the fallback that is used when no device is asked for.
    var device: String
  }

  /// The rows in the order of address and device.
  static func rows(_ facts: AgentFacts) -> [Row] {
    let hosts = facts.devices.filter { $0.name == "cilium_host" }
    var rows = facts.selectedDevices.flatMap { deviceRows($0, isSelected: true, facts.config) }
    rows += hosts.filter { facts.verdicts[$0.name]?.isSelected != true }.flatMap {
      deviceRows($0, isSelected: false, facts.config)
    }
    rows += fallbacks(selected: facts.selectedDevices, devices: facts.devices)
    return rows.sorted { left, right in
      let (a, b) = (key(left), key(right))
      return a == b ? left.device < right.device : a.precedes(b)
    }
  }

  private static func key(_ row: Row) -> [UInt8] { NetworkAddress(row.address)?.orderKey ?? [] }

  /// Addresses of one device. The first global address of a family is primary; it serves NodePorts when the device
  /// is selected. Before 1.19 (`local-max-addr-scope`) those of the link alone do not count, but for cilium_host's, of
  /// which the first is primary. With `nodeport-addresses` all that lie in its blocks serve NodePorts, and no other.
  static func deviceRows(_ device: KernelDevice, isSelected: Bool, _ config: AgentConfig) -> [Row] {
    let (release, blocks) = (config.release, config.nodePortBlocks)
    var primarySeen: Set<Bool> = []
    return device.addresses.compactMap { entry in
      guard let address = NetworkAddress(entry.address), !address.isLoopback, entry.scope != "host" else { return nil }
      if release < .v119, isSelected, address.isLinkLocal { return nil }
      let mayBePrimary = release < .v119 || !address.isLinkLocal
      let isPrimary = mayBePrimary && !entry.secondary && primarySeen.insert(address.isIPv4).inserted
      let serves = blocks.isEmpty ? isPrimary : blocks.contains { $0.contains(entry.address) }
      return Row(address: entry.address, nodePort: isSelected && serves, primary: isPrimary, device: device.name)
    }
  }

  /// One address per family for when no device is named: of the first selected device, else of the first usable one.
  /// BPF masquerading takes them for a device that has no primary address (`bpfMasqAddrs` of `pkg/datapath/loader`).
  static func fallbacks(selected: [KernelDevice], devices: [KernelDevice]) -> [Row] {
    let candidates =
      selected.isEmpty
      ? devices.filter { !$0.name.hasPrefix("cilium_") && !$0.name.hasPrefix("lxc") }.sorted { $0.index < $1.index }
      : selected
    return [true, false].compactMap { isIPv4 in
      let addresses = candidates.flatMap(\.addresses).filter { entry in
        NetworkAddress(entry.address).map { $0.isIPv4 == isIPv4 && !$0.isLoopback } ?? false
      }
      let best = addresses.first { NetworkAddress($0.address)?.isLinkLocal == false } ?? addresses.first
      return best.map { Row(address: $0.address, nodePort: false, primary: true, device: "*") }
    }
  }
}
