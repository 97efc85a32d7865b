import Cilium

/// Tagged packets on selected devices.
extension PathModel {
  /// Why what goes by a device of the node is dropped at the device below it; nil where it is not.
  ///
  /// Cilium's program on a device drops tagged packets both ways, unless the VLAN's own device is selected, too, or
  /// `vlan-bpf-bypass` lists its id, or 0 for all (`bpf/bpf_host.c`, allow_vlan, DROP_VLAN_FILTERED;
  /// `pkg/datapath/linux/config/config.go`, vlanFilterMacros).
  func vlanFilter(_ device: Device, of node: NodeFacts) -> Sentence? {
    guard device.type == "vlan", let vlan = vlan(device, of: node) else { return nil }
    let selected = Set(selectedDevices(of: node))
    let bypass = configuration(of: node).vlanBypass
    guard selected.contains(vlan.parent), !selected.contains(device.name), bypass.isDisjoint(with: [0, vlan.id]) else {
      return nil
    }
    return
      "\(vlan.parent) of \(node.name) is selected and its VLAN \(vlan.id) (\(device.name)) is not: Cilium's program on "
      + "\(vlan.parent) drops tagged packets (“VLAN traffic disallowed by VLAN filter”)"
  }

  /// As the kernel tells it; agents do not, and there the usual name does, where such a device is there.
  private func vlan(_ device: Device, of node: NodeFacts) -> (parent: String, id: Int)? {
    if let vlan = device.vlan {
      return node.devices.first { $0.index == vlan.parentIndex }.map { ($0.name, vlan.id) }
    }
    guard let dot = device.name.lastIndex(of: "."), let id = Int(device.name[device.name.index(after: dot)...]) else {
      return nil
    }
    let parent = String(device.name[..<dot])
    return node.devices.contains { $0.name == parent } ? (parent, id) : nil
  }
}

extension CiliumConfigMap {
  /// The VLAN ids whose packets Cilium's programs leave alone (`vlan-bpf-bypass`); 0 for all.
  fileprivate var vlanBypass: Set<Int> {
    Set((text("vlan-bpf-bypass") ?? "").split { $0 == "," || $0.isWhitespace }.compactMap { Int($0) })
  }
}
