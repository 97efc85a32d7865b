/// How Cilium 1.14 chose devices (`DeviceManager.Detect` and `isViableDevice` in `pkg/datapath/linux/devices.go`).
///
/// A user's list was taken as it is, wildcards expanded. Otherwise every device with a global or default route in any
/// table was a candidate. Whatever came of it, the direct-routing device was added where a feature needed one.
struct DeviceManagerSelection {
  let settings: SelectionSettings
  let devices: [Device]
  let routesByLink: [Int: [Route]]

  func results() -> [DeviceSelection.SelectionResult] {
    let known = devices.map { device in
      let reason = isDirectRoutingDevice(device) ? SelectionReason.none : self.reason(against: device)
      return DeviceSelection.SelectionResult(device: device.name, selected: reason == .none, reason: reason)
    }
    let names = Set(devices.map(\.name))
    let missing = settings.filter.filter { !$0.hasSuffix("+") && !names.contains($0) }
    return known + missing.map { .init(device: $0, selected: true, reason: .none) }
  }

  private func reason(against device: Device) -> SelectionReason {
    guard settings.filter.isEmpty else {
      let filter = DeviceFilter(settings.filter, understandsExclusion: false)
      return filter.firstMatch(for: device.name) == nil ? .notMatchingUserFilter(settings.filter) : .none
    }
    guard settings.needsDevices else { return .noFeatureNeedsDevices }
    let routes = routesByLink[device.index] ?? []
    let isDefault = routes.contains(where: \.destination.isDefault)
    guard isDefault || routes.contains(where: { $0.destination.address.isGlobalUnicast }) else {
      return .noGlobalUnicastRoutes
    }
    return viability(of: device, hasDefaultRoute: isDefault)
  }

  private func viability(of device: Device, hasDefaultRoute: Bool) -> SelectionReason {
    if let prefix = DeviceSelection.excludedPrefixes.first(where: device.name.hasPrefix) {
      return .excludedPrefix(prefix)
    }
    if device.rawFlags & DeviceSelection.excludedFlags != 0 { return .excludedFlag(flags: device.rawFlags) }
    if !settings.supportsL3Devices && device.hardwareAddress.isEmpty { return .l3DeviceUnsupported }
    switch device.type {
    case "veth" where !hasDefaultRoute: return .vethWithoutDefaultRoute
    case "bridge", "openvswitch": return .bridgeLike
    default: break
    }
    let master = devices.first { $0.index == device.masterIndex }
    if let master, ["bridge", "openvswitch", "bond", "team"].contains(master.type) {
      return .bridgedOrBonded(masterIndex: master.index)
    }
    return .none
  }

  private func isDirectRoutingDevice(_ device: Device) -> Bool {
    switch settings.directRouting {
    case .notNeeded: false
    case .device(let name):
      DeviceFilter([name], understandsExclusion: false).firstMatch(for: device.name) != nil
    case .nodeIP(let address): address.map(device.addresses.contains) == true && device.name != "cilium_host"
    }
  }
}
