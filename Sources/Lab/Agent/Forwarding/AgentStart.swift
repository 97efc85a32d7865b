/// What a starting agent needs of the selected devices, and why it gives up without.
struct AgentStart: Sendable {
  var config: AgentConfig
  /// The selected devices in the order of their indices.
  var selected: [KernelDevice]
  /// The node's InternalIP, if it has one.
  var nodeIP: String?

  /// The device of direct routing: the one that is written, else the only one, else the one that holds the node IP
  /// (`pkg/datapath/tables/direct_routing_device.go`). Up to 1.16 one that is written and not selected is none.
  var directRoutingDevice: String? {
    if let written = config.data["direct-routing-device"], !written.isEmpty {
      let filter = DeviceFilter(written, release: config.release)
      if let match = selected.first(where: { filter.verdict(on: $0.name) == true }) { return match.name }
      if config.release == .v115 { return nil }
    }
    if selected.count == 1 { return selected.first?.name }
    return selected.first { device in device.addresses.contains { $0.address == nodeIP } }?.name
  }

  /// The message with which the agent exits, as it logs it; nil when it starts.
  var refusal: String? {
    if config.bpfMasquerade, !config.nodePort, config.release < .v119 {
      return "failed to start: daemon creation failed: unable to initialize BPF masquerade support: "
        + "BPF masquerade requires NodePort (--enable-node-port=\"true\")"
    }
    guard needsDevices, needsDirectRouting, directRoutingDevice == nil else { return nil }
    let step =
      switch config.release {
      case .v115: "daemon creation failed: failed to detect devices"
      case .v117, .v118: "daemon creation failed"
      case .v119: "daemon configuration failed"
      }
    return "failed to start: \(step): unable to determine direct routing device. "
      + "Use --direct-routing-device to specify it"
  }

  /// `AreDevicesRequired` of `pkg/option/config.go`.
  private var needsDevices: Bool {
    config.nodePort || config.hostFirewall || config.wireguard
      || config.flag("enable-l2-announcements", default: false) || config.ipsec && config.release >= .v118
      || config.bpfMasquerade && config.release >= .v119
  }

  /// `DirectRoutingDeviceRequired` of `pkg/option/config.go`.
  private var needsDirectRouting: Bool { config.nodePort || !config.legacyHostRouting || config.wireguard }
}

/// The MTU of a node's pods before the tunnel's share is taken off.
enum DeviceMTU {
  /// As written; up to 1.16 that of the device that holds the node IP, selected or not, else of the default route's
  /// (`pkg/mtu/detect_linux.go`); later the smallest of the selected devices (`pkg/mtu/manager.go`), since 1.18
  /// without dummies.
  static func value(
    config: AgentConfig, devices: [KernelDevice], selected: [KernelDevice], routes: [KernelRoute], nodeIP: String?
  ) -> Int {
    if let written = config.mtu { return written }
    if config.release == .v115 {
      let holder = devices.first { device in device.addresses.contains { $0.address == nodeIP } }
      let defaultDevice = routes.first { $0.isDefault && $0.table == "main" }?.device
      return (holder ?? devices.first { $0.name == defaultDevice })?.mtu ?? ethernet
    }
    let counted = config.release >= .v118 ? selected.filter { $0.type != "dummy" } : selected
    return counted.map(\.mtu).min() ?? ethernet
  }

  private static let ethernet = 1500
}
