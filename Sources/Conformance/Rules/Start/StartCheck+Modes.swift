import Cilium

extension StartCheck {
  /// What agents ask of the other settings (`pkg/option/config.go`, `daemon/cmd/kube_proxy_replacement.go`,
  /// `daemon/cmd/daemon_main.go`, `pkg/egressgateway/manager.go`, `pkg/datapath/connector/config.go`).
  static let modes = [
    replacement(
      before: v116, ["strict", "partial", "disabled", "true", "false"], "Invalid value for --kube-proxy-replacement"),
    replacement(from: v116, before: v118, ["true", "false"], "Invalid value for --kube-proxy-replacement"),
    replacement(from: v118, before: v119, ["true", "false"], "invalid value for kube-proxy-replacement"),
    replacement(
      from: v119, ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"], "invalid argument"),
    settings(before: v115, "Option --routing-mode cannot be used in combination with --tunnel") { configuration in
      guard configuration.text("tunnel") != nil, configuration.text("routing-mode") != nil else { return nil }
      return "tunnel and routing-mode are both set"
    },
    StartCheck(message: "invalid routing mode") { model, node in
      guard let mode = model.configuration(of: node).text("routing-mode"), !["native", "tunnel"].contains(mode),
        mode != "hybrid" || node.release < v120
      else { return nil }
      return "routing-mode is \(mode)"
    },
    settings(
      "auto-direct-node-routes cannot be used with tunneling. Packets must be routed through the tunnel device."
    ) { configuration in
      guard configuration.autoDirectNodeRoutes, configuration.usesTunnel else { return nil }
      return "auto-direct-node-routes is on, and there is a tunnel"
    },
    settings("IPSec cannot be used with the host firewall.") { configuration in
      guard configuration.usesIPsec, configuration.enableHostFirewall else { return nil }
      return "IPsec and the host firewall are both on"
    },
    StartCheck(before: v116, message: "IPSec cannot be used with BPF NodePort") { model, node in
      guard model.configuration(of: node).usesIPsec, model.configuration(of: node).replacesKubeProxy(in: node.release)
      else { return nil }
      return "IPsec and kube-proxy replacement are both on"
    },
    settings(from: v119, "WireGuard (--enable-wireguard) cannot be used with IPsec (--enable-ipsec)") { configuration in
      guard configuration.usesIPsec, configuration.encryption == .wireguard else { return nil }
      return "WireGuard and IPsec are both on"
    },
    settings(
      "egress gateway requires --enable-ipv4-masquerade=\"true\" and --enable-bpf-masquerade=\"true\""
    ) { configuration in
      let isOn = ["enable-ipv4-egress-gateway", "enable-egress-gateway"].contains {
        configuration.boolean($0, default: false)
      }
      guard isOn, !configuration.enableIPv4Masquerade || !configuration.enableBPFMasquerade else { return nil }
      return "the egress gateway is on, and BPF masquerading of IPv4 is off"
    },
    vxlanReply(before: v120),
    vxlanReply(from: v120),
    geneveDispatch(before: v115, "dispatch cannot be used with geneve tunneling."),
    geneveDispatch(from: v115, before: v120, "mode requires geneve dispatch."),
    geneveDispatch(from: v120, "mode requires geneve dispatch."),
    settings("L7 proxy requires iptables rules (--install-iptables-rules=\"true\")") { configuration in
      guard configuration.boolean("enable-l7-proxy", default: true),
        !configuration.boolean("install-iptables-rules", default: true),
        !configuration.boolean("enable-bpf-tproxy", default: false)
      else { return nil }
      return "enable-l7-proxy is on, and install-iptables-rules is off"
    },
    StartCheck(from: v117, before: v120, message: "netkit devices need kernel 6.7.0 or newer and CONFIG_NETKIT") {
      model, node in
      guard model.configuration(of: node).usesNetkit, let kernel = node.kernelVersion.flatMap({ CiliumRelease($0) }),
        kernel < CiliumRelease(6, 7)
      else { return nil }
      return "datapath-mode is netkit, and \(node.name) has Linux \(kernel)"
    },
    settings(from: v120, "netkit connector not available") { configuration in
      guard configuration.usesNetkit else { return nil }
      if configuration.enableHostLegacyRouting {
        return "datapath-mode is netkit, and enable-host-legacy-routing is on"
      }
      if !configuration.enableBPFMasquerade { return "datapath-mode is netkit, and enable-bpf-masquerade is off" }
      return configuration.replacesKubeProxyWhole ? nil : "datapath-mode is netkit, and kube-proxy replacement is off"
    },
  ]

  private static func vxlanReply(from: CiliumRelease? = nil, before: CiliumRelease? = nil) -> StartCheck {
    settings(from: from, before: before, "mode cannot be used with vxlan tunneling.") { configuration in
      guard let mode = configuration.directReply(knowsOldName: before != nil), configuration.tunnelProtocol == "vxlan"
      else { return nil }
      return "bpf-lb-mode is \(mode), and the tunnel is VXLAN"
    }
  }

  private static func geneveDispatch(
    from: CiliumRelease? = nil, before: CiliumRelease? = nil, _ message: String
  ) -> StartCheck {
    settings(from: from, before: before, message) { configuration in
      guard let mode = configuration.directReply(knowsOldName: before != nil), configuration.tunnelProtocol == "geneve",
        configuration.text("bpf-lb-dsr-dispatch") != "geneve"
      else { return nil }
      return "bpf-lb-mode is \(mode) with a Geneve tunnel, and bpf-lb-dsr-dispatch is not geneve"
    }
  }

  private static func replacement(
    from: CiliumRelease? = nil, before: CiliumRelease? = nil, _ words: [String], _ message: String
  ) -> StartCheck {
    settings(from: from, before: before, message) { configuration in
      guard let word = configuration.text("kube-proxy-replacement"), !words.contains(word) else { return nil }
      return "kube-proxy-replacement is \(word)"
    }
  }
}

extension CiliumConfigMap {
  fileprivate var usesIPsec: Bool { boolean("enable-ipsec", default: false) }

  fileprivate var usesNetkit: Bool { text("datapath-mode")?.hasPrefix("netkit") == true }

  /// The mode in which NodePorts' backends answer clients themselves, with a tunnel; nil for none.
  ///
  /// - Parameter knowsOldName: Whether `node-port-mode` says it, too, as up to 1.19.
  fileprivate func directReply(knowsOldName: Bool) -> String? {
    guard replacesKubeProxyWhole, usesTunnel,
      let mode = text("bpf-lb-mode") ?? (knowsOldName ? text("node-port-mode") : nil), ["dsr", "hybrid"].contains(mode)
    else { return nil }
    return mode
  }
}
