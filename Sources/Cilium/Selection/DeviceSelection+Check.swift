extension DeviceSelection {
  /// IFF_SLAVE and IFF_LOOPBACK.
  static let excludedFlags = LinkFlags.slave | LinkFlags.loopback
  static let excludedPrefixes = ["cilium_", "lo", "lxc", "cni", "docker"]

  /// One check of `isSelectedDevice`. The first that decides ends the matter.
  enum Check {
    case addresses
    case requiredFlags
    case userFilter
    case excludedFlags
    case master
    case l3Support
    case prefix
    case kind
    case globalRoute

    /// What a check looks at.
    struct Context {
      let settings: SelectionSettings
      let device: Device
      let routes: [Route]
      /// The link kind of the device above it; nil where there is none, or it is not among the devices.
      let masterKind: String?

      var filter: DeviceFilter {
        DeviceFilter(settings.filter, understandsExclusion: settings.release >= CiliumRelease(1, 19))
      }
    }

    /// The checks of a release in their order.
    ///
    /// - 1.15: a device below a bridge, without an address, down, … is never selected, named or not.
    /// - 1.16: only address, UP and the filter come before the rest (2b5139360f); `force-device-detection` (ce59386785).
    /// - 1.18: every kernel it runs on supports L3 devices (ac039d1fae); IPoIB is left out (3bb6b8cb26).
    /// - 1.19: the filter comes first and knows `!` (31748fcda0, 6d5900a0d7).
    /// - 1.20: it matches altnames, too (a0fa9ffaf9); tentative addresses are none (48f843a8c2); a VRF's ports stay
    ///   eligible (bac08dfb5c).
    static func order(in release: CiliumRelease) -> [Check] {
      let detection: [Check] = [.prefix, .kind, .globalRoute]
      return switch release {
      case ..<CiliumRelease(1, 16):
        [.addresses, .excludedFlags, .requiredFlags, .master, .l3Support, .userFilter] + detection
      case ..<CiliumRelease(1, 18):
        [.addresses, .requiredFlags, .userFilter, .excludedFlags, .master, .l3Support] + detection
      case ..<CiliumRelease(1, 19):
        [.addresses, .requiredFlags, .userFilter, .excludedFlags, .master] + detection
      default:
        [.userFilter, .addresses, .requiredFlags, .excludedFlags, .master] + detection
      }
    }

    /// The decision: ``SelectionReason/none`` selects, any other reason leaves the device out, nil passes it on.
    func decide(_ context: Context) -> SelectionReason? {
      let device = context.device
      switch self {
      case .addresses: return addresses(context).isEmpty ? .noAddresses : nil
      case .requiredFlags:
        return device.rawFlags & LinkFlags.up == 0 ? .missingRequiredFlag(flags: device.rawFlags) : nil
      case .excludedFlags:
        return device.rawFlags & DeviceSelection.excludedFlags != 0 ? .excludedFlag(flags: device.rawFlags) : nil
      case .master: return master(context)
      case .l3Support:
        let isL3 = device.hardwareAddress.isEmpty
        return isL3 && !context.settings.supportsL3Devices ? .l3DeviceUnsupported : nil
      case .prefix:
        return DeviceSelection.excludedPrefixes.first(where: device.name.hasPrefix).map { .excludedPrefix($0) }
      case .userFilter: return filter(context)
      case .kind: return kind(context)
      case .globalRoute:
        // Any table counts, the local one too: a /32 of the device's own address is enough.
        return context.routes.contains { $0.destination.address.isGlobalUnicast } ? nil : .noGlobalUnicastRoutes
      }
    }

    private func addresses(_ context: Context) -> [IPAddress] {
      guard context.settings.release >= CiliumRelease(1, 20), let tentative = context.device.tentativeAddresses else {
        return context.device.addresses
      }
      return context.device.addresses.filter { !tentative.contains($0) }
    }

    private func master(_ context: Context) -> SelectionReason? {
      let index = context.device.masterIndex
      guard index != 0 else { return nil }
      guard context.settings.release >= CiliumRelease(1, 20) else { return .bridgedOrBonded(masterIndex: index) }
      guard let kind = context.masterKind else { return .parentNotFound }
      return kind == "vrf" ? nil : .bridgedOrBonded(masterIndex: index)
    }

    private func filter(_ context: Context) -> SelectionReason? {
      let filter = context.filter
      let names = context.settings.release >= CiliumRelease(1, 20) ? context.device.names : [context.device.name]
      if let entry = filter.firstMatch(forAnyOf: names) {
        return filter.excludes(entry) ? .excludedByUserFilter(entry) : SelectionReason.none
      }
      let isForced = context.settings.force && context.settings.release >= CiliumRelease(1, 16)
      return filter.isEmpty || isForced ? nil : .notMatchingUserFilter(filter.entries)
    }

    private func kind(_ context: Context) -> SelectionReason? {
      switch context.device.type {
      case "veth" where context.filter.isEmpty && !hasDefaultRoute(context.routes): .vethWithoutDefaultRoute
      case "bridge", "openvswitch": .bridgeLike
      case "ipoib" where context.settings.release >= CiliumRelease(1, 18): .ipoib
      default: nil
      }
    }

    /// A default route counts only in the main table.
    private func hasDefaultRoute(_ routes: [Route]) -> Bool {
      routes.contains { $0.destination.isDefault && $0.table == "main" }
    }
  }
}
