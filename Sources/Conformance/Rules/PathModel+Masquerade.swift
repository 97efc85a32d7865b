import Cilium

/// Who translates pods' packets, and which are spared.
extension PathModel {
  /// Who masquerades the family's packets on the node. Without kube-proxy replacement 1.14 falls back from BPF to
  /// netfilter ("Falling back to iptables-based masquerading", `daemon/cmd/daemon.go`), 1.16 to 1.18 refuse to start
  /// (``startObstacle(of:)``), 1.19 needs none; of 1.15 see ``unknownMasquerade(on:)``.
  func masqueradeMode(of node: NodeFacts) -> MasqueradeMode {
    let mode = configuration(of: node).masqueradeMode(family)
    guard mode == .bpf, node.release < CiliumRelease(1, 16), bpfMasqueradeObstacle(on: node) != nil else { return mode }
    return .iptables
  }

  /// Why Cilium 1.14 and 1.15 cannot masquerade by BPF with this setting; nil where they can.
  private func bpfMasqueradeObstacle(on node: NodeFacts) -> Sentence? {
    if !configuration(of: node).replacesKubeProxy(in: node.release) { return "kube-proxy replacement is off" }
    if configuration(of: node).text("egress-masquerade-interfaces") != nil {
      return "egress-masquerade-interfaces is set"
    }
    if configuration(of: node).usesTunnel, !configuration(of: node).servesSockets { return "bpf-lb-sock is off" }
    if !configuration(of: node).boolean("enable-remote-node-identity", default: true) {
      return "enable-remote-node-identity is off"
    }
    return nil
  }

  /// Why nobody knows who masquerades on the node: 1.15 was released after the fall-back became an error on the main
  /// branch (5d0757de81), and which of its builds have that, no source that netproof was made from tells. Nil where it
  /// is known.
  func unknownMasquerade(on node: NodeFacts) -> Sentence? {
    guard (CiliumRelease(1, 15)..<CiliumRelease(1, 16)).contains(node.release),
      configuration(of: node).masqueradeMode(family) == .bpf, let reason = bpfMasqueradeObstacle(on: node)
    else { return nil }
    return "\(reason), and with that some builds of Cilium 1.15 fall back from BPF to netfilter masquerading, others "
      + "refuse to start"
  }

  /// Whether Cilium keeps a NAT map on the node: for NodePorts, and since 1.19 for its own masquerading alone.
  func hasNATMap(_ node: NodeFacts) -> Bool {
    configuration(of: node).replacesKubeProxy(in: node.release)
      || (node.release >= CiliumRelease(1, 19) && masqueradeMode(of: node) == .bpf)
  }

  /// Whether a pod's packet that leaves by the device gets the device's address.
  ///
  /// - Parameter address: Where it goes; `nil` for the internet at large, which is in none of the spared blocks.
  func masquerades(on device: Device, of node: NodeFacts, to address: IPAddress? = nil) -> Answer {
    let keeping = Mechanism.untranslated(device: device.name, droppedBy: dropper(behind: device, of: node))
    if let address, let exemption = exemption(of: address, from: node) {
      return Answer(isTrue: false, mechanism: keeping, rule: .masqueradeSpared, reason: exemption)
    }
    switch masqueradeMode(of: node) {
    case .disabled, .unknown:
      return Answer(
        isTrue: false, mechanism: keeping, rule: .masqueradeOff,
        reason: "enable-\(family.rawValue)-masquerade is off, so pods keep their own addresses")
    case .iptables where masqueradesToRouteSource(node):
      return routeSourceMasquerades(on: device, of: node, to: address, otherwise: keeping)
    case .iptables: return netfilterMasquerades(on: device, of: node, otherwise: keeping)
    case .bpf:
      let selected = selectedDevices(of: node).contains(device.name)
      let address = masqueradeAddress(device, of: node)?.description
      return Answer(
        isTrue: selected, mechanism: selected ? .translated(device: device.name, to: address) : keeping,
        rule: .masqueradeOnSelected,
        reason: selected
          ? "\(device.name) is selected, so Cilium's program on it translates to \(address ?? "its address")"
          : "\(device.name) is not selected, carries no Cilium program, and what leaves by it keeps the pod's address")
    }
  }

  private func netfilterMasquerades(
    on device: Device, of node: NodeFacts, otherwise keeping: Mechanism
  ) -> Answer {
    let only = configuration(of: node).egressMasqueradeInterfaces(in: node.release)
    guard !only.isEmpty, DeviceFilter(only, understandsExclusion: false).firstMatch(for: device.name) == nil else {
      return Answer(
        isTrue: true, mechanism: .translated(device: device.name, to: masqueradeAddress(device, of: node)?.description),
        rule: .masqueradeByNetfilter,
        reason: only.isEmpty
          ? "netfilter masquerades whatever leaves the cluster, on every device, whatever devices says"
          : "netfilter masquerades on \(device.name), which egress-masquerade-interfaces names")
    }
    return Answer(
      isTrue: false, mechanism: keeping, rule: .masqueradeByNetfilter,
      reason: "netfilter masquerades only on egress-masquerade-interfaces \(only.joined(separator: ",")), not on "
        + "\(device.name)")
  }
}
