extension AgentConfig {
  /// Whether pods' packets take the node's network stack (`EnableHostLegacyRouting`, its final value): set by hand, or
  /// because something that BPF host routing needs is off (`daemon/cmd/kube_proxy_replacement.go`,
  /// since 1.19 `pkg/kpr/initializer`).
  var legacyHostRouting: Bool {
    if flag("enable-host-legacy-routing", default: false) || !replacesKubeProxy { return true }
    if !bpfMasquerade && (ipv4Masquerade || ipv6Masquerade) { return true }
    // Allowed since 1.19 (4687ca1e53).
    return ipsec && release <= .v118
  }

  /// Whether a peer's node IP carries its tunnel endpoint, so that pods reach it through the tunnel
  /// (`pkg/node/manager`, `nodeAddressHasTunnelIP`).
  var tunnelsNodeIPs: Bool {
    guard routingMode == "tunnel" else { return false }
    // Joining another cluster's store counted until 1.18 (1d1a243721).
    return hostFirewall || flag("encrypt-node", default: false)
      || release <= .v117 && flag("join-cluster", default: false)
  }
}

/// What a node's agent makes of a family's packets that pods send out of the pod network (`bpf/bpf_lxc.c`,
/// `bpf/lib/fib.h`), in tunnel mode.
struct PodForwarding: Sendable {
  var config: AgentConfig
  var family = AddressFamily.ipv4
  /// The node's devices.
  var devices: [KernelDevice]
  /// The names of the selected ones.
  var selected: Set<String>

  var egress: PodEgress {
    var egress = PodEgress.byRoutes
    egress.hostAddresses = hostAddresses
    egress.tunnelsNodeIPs = config.tunnelsNodeIPs
    egress.showsMarks = config.legacyHostRouting
    guard !config.legacyHostRouting else { return egress }
    let isTunnel = config.routingMode == "tunnel"
    if isTunnel, config.release.skipsRoutesForOnlyDevice(family), !config.endpointRoutes, selected.count == 1 {
      egress.forcedDevice = selected.first
    } else if config.release.dropsOwnAddresses {
      let known = Set(hostAddresses)
      egress.droppedAddresses = addresses(of: devices.filter(isOutside)).filter { !known.contains($0) }
    }
    return egress
  }

  /// The family's addresses that the endpoint map holds as the host's: those of selected devices, of `cilium_host`, `lo`
  /// and dummy devices; up to 1.15 those of every device that faces the outside
  /// (`pkg/datapath/tables/node_address.go`).
  var hostAddresses: [String] {
    addresses(
      of: devices.filter { device in
        if device.name == "cilium_host" { return true }
        if config.release.knowsAllOwnAddresses { return isOutside(device) }
        return selected.contains(device.name) && isUp(device) || device.name == "lo" || device.type == "dummy"
      })
  }

  private static let innerPrefixes = ["cilium_", "lo", "lxc", "cni", "docker"]

  private func isOutside(_ device: KernelDevice) -> Bool {
    isUp(device) && !Self.innerPrefixes.contains { device.name.hasPrefix($0) }
  }

  private func isUp(_ device: KernelDevice) -> Bool { device.rawFlags & 0x1 != 0 }

  private func addresses(of devices: [KernelDevice]) -> [String] {
    var seen: Set<String> = []
    return devices.flatMap(\.addresses).filter { entry in
      guard let address = NetworkAddress(entry.address) else { return false }
      let isOwn = AddressFamily(of: entry.address) == family && !address.isLoopback
      // Those of the link alone are no node's addresses in IPv6.
      return isOwn && (family == .ipv4 || !address.isLinkLocal) && seen.insert(entry.address).inserted
    }.map(\.address)
  }
}
