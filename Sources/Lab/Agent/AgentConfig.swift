/// The settings an agent takes from `cilium-config` when it starts; a running agent does not read them again.
struct AgentConfig: Sendable, Hashable {
  /// `data` of the ConfigMap as it was read.
  var data: [String: String]
  /// The agent's own release, by which it reads the settings.
  var release: LabCilium

  init(data: [String: String], release: LabCilium) {
    self.data = data
    self.release = release
  }

  var filter: DeviceFilter { DeviceFilter(data["devices"], release: release) }
  var forceDeviceDetection: Bool { flag("force-device-detection", default: false) }
  var clusterName: String { data["cluster-name"].flatMap { $0.isEmpty ? nil : $0 } ?? "default" }
  var ipv4: Bool { flag("enable-ipv4", default: true) }
  var ipv6: Bool { flag("enable-ipv6", default: false) }
  var ipv4Masquerade: Bool { flag("enable-ipv4-masquerade", default: true) && ipv4 }
  var ipv6Masquerade: Bool { flag("enable-ipv6-masquerade", default: true) && ipv6 }
  var bpfMasquerade: Bool { flag("enable-bpf-masquerade", default: false) }
  var hostFirewall: Bool { flag("enable-host-firewall", default: false) }
  var endpointRoutes: Bool { flag("enable-endpoint-routes", default: false) }
  var ipsec: Bool { flag("enable-ipsec", default: false) }
  var wireguard: Bool { flag("enable-wireguard", default: false) }
  var replacesKubeProxy: Bool {
    // Up to 1.15 `strict` was another word for it.
    flag("kube-proxy-replacement", default: false) || release == .v115 && data["kube-proxy-replacement"] == "strict"
  }
  /// Whether the agent serves NodePorts.
  var nodePort: Bool { replacesKubeProxy || release.hasNodePortSetting && flag("enable-node-port", default: false) }
  /// The prefixes of `nodeport-addresses`; none where it is not set.
  var nodePortBlocks: [IPNetwork] {
    (data["nodeport-addresses"] ?? "").split { $0 == "," || $0 == " " }.compactMap { IPNetwork(String($0)) }
  }
  var routingMode: String { data["routing-mode"] ?? "tunnel" }
  var tunnelProtocol: String { data["tunnel-protocol"] ?? "vxlan" }

  /// Whether an ip-masq-agent's list says towards where pods keep their addresses.
  var ipMasqAgent: Bool { flag("enable-ip-masq-agent", default: false) && masquerade == .bpf }
  /// Whether a running agent follows devices that come, go or change: since 1.16 always (9e57714cde), before by a setting.
  var followsDevices: Bool { release > .v115 || flag("enable-runtime-device-detection", default: false) }

  /// Whether the agent routes peers' pods to their node IPs itself (`pkg/datapath/linux/node.go`).
  var routesPeersDirectly: Bool { routingMode == "native" && flag("auto-direct-node-routes", default: false) }
  /// Whether pods reach other nodes' addresses as themselves: in native routing, and since 1.19 (3f0383ba60) unless
  /// `enable-remote-node-masquerade` (`bpf/lib/nat.h`, `snat_v4_needs_masquerade`; netfilter's rule asks
  /// `cilium_node_set_v4`).
  var sparesNodes: Bool {
    routingMode == "native"
      && !(release >= .v119 && masquerade == .bpf && flag("enable-remote-node-masquerade", default: false))
  }

  /// `mtu`, when it is set by hand; 0 and absence mean detection.
  var mtu: Int? { data["mtu"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

  /// How the pods' addresses are hidden.
  var masquerade: MasqueradeMode {
    guard ipv4Masquerade || ipv6Masquerade else { return .disabled }
    return bpfMasquerade ? .bpf : .iptables
  }

  /// The families that pods have, IPv4 first.
  var families: [AddressFamily] { (ipv4 ? [.ipv4] : []) + (ipv6 ? [.ipv6] : []) }
  /// The families whose packets are masqueraded.
  var masqueradedFamilies: Set<AddressFamily> {
    Set((ipv4Masquerade ? [.ipv4] : []) + (ipv6Masquerade ? [.ipv6] : []))
  }
  /// The family of the tunnel's outer addresses: `underlay-protocol`, since 1.18 (`pkg/datapath/tunnel`).
  var underlay: AddressFamily {
    release >= .v118 && data["underlay-protocol"]?.lowercased() == "ipv6" ? .ipv6 : .ipv4
  }

  /// What a tunnel adds to every packet; nothing in native routing (`pkg/mtu/mtu.go`: VXLAN over IPv4, 50 bytes, over
  /// IPv6 70). 1.18 counts IPv6's headers where IPv4 is off (7cc1d53954), 1.19 by the underlay (925a684521).
  var tunnelOverhead: Int {
    guard routingMode == "tunnel" else { return 0 }
    let isLong =
      switch release {
      case .v115, .v117: false
      case .v118: !ipv4
      case .v119: underlay == .ipv6
      }
    return isLong ? 70 : 50
  }

  /// A boolean setting in the forms Go's `strconv.ParseBool` takes.
  func flag(_ key: String, default fallback: Bool) -> Bool {
    switch data[key]?.lowercased() {
    case "true", "t", "1": true
    case "false", "f", "0": false
    default: fallback
    }
  }
}
