import Cilium

extension CiliumConfigMap {
  /// Who masquerades a family's packets, as the ConfigMap asks for it (`enable-ipv4-masquerade`,
  /// `enable-ipv6-masquerade`, and for both families together `enable-bpf-masquerade`).
  func masqueradeMode(_ family: IPFamily = .ipv4) -> MasqueradeMode {
    guard family == .ipv4 ? enableIPv4Masquerade : enableIPv6Masquerade else { return .disabled }
    return enableBPFMasquerade ? .bpf : .iptables
  }

  /// Destinations that are never translated, where the ConfigMap names them.
  func nativeRoutingBlock(_ family: IPFamily) -> IPPrefix? {
    switch family {
    case .ipv4: ipv4NativeRoutingCIDR.flatMap(\.prefix)
    case .ipv6: ipv6NativeRoutingCIDR
    }
  }
}
