/// Cilium's choice of devices, as a rule over what a node has.
///
/// The order of the checks and their words are Cilium 1.19's (`isSelectedDevice` in
/// `pkg/datapath/linux/devices_controller.go`, `DeviceFilter` in `pkg/datapath/tables/device.go`,
/// `ExcludedDevicePrefixes` in `pkg/defaults/node.go`).
public enum DeviceSelection {
  /// What was decided for one device, and why.
  public struct SelectionResult: Hashable, Sendable {
    /// The interface name.
    public let device: String
    /// Whether Cilium selects it.
    public let selected: Bool
    /// Why not; ``SelectionReason/none`` for a selected device.
    public let reason: SelectionReason

    /// Makes a result.
    public init(device: String, selected: Bool, reason: SelectionReason) {
      self.device = device
      self.selected = selected
      self.reason = reason
    }
  }

  /// IFF_SLAVE and IFF_LOOPBACK.
  static let excludedFlags = LinkFlags.slave | LinkFlags.loopback
  static let excludedPrefixes = ["cilium_", "lo", "lxc", "cni", "docker"]

  /// Decides for every device, in the given order.
  ///
  /// - Parameters:
  ///   - filter: The user's `devices`, as ``CiliumConfigMap/devices`` splits it; empty for auto-detection.
  ///   - force: `force-device-detection`: detect also what the filter does not match.
  ///   - devices: The node's devices; their ``Device/selected`` is not looked at.
  ///   - routes: The node's routes in all tables.
  public static func select(
    filter: [String], force: Bool, devices: [Device], routes: [Route]
  ) -> [SelectionResult] {
    let filter = DeviceFilter(filter)
    let routesByLink = Dictionary(grouping: routes, by: \.linkIndex)
    return devices.map { device in
      let reason = reason(against: device, filter, force: force, routes: routesByLink[device.index] ?? [])
      return SelectionResult(device: device.name, selected: reason == .none, reason: reason)
    }
  }

  private static func reason(
    against device: Device, _ filter: DeviceFilter, force: Bool, routes: [Route]
  ) -> SelectionReason {
    if let entry = filter.firstMatch(for: device.name) {
      return entry.hasPrefix("!") ? .excludedByUserFilter(entry) : .none
    }
    if !filter.isEmpty && !force { return .notMatchingUserFilter(filter.entries) }
    if device.addresses.isEmpty { return .noAddresses }
    if device.rawFlags & LinkFlags.up == 0 { return .missingRequiredFlag(flags: device.rawFlags) }
    if device.rawFlags & excludedFlags != 0 { return .excludedFlag(flags: device.rawFlags) }
    if device.masterIndex != 0 { return .bridgedOrBonded(masterIndex: device.masterIndex) }
    if let prefix = excludedPrefixes.first(where: device.name.hasPrefix) { return .excludedPrefix(prefix) }
    switch device.type {
    case "veth" where filter.isEmpty && !hasDefaultRoute(routes): return .vethWithoutDefaultRoute
    case "bridge", "openvswitch": return .bridgeLike
    case "ipoib": return .ipoib
    default: break
    }
    // Any table counts, the local one too: a /32 of the device's own address is enough.
    return routes.contains { $0.destination.address.isGlobalUnicast } ? .none : .noGlobalUnicastRoutes
  }

  /// A default route counts only in the main table.
  private static func hasDefaultRoute(_ routes: [Route]) -> Bool {
    routes.contains { $0.destination.isDefault && $0.table == "main" }
  }
}
