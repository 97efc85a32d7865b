import Cilium

extension CiliumConfigMap {
  /// Who masquerades IPv4, as the ConfigMap asks for it (`enable-ipv4-masquerade`, `enable-bpf-masquerade`).
  var masqueradeMode: MasqueradeMode {
    guard enableIPv4Masquerade else { return .disabled }
    return enableBPFMasquerade ? .bpf : .iptables
  }
}
