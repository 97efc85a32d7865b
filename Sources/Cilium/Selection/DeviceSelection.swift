/// Cilium's choice of devices, as a rule over what a node has, release by release.
///
/// Since 1.15 one function decides on each device (`isSelectedDevice` in `pkg/datapath/linux/devices_controller.go`,
/// `DeviceFilter` in `pkg/datapath/tables/device.go`, `ExcludedDevicePrefixes` in `pkg/defaults/node.go`); its checks
/// came, went and changed places, see ``Check``. In 1.14 a device manager walked the routes instead
/// (`pkg/datapath/linux/devices.go`).
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

  /// Decides for every device, in the given order.
  ///
  /// In 1.14 a name that the user gave and that no device has is selected all the same: such results come last.
  ///
  /// - Parameters:
  ///   - settings: What the user asked for, and which release decides.
  ///   - devices: The node's devices; their ``Device/selected`` is not looked at.
  ///   - routes: The node's routes in all tables.
  public static func select(
    _ settings: SelectionSettings, devices: [Device], routes: [Route]
  ) -> [SelectionResult] {
    let routesByLink = Dictionary(grouping: routes, by: \.linkIndex)
    if settings.release < CiliumRelease(1, 15) {
      return DeviceManagerSelection(settings: settings, devices: devices, routesByLink: routesByLink).results()
    }
    let checks = Check.order(in: settings.release)
    let kinds = Dictionary(devices.map { ($0.index, $0.type) }, uniquingKeysWith: { first, _ in first })
    return devices.map { device in
      let context = Check.Context(
        settings: settings, device: device, routes: routesByLink[device.index] ?? [],
        masterKind: kinds[device.masterIndex])
      let reason = checks.lazy.compactMap { $0.decide(context) }.first ?? .none
      return SelectionResult(device: device.name, selected: reason == .none, reason: reason)
    }
  }
}
