/// Whether Cilium uses a device as one that faces the outside, and if not, why not.
enum DeviceVerdict: Sendable, Hashable {
  case selected
  /// The reason in Cilium's words; empty for a device that the user excluded.
  case notSelected(reason: String)

  var isSelected: Bool { self == .selected }

  /// The reason a device is not selected, empty for a selected one.
  var reason: String {
    if case .notSelected(let reason) = self { reason } else { "" }
  }
}

/// How Cilium selects devices (`isSelectedDevice` of `pkg/datapath/linux/devices_controller.go`, up to 1.15
/// `pkg/datapath/linux/devices.go`).
struct DeviceSelection: Sendable {
  var filter: DeviceFilter
  /// `force-device-detection` (since 1.16): a device that the filter does not name goes through auto-detection.
  var forceDetection: Bool
  /// All devices of the node: a master is looked up by its name.
  var devices: [KernelDevice]
  var routes: [KernelRoute]
  var release: LabCilium

  private static let excludedPrefixes = ["cilium_", "lo", "lxc", "cni", "docker"]
  private static let requiredFlags: UInt32 = 0x1
  private static let excludedFlags: UInt32 = 0x808

  /// The checks in the release's order; the first one that decides ends them.
  func verdict(on device: KernelDevice) -> DeviceVerdict {
    // Since 1.19 (6d5900a0d7) the filter comes first: a device that it names may be down and without address. Before,
    // only these are asked for first, and up to 1.15 (2b5139360f) also what a device must not be.
    var early: [String?] = []
    if release < .v119 { early += [refusalWithoutAddress(device), refusalWhenDown(device)] }
    if release == .v115 { early += [refusalByFlags(device), refusalByMaster(device)] }
    if let reason = early.compactMap({ $0 }).first { return .notSelected(reason: reason) }
    if !filter.isEmpty {
      switch filter.verdict(on: device.name) {
      case true?: return .selected
      case false?: return .notSelected(reason: "")
      case nil where !forceDetection || release == .v115:
        return .notSelected(reason: "not matching user filter \(filter.description)")
      case nil: break
      }
    }
    if let reason = autoDetectionRefusal(of: device) { return .notSelected(reason: reason) }
    return .selected
  }

  /// The verdicts on all devices, by their names, of an agent that has looked at them before. It looks again at one whose
  /// link or addresses have changed, and at every one that it did not select; routes alone unselect none
  /// (`processBatch` of `pkg/datapath/linux/devices_controller.go`).
  func verdicts(after before: [KernelDevice] = [], _ known: [String: DeviceVerdict] = [:]) -> [String: DeviceVerdict] {
    let before = Set(before)
    let verdicts = devices.map { device -> (String, DeviceVerdict) in
      if let verdict = known[device.name], verdict.isSelected, before.contains(device) { return (device.name, verdict) }
      return (device.name, verdict(on: device))
    }
    return Dictionary(verdicts, uniquingKeysWith: { first, _ in first })
  }

  private func refusalWithoutAddress(_ device: KernelDevice) -> String? {
    device.addresses.isEmpty ? "device has no addresses" : nil
  }

  private func refusalWhenDown(_ device: KernelDevice) -> String? {
    guard device.rawFlags & Self.requiredFlags == 0 else { return nil }
    return "missing required flag (mask=\(hex(Self.requiredFlags)), flags=\(hex(device.rawFlags)))"
  }

  private func refusalByFlags(_ device: KernelDevice) -> String? {
    guard device.rawFlags & Self.excludedFlags != 0 else { return nil }
    return "excluded flag set (mask=\(hex(Self.excludedFlags)), flags=\(hex(device.rawFlags)))"
  }

  private func refusalByMaster(_ device: KernelDevice) -> String? {
    device.master.map { master in
      "bridged or bonded to ifindex \(devices.first { $0.name == master }?.index ?? 0)"
    }
  }

  /// Why auto-detection does not take a device; nil when it does.
  private func autoDetectionRefusal(of device: KernelDevice) -> String? {
    if let reason = refusalWithoutAddress(device) ?? refusalWhenDown(device) ?? refusalByFlags(device)
      ?? refusalByMaster(device)
    {
      return reason
    }
    if let prefix = Self.excludedPrefixes.first(where: { device.name.hasPrefix($0) }) {
      return "excluded prefix \"\(prefix)\""
    }
    switch device.type {
    case "veth" where filter.isEmpty && !hasDefaultRoute(device): return "veth without default route"
    case "bridge", "openvswitch": return "bridge-like device, use --devices to override"
    // Since 1.18 (3bb6b8cb26).
    case "ipoib" where release >= .v118: return "IPoIB device, use --devices to override"
    default: break
    }
    return hasGlobalRoute(device) ? nil : "no global unicast routes"
  }

  /// A default route in the main table, of any family (`tables.HasDefaultRoute`).
  private func hasDefaultRoute(_ device: KernelDevice) -> Bool {
    routes.contains {
      $0.device == device.name && $0.table == "main" && $0.prefixLength == 0
        && $0.destinationAddress?.isUnspecified == true
    }
  }

  /// A route to a global-unicast destination in any table; the local table's own-address route counts, 0.0.0.0/0 does
  /// not because 0.0.0.0 is not a global unicast address.
  private func hasGlobalRoute(_ device: KernelDevice) -> Bool {
    routes.contains { $0.device == device.name && $0.destinationAddress?.isGlobalUnicast == true }
  }

  private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}
