import Cilium

extension StartCheck {
  /// What agents ask of the settings for masquerading (`daemon/cmd/daemon.go`, `pkg/option/config.go`; since 1.19 also
  /// `daemon/cmd/daemon_main.go`). Of 1.15 nobody knows which builds refuse and which fall back
  /// (``PathModel/unknownMasquerade(on:)``).
  static let masquerade = [
    // The agent's own order: nothing else is asked once one of these does not hold.
    StartCheck(
      from: v116, before: v119, message: "BPF masquerade requires NodePort (--enable-node-port=\"true\")"
    ) { model, node in
      guard model.configuration(of: node).enableBPFMasquerade,
        !model.configuration(of: node).replacesKubeProxy(in: node.release)
      else { return nil }
      return "enable-bpf-masquerade is on and kube-proxy replacement is off, and up to 1.18 the one needs the other"
    },
    settings(
      from: v116,
      "BPF masquerade does not allow to specify devices via --egress-masquerade-interfaces (use --devices instead)"
    ) { configuration in
      guard configuration.enableBPFMasquerade, configuration.text("egress-masquerade-interfaces") != nil
      else { return nil }
      return "enable-bpf-masquerade is on and egress-masquerade-interfaces is set, which is for netfilter"
    },
    settings(from: v116, before: v117, "BPF masquerade requires socket-LB (--bpf-lb-sock=\"false\")") { configuration in
      guard configuration.enableBPFMasquerade, configuration.usesTunnel, !configuration.servesSockets else {
        return nil
      }
      return "enable-bpf-masquerade is on and bpf-lb-sock is off, and with a tunnel 1.16 needs both"
    },
    settings(
      from: v116, "BPF masquerade requires (--enable-ipv4-masquerade=\"true\" or --enable-ipv6-masquerade=\"true\")"
    ) { configuration in
      guard configuration.enableBPFMasquerade, !configuration.masquerades else { return nil }
      return "enable-bpf-masquerade is on, and masquerading is off for both families"
    },
    settings(from: v115, "currently not supported with BPF-based masquerading (--enable-bpf-masquerade=\"true\")") {
      configuration in
      guard configuration.enableBPFMasquerade,
        configuration.boolean("enable-masquerade-to-route-source", default: false)
      else { return nil }
      return "enable-bpf-masquerade and enable-masquerade-to-route-source are both on"
    },
    settings(
      "BPF ip-masq-agent requires (--enable-ipv4-masquerade=\"true\" or --enable-ipv6-masquerade=\"true\") and "
        + "--enable-bpf-masquerade=\"true\""
    ) { configuration in
      guard configuration.enableIPMasqAgent, !configuration.enableBPFMasquerade || !configuration.masquerades
      else { return nil }
      return "enable-ip-masq-agent is on, and BPF masquerading is off"
    },
    settings(before: v116, "IPv6 BPF masquerade is not supported along with the host firewall.") { configuration in
      guard configuration.enableBPFMasquerade, configuration.enableIPv6Masquerade, configuration.enableHostFirewall
      else { return nil }
      return "the host firewall is on beside BPF masquerading of IPv6"
    },
    settings(
      from: v119,
      "Option enable-remote-node-masquerade requires BPF masquerade to be enabled (enable-bpf-masquerade)"
    ) { configuration in
      guard configuration.enableRemoteNodeMasquerade, !configuration.enableBPFMasquerade else { return nil }
      return "enable-remote-node-masquerade is on, and BPF masquerading is off"
    },
    StartCheck(message: "native routing cidr must be configured with option --ipv4-native-routing-cidr") {
      model, node in
      let configuration = model.configuration(of: node)
      guard needsNativeCIDR(configuration, node.release), configuration.enableIPv4, configuration.enableIPv4Masquerade,
        configuration.text("ipv4-native-routing-cidr") == nil, !hasCloudAddresses(configuration)
      else { return nil }
      return "routing-mode is native and IPv4 is masqueraded, without ipv4-native-routing-cidr"
    },
    StartCheck(message: "native routing cidr must be configured with option --ipv6-native-routing-cidr") {
      model, node in
      let configuration = model.configuration(of: node)
      guard needsNativeCIDR(configuration, node.release), configuration.enableIPv6Masquerade,
        configuration.text("ipv6-native-routing-cidr") == nil
      else { return nil }
      return "routing-mode is native and IPv6 is masqueraded, without ipv6-native-routing-cidr"
    },
    settings(from: v120, "requires iptables rules (--install-iptables-rules=\"true\")") { configuration in
      guard !configuration.boolean("install-iptables-rules", default: true),
        configuration.replacesKubeProxyWhole || configuration.enableBPFMasquerade
      else { return nil }
      return "install-iptables-rules is off, and kube-proxy replacement or BPF masquerading needs them"
    },
  ]

  /// Not asked beside an ip-masq-agent since 1.15 (98964b1f5d).
  private static func needsNativeCIDR(_ configuration: CiliumConfigMap, _ release: CiliumRelease) -> Bool {
    !configuration.usesTunnel && (release < v115 || !configuration.enableIPMasqAgent)
  }

  private static func hasCloudAddresses(_ configuration: CiliumConfigMap) -> Bool {
    ["eni", "alibabacloud"].contains(configuration.text("ipam") ?? "")
  }
}

extension CiliumConfigMap {
  /// Whether any family is masqueraded.
  fileprivate var masquerades: Bool { enableIPv4Masquerade || enableIPv6Masquerade }
}
