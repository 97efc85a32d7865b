import Cilium

/// On which addresses Cilium answers NodePorts.
extension PathModel {
  /// The addresses of the model's family, by release (`pkg/datapath/tables/node_address.go`).
  ///
  /// With `nodeport-addresses`, all that lie in its blocks: on selected devices, since 1.16 also on `lo`, since 1.17 also on
  /// dummy devices. Else one of each selected device that is up:
  ///
  /// - 1.15: its lowest.
  /// - 1.16 to 1.18: the node IP where the device has it, else a private address before a public one, the lowest
  ///   (7da651454c, f8eba9a48f).
  /// - Since 1.19 (a598dfd64f): a private address before a public one, the node IP within its class, else the lowest.
  func nodePortAddresses(of node: NodeFacts) -> Set<IPAddress> {
    let blocks = configuration(of: node).nodePortBlocks
    let selected = Set(selectedDevices(of: node))
    guard blocks.isEmpty else {
      let devices = node.devices.filter { device in
        if device.type == "dummy", node.release >= CiliumRelease(1, 17) { return true }
        guard device.isUp else { return false }
        return selected.contains(device.name) || (device.name == "lo" && node.release >= CiliumRelease(1, 16))
      }
      let addresses = devices.flatMap { $0.addresses(of: family) }.filter(\.isGlobalUnicast)
      return Set(addresses.filter { address in blocks.contains { $0.contains(address) } })
    }
    let devices = node.devices.filter { selected.contains($0.name) && $0.isUp && $0.name != "cilium_host" }
    return Set(devices.compactMap { nodePortAddress($0, of: node) })
  }

  private func nodePortAddress(_ device: Device, of node: NodeFacts) -> IPAddress? {
    let global = device.addresses(of: family).filter(\.isGlobalUnicast)
    guard node.release >= CiliumRelease(1, 16) else { return global.min { $0.isLower(than: $1) } }
    return chosenAddress(among: global, of: node, preferring: { !$0.isPublicToCilium })
  }
}

extension CiliumConfigMap {
  /// The blocks of `nodeport-addresses`; empty where it is not set.
  fileprivate var nodePortBlocks: [IPPrefix] {
    (text("nodeport-addresses") ?? "").split { $0 == "," || $0.isWhitespace }.compactMap { IPPrefix(String($0)) }
  }
}
