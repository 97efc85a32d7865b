import Cilium

/// Which devices Cilium takes on a node, by the rules of the release that runs there.
extension PathModel {
  /// Cilium's decision on every device of the node, in the order of its devices.
  func selection(of node: NodeFacts) -> [DeviceSelection.SelectionResult] {
    node.selection(selectionSettings(of: node))
  }

  /// The devices that `devices` selects on the node.
  func selectedDevices(of node: NodeFacts) -> [String] { selection(of: node).filter(\.selected).map(\.device) }

  /// The user's filter as the node's release reads it.
  func filter(on node: NodeFacts) -> DeviceFilter {
    DeviceFilter(
      configuration(of: node).devices(in: node.release), understandsExclusion: node.release >= CiliumRelease(1, 19))
  }

  private func selectionSettings(of node: NodeFacts) -> SelectionSettings {
    SelectionSettings(
      filter: configuration(of: node).devices(in: node.release), force: configuration(of: node).forceDeviceDetection,
      release: node.release, supportsL3Devices: Self.supportsL3Devices(node.kernelVersion),
      needsDevices: configuration(of: node).needsDevices(in: node.release), directRouting: directRouting(of: node))
  }

  private func directRouting(of node: NodeFacts) -> SelectionSettings.DirectRouting {
    guard configuration(of: node).needsDirectRoutingDevice(in: node.release) else { return .notNeeded }
    if let device = configuration(of: node).directRoutingDevice { return .device(device) }
    return .nodeIP(node.nodeIP(facts.primaryFamily))
  }

  /// `bpf_skb_change_head` for such programs came with Linux 5.8; a kernel that does not tell its version is not old.
  static func supportsL3Devices(_ kernel: String?) -> Bool {
    guard let kernel = kernel.flatMap({ CiliumRelease($0) }) else { return true }
    return (kernel.major, kernel.minor) >= (5, 8)
  }

  /// The device for traffic between nodes without a tunnel (`pkg/datapath/tables/direct_routing_device.go`; 1.14 to 1.16
  /// `pkg/datapath/linux/devices.go`): the user's if it is selected, else the only one, else the one that holds the node
  /// IP. 1.15 and 1.16 look no further where the user names one.
  func directRoutingDevice(of node: NodeFacts) -> String? {
    let selected = selectedDevices(of: node)
    let filter = configuration(of: node).directRoutingFilter(in: node.release)
    if !filter.isEmpty {
      if let found = selected.first(where: { filter.firstMatch(for: $0) != nil }) { return found }
      if (CiliumRelease(1, 15)..<CiliumRelease(1, 17)).contains(node.release) { return nil }
    }
    if selected.count == 1 { return selected.first }
    return node.devices.first { device in
      selected.contains(device.name) && node.nodeIP(facts.primaryFamily).map(device.addresses.contains) == true
    }?.name
  }

  /// Whether ``directRoutingDevice(of:)`` is all there is to say: which of several devices holds the node IP, only the node
  /// IP tells.
  func knowsDirectRoutingDevice(of node: NodeFacts) -> Bool {
    node.nodeIP(facts.primaryFamily) != nil || selectedDevices(of: node).count < 2
      || directRoutingDevice(of: node) != nil
  }

  /// The check that decided on a device, in words.
  func selectionCheck(_ result: DeviceSelection.SelectionResult, on node: NodeFacts) -> Sentence {
    switch result.reason {
    case .none: selectionGround(result.device, on: node)
    case .excludedByUserFilter(let entry): "excluded by \(entry) in devices"
    case .notMatchingUserFilter(let filter): "not matching user filter [\(filter.joined(separator: " "))]"
    // Cilium's own words.
    default: Sentence(words: result.reason.text)
    }
  }

  private func selectionGround(_ device: String, on node: NodeFacts) -> Sentence {
    if let entry = filter(on: node).firstMatch(for: device) { return "matches \(entry) in devices" }
    if !filter(on: node).isEmpty && !configuration(of: node).forceDeviceDetection {
      return "Cilium \(node.release) adds the direct-routing device"
    }
    return "detected: it is up, has an address, and a route over it leads to a global unicast destination"
  }

  /// Why the node's uplinks and other outside devices are not selected, in Cilium's words.
  func reasonsForOmission(on node: NodeFacts) -> [Sentence] {
    zip(node.devices, selection(of: node)).compactMap { device, result in
      guard !result.selected, !Uplinks.isInternal(device) else { return nil }
      return "\(device.name): \(selectionCheck(result, on: node))"
    }
  }
}
