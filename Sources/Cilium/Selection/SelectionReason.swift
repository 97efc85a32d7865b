/// Why Cilium did not select a device, in its own words (`isSelectedDevice` in
/// `pkg/datapath/linux/devices_controller.go`, 1.15 to 1.19).
public enum SelectionReason: Hashable, Sendable {
  /// The device is selected; Cilium gives no reason.
  case none
  /// There is a user filter, nothing in it matches, and detection is not forced.
  case notMatchingUserFilter([String])
  /// The first filter entry that matches starts with `!`. Cilium gives no reason here.
  case excludedByUserFilter(String)
  /// No address.
  case noAddresses
  /// Not up.
  case missingRequiredFlag(flags: UInt32)
  /// Loopback, or slave of a bond.
  case excludedFlag(flags: UInt32)
  /// Below a bridge or bond with this index.
  case bridgedOrBonded(masterIndex: Int)
  /// Below a device that is not among the node's. Since 1.20.
  case parentNotFound
  /// A name that Cilium or container tools use.
  case excludedPrefix(String)
  /// A veth, auto-detected, without a default route.
  case vethWithoutDefaultRoute
  /// A bridge.
  case bridgeLike
  /// IP over InfiniBand.
  case ipoib
  /// No route over it leads to a global unicast destination.
  case noGlobalUnicastRoutes
  /// It has no hardware address, and the kernel is older than 5.8. Up to 1.17.
  case l3DeviceUnsupported
  /// Nothing that is switched on attaches programs to devices. 1.14, which gives no reason.
  case noFeatureNeedsDevices

  /// The text that Cilium shows; empty for a selected device and for one that a `!` entry excludes.
  public var text: String {
    func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
    return switch self {
    case .none, .excludedByUserFilter: ""
    case .notMatchingUserFilter(let filter): "not matching user filter [\(filter.joined(separator: " "))]"
    case .noAddresses: "device has no addresses"
    case .missingRequiredFlag(let flags):
      "missing required flag (mask=\(hex(LinkFlags.up)), flags=\(hex(flags)))"
    case .excludedFlag(let flags):
      "excluded flag set (mask=\(hex(DeviceSelection.excludedFlags)), flags=\(hex(flags)))"
    case .bridgedOrBonded(let master): "bridged or bonded to ifindex \(master)"
    case .parentNotFound: "device has parent but parent device could not be found"
    case .excludedPrefix(let prefix): "excluded prefix \"\(prefix)\""
    case .vethWithoutDefaultRoute: "veth without default route"
    case .bridgeLike: "bridge-like device, use --devices to override"
    case .ipoib: "IPoIB device, use --devices to override"
    case .noGlobalUnicastRoutes: "no global unicast routes"
    case .l3DeviceUnsupported: "L3 device, kernel too old, >= 5.8 required"
    case .noFeatureNeedsDevices: "no feature needs devices"
    }
  }
}
