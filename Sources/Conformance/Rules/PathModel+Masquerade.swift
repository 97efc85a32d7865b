import Cilium

/// Who translates pods' packets, and which are spared.
extension PathModel {
  /// Who masquerades the family's packets on the node. Up to 1.15 an agent without kube-proxy replacement falls back from BPF to
  /// netfilter ("Falling back to iptables-based masquerading", `daemon/cmd/daemon.go`); 1.16 to 1.18 refuse to start;
  /// 1.19 needs none.
  func masqueradeMode(of node: NodeFacts) -> MasqueradeMode {
    let mode = configuration.masqueradeMode(family)
    let fallsBack = node.release < CiliumRelease(1, 16) && !configuration.replacesKubeProxy
    return mode == .bpf && fallsBack ? .iptables : mode
  }

  /// Whether Cilium keeps a NAT map on the node: for its own masquerading, and for NodePorts.
  func hasNATMap(_ node: NodeFacts) -> Bool {
    masqueradeMode(of: node) == .bpf || configuration.replacesKubeProxy
  }

  /// Whether a pod's packet that leaves by the device gets the device's address.
  ///
  /// - Parameter address: Where it goes; `nil` for the internet at large, which is in none of the spared blocks.
  func masquerades(on device: Device, of node: NodeFacts, to address: IPAddress? = nil) -> Answer {
    let keeping = Mechanism.untranslated(
      device: device.name, droppedBy: device.index == node.uplinks.tailnet?.index ? .wireGuardPeer : .physicalNetwork)
    if let address, let exemption = exemption(of: address, from: node) {
      return Answer(isTrue: false, mechanism: keeping, rule: .masqueradeSpared, reason: exemption)
    }
    switch masqueradeMode(of: node) {
    case .disabled, .unknown:
      return Answer(
        isTrue: false, mechanism: keeping, rule: .masqueradeOff,
        reason: "enable-\(family.rawValue)-masquerade is off, so pods keep their own addresses")
    case .iptables: return netfilterMasquerades(on: device, of: node, otherwise: keeping)
    case .bpf:
      let selected = selectedDevices(of: node).contains(device.name)
      let address = masqueradeAddress(device)?.description
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
    let only = configuration.egressMasqueradeInterfaces
    guard !only.isEmpty, DeviceFilter(only, understandsExclusion: false).firstMatch(for: device.name) == nil else {
      return Answer(
        isTrue: true, mechanism: .translated(device: device.name, to: masqueradeAddress(device)?.description),
        rule: .masqueradeByNetfilter,
        reason: only.isEmpty
          ? "netfilter masquerades whatever leaves the cluster, on every device, whatever devices says"
          : "netfilter masquerades on \(device.name), which egress-masquerade-interfaces names")
    }
    return Answer(
      isTrue: false, mechanism: keeping, rule: .masqueradeByNetfilter,
      reason: "netfilter masquerades only on egress-masquerade-interfaces \(only.joined(separator: ",")), not on "
        + device.name)
  }

  /// Why a destination keeps the pod's address whatever the device (`bpf/lib/nat.h`
  /// snat_v4_needs_masquerade, snat_v6_needs_masquerade; `pkg/datapath/iptables/iptables.go` installMasqueradeRules); nil when nothing spares it.
  func exemption(of address: IPAddress, from node: NodeFacts) -> String? {
    if let block = configuration.nativeRoutingBlock(family) {
      if block.contains(address) {
        return "\(address) is in \(family.rawValue)-native-routing-cidr \(block), which is not translated"
      }
    } else if let block = node.podBlock(family), block.contains(address) {
      return "\(address) is a pod's of the same node"
    }
    let mode = masqueradeMode(of: node)
    if mode == .bpf, let block = facts.nonMasqueradeCIDRs?.first(where: { $0.contains(address) }) {
      return "\(address) is in \(block), which the ip-masq-agent spares"
    }
    guard isNative, !(mode == .bpf && configuration.enableRemoteNodeMasquerade),
      facts.nodes.contains(where: { holds($0, address) })
    else { return nil }
    return "\(address) is a node's, and without a tunnel Cilium does not translate towards nodes"
  }
}
