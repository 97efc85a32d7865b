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

/// How Cilium 1.19 selects devices (`pkg/datapath/linux/devices_controller.go`, `isSelectedDevice`).
struct DeviceSelection: Sendable {
  var filter: DeviceFilter
  /// `force-device-detection`: a device that the filter does not name goes through auto-detection.
  var forceDetection: Bool
  /// All devices of the node: a master is looked up by its name.
  var devices: [KernelDevice]
  var routes: [KernelRoute]

  private static let excludedPrefixes = ["cilium_", "lo", "lxc", "cni", "docker"]
  private static let requiredFlags: UInt32 = 0x1
  private static let excludedFlags: UInt32 = 0x808

  /// The checks in Cilium's order; the first one that decides ends them.
  func verdict(on device: KernelDevice) -> DeviceVerdict {
    if !filter.isEmpty {
      switch filter.verdict(on: device.name) {
      case true?: return .selected
      case false?: return .notSelected(reason: "")
      case nil where !forceDetection: return .notSelected(reason: "not matching user filter \(filter.description)")
      case nil: break
      }
    }
    if let reason = autoDetectionRefusal(of: device) { return .notSelected(reason: reason) }
    return .selected
  }

  /// Why auto-detection does not take a device; nil when it does.
  private func autoDetectionRefusal(of device: KernelDevice) -> String? {
    let flags = device.rawFlags
    if device.addresses.isEmpty { return "device has no addresses" }
    if flags & Self.requiredFlags == 0 {
      return "missing required flag (mask=\(hex(Self.requiredFlags)), flags=\(hex(flags)))"
    }
    if flags & Self.excludedFlags != 0 {
      return "excluded flag set (mask=\(hex(Self.excludedFlags)), flags=\(hex(flags)))"
    }
    if let master = device.master {
      return "bridged or bonded to ifindex \(devices.first { $0.name == master }?.index ?? 0)"
    }
    if let prefix = Self.excludedPrefixes.first(where: { device.name.hasPrefix($0) }) {
      return "excluded prefix \"\(prefix)\""
    }
    switch device.type {
    case "veth" where filter.isEmpty && !hasDefaultRoute(device): return "veth without default route"
    case "bridge", "openvswitch": return "bridge-like device, use --devices to override"
    case "ipoib": return "IPoIB device, use --devices to override"
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
