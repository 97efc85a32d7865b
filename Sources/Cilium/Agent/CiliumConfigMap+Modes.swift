/// The modes of the datapath, as the ConfigMap asks for them. Keys and defaults are those of `pkg/option/config.go`,
/// `pkg/kpr`, `pkg/mtu` and `pkg/datapath/tunnel` in Cilium 1.14 to 1.20.
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

  /// Whether Cilium serves NodePorts, and so everything that kube-proxy would: `kube-proxy-replacement`, up to 1.15 also
  /// by other words, up to 1.18 by `enable-node-port` alone.
  public func replacesKubeProxy(in release: CiliumRelease) -> Bool {
    if release < CiliumRelease(1, 19), boolean("enable-node-port", default: false) { return true }
    return replacesKubeProxyWhole
  }

  /// Whether Cilium replaces kube-proxy by `kube-proxy-replacement` itself: BPF host routing asks for that, and
  /// `enable-node-port` alone does not do.
  public var replacesKubeProxyWhole: Bool {
    ["true", "t", "1", "strict"].contains(kubeProxyReplacement.lowercased())
  }

  /// Whether Services are translated at pods' sockets (`bpf-lb-sock`), as the replacement of kube-proxy always does.
  public var servesSockets: Bool { replacesKubeProxyWhole || boolean("bpf-lb-sock", default: false) }

  /// Where XDP balances Services: `disabled`, `native`, `best-effort` or `testing-only` (`bpf-lb-acceleration`; up to 1.13
  /// also `node-port-acceleration`).
  public var acceleration: String {
    text("bpf-lb-acceleration") ?? text("node-port-acceleration") ?? "disabled"
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
  /// (`pkg/datapath/tunnel`; before 1.18 always IPv4, and 1.20's `auto` takes IPv6 only where IPv4 is off).
  public var underlayFamily: IPFamily { hasIPv6Underlay ? .ipv6 : .ipv4 }

  /// The UDP port of the tunnel (`tunnel-port`; the agent's default is 8472 for VXLAN and 6081 for Geneve).
  public var tunnelPort: Int {
    text("tunnel-port").flatMap { Int($0) }.flatMap { $0 == 0 ? nil : $0 } ?? (tunnelProtocol == "geneve" ? 6081 : 8472)
  }

  /// The only devices on which netfilter masquerades (`egress-masquerade-interfaces`), as iptables' `-o` gets them; empty
  /// means all.
  ///
  /// A single value in 1.14; later a list, separated by white space in every release. Up to 1.15.13 and 1.16.6 its entries
  /// were joined by commas into one `-o`, which matches no device (`pkg/datapath/iptables/iptables.go`, a24b38512a).
  public func egressMasqueradeInterfaces(in release: CiliumRelease) -> [String] {
    guard let value = text("egress-masquerade-interfaces") else { return [] }
    if release < CiliumRelease(1, 15) { return [value] }
    let entries = Self.splitAtBlanks(value)
    let joins =
      release < CiliumRelease(1, 15, 14) || (CiliumRelease(1, 16)..<CiliumRelease(1, 16, 7)).contains(release)
    return joins && entries.count > 1 ? [entries.joined(separator: ",")] : entries
  }

  /// Whether nodes of one network tell each other their pod CIDRs as routes (`auto-direct-node-routes`).
  public var autoDirectNodeRoutes: Bool { boolean("auto-direct-node-routes", default: false) }

  /// Whether pods have IPv4 addresses (`enable-ipv4`; the default is yes).
  public var enableIPv4: Bool { boolean("enable-ipv4", default: true) }

  /// Whether pods have IPv6 addresses (`enable-ipv6`; the agent's default is yes, but Helm always writes the key).
  public var enableIPv6: Bool { boolean("enable-ipv6", default: false) }

  /// Whether the tunnel's outer addresses are IPv6 (`underlay-protocol`, since 1.18).
  public var hasIPv6Underlay: Bool {
    switch text("underlay-protocol")?.lowercased() {
    case "ipv6": true
    case "auto": !enableIPv4
    default: false
    }
  }

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

  /// Whether a feature is on that cannot do without devices (`AreDevicesRequired` in `pkg/option/config.go`); without one
  /// an agent starts without any, too.
  public func needsDevices(in release: CiliumRelease) -> Bool {
    if replacesKubeProxy(in: release) || encryption == .wireguard || enableHostFirewall { return true }
    if boolean("enable-l2-announcements", default: false) { return true }
    return switch release {
    case ..<CiliumRelease(1, 15):
      boolean("enable-bandwidth-manager", default: false) || boolean("enable-high-scale-ipcache", default: false)
    case ..<CiliumRelease(1, 16): boolean("enable-high-scale-ipcache", default: false)
    case ..<CiliumRelease(1, 18):
      boolean("enable-high-scale-ipcache", default: false)
        || boolean("enable-ipsec-encrypted-overlay", default: false)
    case ..<CiliumRelease(1, 19): encryption == .ipsec
    default: encryption == .ipsec || enableBPFMasquerade
    }
  }

  /// Whether a feature asks for the device between nodes (`DirectRoutingDeviceRequired` in `pkg/option/config.go`): up to
  /// 1.14.2 not with a tunnel (f2dcc86ae8). BPF host routing is on unless something switches it off.
  public func needsDirectRoutingDevice(in release: CiliumRelease) -> Bool {
    let servesNodePorts = replacesKubeProxy(in: release)
    let asks = servesNodePorts || !enableHostLegacyRouting || encryption == .wireguard
    guard release < CiliumRelease(1, 14, 3) else { return asks }
    return (asks && !usesTunnel) || (servesNodePorts && acceleration != "disabled")
  }
}
