import Cilium

extension Rules {
  /// What the running agent must have selected.
  static func selectedDevices(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    let selected = model.selectedDevices(of: node)
    return expect(.value(list(selected)), by: .configured, .deviceSelection, because: selectionReason(node, model))
  }

  /// The mode and the devices of `Masquerading:` in `cilium-dbg status`.
  static func masquerade(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    switch model.masqueradeMode(of: node) {
    case .bpf:
      let devices = model.selectedDevices(of: node)
      guard model.configuration(of: node).enableIPMasqAgent else {
        return expect(
          .value(bpf(devices)), by: .configured, .masqueradingLine,
          because: "enable-bpf-masquerade is on, so exactly the selected devices masquerade")
      }
      return expect(
        .value(bpf(devices, hasIPMasqAgent: true)), by: .configured, .masqueradingLine,
        because:
          "enable-bpf-masquerade is on, so exactly the selected devices masquerade, and enable-ip-masq-agent says "
          + "towards where")
    case .iptables:
      return expect(
        .value("IPTables"), by: .configured, .masqueradingLine,
        because: model.configuration(of: node).enableBPFMasquerade
          ? "Cilium \(node.release) cannot do without kube-proxy replacement, socket load balancing and remote-node "
            + "identities, or with egress-masquerade-interfaces, and falls back from BPF to netfilter"
          : "enable-bpf-masquerade is off, so netfilter masquerades")
    case .disabled, .unknown:
      return expect(
        .value("Disabled"), by: .configured, .masqueradingLine,
        because: "enable-\(model.family.rawValue)-masquerade is off")
    }
  }

  /// The device for traffic between nodes without a tunnel, by release.
  static func directRoutingDevice(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard model.configuration(of: node).needsDirectRoutingDevice(in: node.release) else {
      return .notApplicable("nothing that is on asks for a device for direct routing")
    }
    func device(_ name: String, _ reason: Sentence) -> Prediction {
      expect(.value(name), by: .configured, .directRoutingDevice, because: reason)
    }
    guard model.knowsDirectRoutingDevice(of: node) else {
      return .unknown("which of several selected devices holds the node IP: that address is not known")
    }
    guard let name = model.directRoutingDevice(of: node) else {
      return device(
        "none", "no selected device is the one for direct routing: none is named, alone, or holds the node IP")
    }
    let named = model.configuration(of: node).directRoutingFilter(in: node.release)
    if !named.isEmpty, named.firstMatch(for: name) != nil {
      return device(name, "direct-routing-device names \(name), which is selected")
    }
    if model.selectedDevices(of: node).count == 1 { return device(name, "\(name) is the only selected device") }
    return device(name, "of the selected devices \(name) holds the node IP")
  }

  /// The running agent's `Devices` are those that the ConfigMap asks for now.
  static func configurationApplied(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    expect(
      .value(list(model.selectedDevices(of: node))), by: .configured, .deviceSelection,
      because: selectionReason(node, model))
  }

  /// How a set of devices is written, by expectations and observations alike.
  static func list(_ devices: [String]) -> String {
    devices.isEmpty ? "none" : Set(devices).sorted().joined(separator: ", ")
  }

  /// How the agent's line says that Cilium's programs translate, by expectations and observations alike.
  static func bpf(_ devices: [String], hasIPMasqAgent: Bool = false) -> String {
    "BPF \(hasIPMasqAgent ? "(ip-masq-agent) " : "")[\(devices.sorted().joined(separator: ", "))]"
  }

  private static func selectionReason(_ node: NodeFacts, _ model: PathModel) -> Sentence {
    let filter = model.configuration(of: node).devices(in: node.release)
    let setting: Sentence =
      filter.isEmpty
      ? "devices is unset, so Cilium \(node.release) takes every usable uplink of \(node.name)"
      : "devices is \(model.configuration(of: node).text("devices") ?? "unset"), matched against \(node.name)'s devices as Cilium \(node.release) "
        + "does"
    let omitted = model.reasonsForOmission(on: node)
    return omitted.isEmpty ? setting : "\(setting); left out: \(omitted.joined(separator: "; "))"
  }
}
