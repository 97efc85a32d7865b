import Cilium

/// Which destinations keep the pod's address.
extension PathModel {
  /// Why a destination keeps the pod's address whatever the device (`bpf/lib/nat.h` snat_v4_needs_masquerade,
  /// snat_v6_needs_masquerade; `pkg/datapath/iptables/iptables.go` installMasqueradeRules); nil when nothing spares it.
  func exemption(of address: IPAddress, from node: NodeFacts) -> Sentence? {
    if let block = configuration(of: node).nativeRoutingBlock(family) {
      if block.contains(address) {
        return "\(address) is in \(family.rawValue)-native-routing-cidr \(block), which is not translated"
      }
    } else if sparesPodBlock(on: node), let block = node.podBlock(family), block.contains(address) {
      return "\(address) is a pod's of the same node"
    }
    let mode = masqueradeMode(of: node)
    if mode == .bpf, let block = facts.nonMasqueradeCIDRs?.first(where: { $0.contains(address) }) {
      return "\(address) is in \(block), which the ip-masq-agent spares"
    }
    guard isNative, sparesNodes(on: node),
      facts.nodes(known: address).contains(where: { knows($0, by: address, in: mode) })
    else { return nil }
    return "\(address) is a node's, and without a tunnel Cilium does not translate towards nodes"
  }

  /// Without a written CIDR the node's own pods are spared; since 1.15 (98964b1f5d) an ip-masq-agent's list decides
  /// alone.
  private func sparesPodBlock(on node: NodeFacts) -> Bool {
    node.release < CiliumRelease(1, 15) || !configuration(of: node).enableIPMasqAgent
      || masqueradeMode(of: node) != .bpf
  }

  /// `enable-remote-node-masquerade` came with 1.19 (3f0383ba60) and is for BPF masquerading.
  private func sparesNodes(on node: NodeFacts) -> Bool {
    node.release < CiliumRelease(1, 19) || masqueradeMode(of: node) != .bpf
      || !configuration(of: node).enableRemoteNodeMasquerade
  }

  /// Whether Cilium knows the address as a node's: those of its CiliumNode have the identity of a remote node (netfilter's
  /// set holds the InternalIPs only); any other address of that host is the world's.
  private func knows(_ node: NodeFacts, by address: IPAddress, in mode: MasqueradeMode) -> Bool {
    node.nodeIP(address.family) == address || (mode == .bpf && node.isExternal(address))
  }
}
