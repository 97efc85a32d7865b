import Cilium

extension StartCheck {
  /// What agents ask of their nodes' devices (`daemon/cmd/daemon.go`, `pkg/datapath/linux/devices.go`; since 1.19
  /// `daemon/cmd/daemon_main.go`).
  static let devices = [
    StartCheck(before: v115, message: "k8s is enabled, but still failed to find node IP: K8s node device not found") {
      model, node in
      let configuration = model.configuration(of: node)
      guard configuration.needsDevices(in: node.release), configuration.needsDirectRoutingDevice(in: node.release),
        configuration.directRoutingDevice == nil, let address = node.nodeIP(model.facts.primaryFamily),
        !node.devices.contains(where: { $0.addresses.contains(address) })
      else { return nil }
      return "no device of \(node.name) holds the node IP \(address)"
    },
    StartCheck(from: v115, before: v116, message: "No device found matching") { model, node in
      let filter = model.filter(on: node).entries
      guard model.configuration(of: node).needsDevices(in: node.release), !filter.isEmpty,
        filter.allSatisfy({ $0.hasSuffix("+") }), model.selectedDevices(of: node).isEmpty
      else { return nil }
      return "no device of \(node.name) matches \(filter.joined(separator: " ")) in devices"
    },
    StartCheck(
      from: v115, message: "unable to determine direct routing device. Use --direct-routing-device to specify it"
    ) { model, node in
      let configuration = model.configuration(of: node)
      guard configuration.needsDevices(in: node.release), configuration.needsDirectRoutingDevice(in: node.release),
        model.directRoutingDevice(of: node) == nil, model.knowsDirectRoutingDevice(of: node)
      else { return nil }
      return "\(withoutDirectRouting(model, node)), and \(needs(node.release)) need a direct-routing device"
    },
    hostFirewall(
      before: v119, "Host firewall's external facing device could not be determined. Use --devices to specify"),
    hostFirewall(from: v119, "failed to determine host firewall's external facing device (use --devices to specify)"),
    StartCheck(
      before: v117, message: "unable to determine Multicast device. Use --ipv6-mcast-device to specify it"
    ) { model, node in
      let configuration = model.configuration(of: node)
      guard configuration.enableIPv6, configuration.boolean("enable-ipv6-ndp", default: false),
        configuration.text("ipv6-mcast-device") == nil, model.selectedDevices(of: node).isEmpty
      else { return nil }
      return "no device is selected, and enable-ipv6-ndp needs one"
    },
  ]

  /// What asks for devices, shortly.
  private static func needs(_ release: CiliumRelease) -> String {
    release >= v119
      ? "kube-proxy replacement and BPF masquerade" : "kube-proxy replacement, host firewall and WireGuard"
  }

  private static func withoutDirectRouting(_ model: PathModel, _ node: NodeFacts) -> String {
    let selected = model.selectedDevices(of: node)
    let blanks = commaNote(model, node)
    guard !selected.isEmpty else { return "no device is selected" + blanks }
    let names = selected.joined(separator: ", ")
    if node.release < v117, let written = model.configuration(of: node).directRoutingDevice {
      return "direct-routing-device \(written) is none of the selected devices \(names)"
    }
    return "of the selected devices \(names) none holds the node IP"
      + (node.nodeIP(model.facts.primaryFamily).map { " \($0)" } ?? "")
  }

  /// A list that an older agent takes for a single name.
  private static func commaNote(_ model: PathModel, _ node: NodeFacts) -> String {
    guard let written = model.configuration(of: node).text("devices"), written.contains(","), node.release < v116 else {
      return ""
    }
    return ": Cilium \(node.release) separates devices by blanks, and takes \(written) for one name"
  }

  private static func hostFirewall(
    from: CiliumRelease? = nil, before: CiliumRelease? = nil, _ message: String
  ) -> StartCheck {
    StartCheck(from: from, before: before, message: message) { model, node in
      guard model.configuration(of: node).enableHostFirewall, model.selectedDevices(of: node).isEmpty else {
        return nil
      }
      return "no device is selected, and the host firewall needs one"
    }
  }
}
