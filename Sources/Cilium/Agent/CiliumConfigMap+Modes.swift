/// The modes of the datapath, as the ConfigMap asks for them. Keys and defaults are those of `pkg/option/config.go`,
/// `pkg/kpr`, `pkg/mtu` and `pkg/datapath/tunnel` in Cilium 1.14 to 1.19.
extension CiliumConfigMap {
  /// How packets between nodes are encrypted by Cilium itself.
  public enum Encryption: String, Hashable, Sendable, Codable {
    /// `enable-wireguard`.
    case wireguard
    /// `enable-ipsec`.
    case ipsec
  }

  /// How Cilium encrypts packets between nodes; nil when it does not.
  public var encryption: Encryption? {
    if boolean("enable-wireguard", default: false) { return .wireguard }
    return boolean("enable-ipsec", default: false) ? .ipsec : nil
  }

  /// Whether Cilium serves NodePorts, and so everything that kube-proxy would: `kube-proxy-replacement`, in releases
  /// before 1.16 also by other words or by `enable-node-port` alone.
  public var replacesKubeProxy: Bool {
    if boolean("enable-node-port", default: false) { return true }
    return replacesKubeProxyWhole
  }

  /// Whether Cilium replaces kube-proxy by `kube-proxy-replacement` itself: BPF host routing asks for that, and
  /// `enable-node-port` alone does not do.
  public var replacesKubeProxyWhole: Bool {
    ["true", "t", "1", "strict"].contains(kubeProxyReplacement.lowercased())
  }

  /// Whether destinations of the ip-masq-agent's list keep the pod's address (`enable-ip-masq-agent`); needs BPF
  /// masquerading.
  public var enableIPMasqAgent: Bool { boolean("enable-ip-masq-agent", default: false) }

  /// Whether BPF masquerading also translates towards other nodes without a tunnel
  /// (`enable-remote-node-masquerade`).
  public var enableRemoteNodeMasquerade: Bool { boolean("enable-remote-node-masquerade", default: false) }

  /// Destinations that are never translated (`ipv4-native-routing-cidr`); nil means the node's own pod CIDR.
  public var ipv4NativeRoutingCIDR: IPv4CIDR? { text("ipv4-native-routing-cidr").flatMap(IPv4CIDR.init(_:)) }

  /// The same for IPv6 (`ipv6-native-routing-cidr`).
  public var ipv6NativeRoutingCIDR: IPPrefix? {
    text("ipv6-native-routing-cidr").flatMap { IPPrefix($0) }.flatMap { $0.family == .ipv6 ? $0 : nil }
  }

  /// Whether pods' IPv6 packets that leave the cluster are translated (`enable-ipv6-masquerade`; the agent's default is
  /// yes, and without IPv6 it means nothing).
  public var enableIPv6Masquerade: Bool { enableIPv6 && boolean("enable-ipv6-masquerade", default: true) }

  /// The families of pods' addresses.
  public var families: [IPFamily] { (enableIPv4 ? [.ipv4] : []) + (enableIPv6 ? [.ipv6] : []) }

  /// The family of the tunnel's outer addresses: IPv4 unless `underlay-protocol` says otherwise, whatever is inside
  /// (`pkg/datapath/tunnel`; before 1.18 always IPv4).
  public var underlayFamily: IPFamily { hasIPv6Underlay ? .ipv6 : .ipv4 }

  /// The only devices on which netfilter masquerades (`egress-masquerade-interfaces`); empty means all.
  public var egressMasqueradeInterfaces: [String] { Self.splitList(data["egress-masquerade-interfaces"] ?? "") }

  /// Whether nodes of one network tell each other their pod CIDRs as routes (`auto-direct-node-routes`).
  public var autoDirectNodeRoutes: Bool { boolean("auto-direct-node-routes", default: false) }

  /// Whether pods have IPv4 addresses (`enable-ipv4`; the default is yes).
  public var enableIPv4: Bool { boolean("enable-ipv4", default: true) }

  /// Whether pods have IPv6 addresses (`enable-ipv6`; the agent's default is yes, but Helm always writes the key).
  public var enableIPv6: Bool { boolean("enable-ipv6", default: false) }

  /// Whether the tunnel's outer addresses are IPv6 (`underlay-protocol`, since 1.18).
  public var hasIPv6Underlay: Bool { text("underlay-protocol")?.lowercased() == "ipv6" }

  /// Whether packets take the kernel's stack on their way out instead of Cilium's shortcut
  /// (`enable-host-legacy-routing`).
  public var enableHostLegacyRouting: Bool { boolean("enable-host-legacy-routing", default: false) }

  /// Whether every pod has a route of its own in the kernel (`enable-endpoint-routes`).
  public var enableEndpointRoutes: Bool { boolean("enable-endpoint-routes", default: false) }

  /// Whether Cilium's policies also hold for the nodes' own traffic (`enable-host-firewall`).
  public var enableHostFirewall: Bool { boolean("enable-host-firewall", default: false) }

  /// Whether traffic between the nodes' own addresses is encrypted, too (`encrypt-node`).
  public var encryptsNodes: Bool { boolean("encrypt-node", default: false) }

  /// Whether the agent joins a cluster by a key-value store (`join-cluster`, up to 1.17).
  public var joinsCluster: Bool { boolean("join-cluster", default: false) }

  /// Whether a feature is on that attaches programs to devices (`AreDevicesRequired` in 1.14's
  /// `pkg/option/config.go`).
  public var needsDevices: Bool {
    replacesKubeProxy || encryption == .wireguard
      || ["enable-host-firewall", "enable-bandwidth-manager", "enable-high-scale-ipcache", "enable-l2-announcements"]
        .contains { boolean($0, default: false) }
  }

  /// Whether a feature asks for the device between nodes (`DirectRoutingDeviceRequired` in `pkg/option/config.go`): up
  /// to 1.18 not with a tunnel. BPF host routing is on unless something switches it off.
  public func needsDirectRoutingDevice(in release: CiliumRelease) -> Bool {
    let isAccelerated = (text("node-port-acceleration") ?? text("bpf-lb-acceleration") ?? "disabled") != "disabled"
    if replacesKubeProxy && isAccelerated { return true }
    let asks = replacesKubeProxy || !enableHostLegacyRouting || encryption == .wireguard
    return asks && (release >= CiliumRelease(1, 19) || routingMode != "tunnel")
  }
}
