import Cilium

/// How a node's pods get out of the node: past the kernel's stack or through it, and by which routes.
extension PathModel {
  /// Why packets take the kernel's stack on their way out (legacy host routing); `nil` where Cilium redirects them
  /// itself (BPF host routing).
  ///
  /// The agent decides at its start (`daemon/cmd/kube_proxy_replacement.go`, since 1.19
  /// `pkg/kpr/initializer/kube_proxy_replacement.go`) and says so in its status; what it says counts where it was read.
  func legacyHostRouting(of node: NodeFacts) -> String? {
    if let reason = configuredLegacyRouting(of: node) { return reason }
    if node.hostRouting?.lowercased() == "legacy" { return "the agent of \(node.name) says so" }
    return nil
  }

  private func configuredLegacyRouting(of node: NodeFacts) -> String? {
    if configuration(of: node).enableHostLegacyRouting { return "enable-host-legacy-routing is on" }
    if configuration(of: node).encryption == .ipsec, node.release < CiliumRelease(1, 19) {
      return "IPsec needs the kernel's stack up to 1.18"
    }
    if !configuration(of: node).replacesKubeProxyWhole { return "kube-proxy replacement is off" }
    let masquerades = configuration(of: node).enableIPv4Masquerade || configuration(of: node).enableIPv6Masquerade
    if masquerades, !configuration(of: node).enableBPFMasquerade { return "netfilter masquerades" }
    if let kernel = node.kernelVersion.flatMap({ CiliumRelease($0) }), kernel < CiliumRelease(5, 10) {
      return "Linux \(kernel) lacks bpf_redirect_neigh"
    }
    return nil
  }

  /// Whether the agent itself decides where a pod's packet goes that leaves the pod network, and does not leave that to
  /// the kernel's stack. Up to 1.16.4 IPv4 packets without a tunnel endpoint were passed to the stack where there is a
  /// tunnel (`bpf/bpf_lxc.c`, 1adcc15a4f).
  func routesItself(_ node: NodeFacts) -> Bool {
    guard legacyHostRouting(of: node) == nil else { return false }
    return isNative || family == .ipv6 || node.release >= CiliumRelease(1, 16, 5)
  }

  /// The device by which all leaves that pods send outside the pod network, whatever the routes say; `nil` where the
  /// routes are asked (``Rule/singleDeviceSkipsRoutes``).
  func forcedDevice(of node: NodeFacts) -> Device? {
    guard routesItself(node), Rule.singleDeviceSkipsRoutes.holds(in: node.release),
      !configuration(of: node).enableEndpointRoutes || node.release < CiliumRelease(1, 15)
    else { return nil }
    // Before, the agent knew no direct-routing device with a tunnel (f2dcc86ae8).
    if !isNative, node.release < CiliumRelease(1, 14, 3), configuration(of: node).directRoutingDevice == nil {
      return nil
    }
    // Up to 1.17 cilium_wg0 counts as a device where it encrypts nodes, too.
    if configuration(of: node).encryption == .wireguard, configuration(of: node).encryptsNodes,
      node.release < CiliumRelease(1, 18)
    {
      return nil
    }
    let selected = selectedDevices(of: node)
    guard selected.count == 1, directRoutingDevice(of: node) == selected.first else { return nil }
    return node.devices.first { $0.name == selected.first }
  }

  /// Whether the agent asks the kernel's routes for a pod's packet, and drops it when they lead to the node itself
  /// (``Rule/ownAddressLookupFails``).
  func dropsLocalRoutes(of node: NodeFacts) -> Bool {
    routesItself(node) && Rule.ownAddressLookupFails.holds(in: node.release)
  }

  /// Whether the address is one of the node's that its agent knows as the host's, by release
  /// (`pkg/datapath/tables/node_address.go`; 1.14 `daemon/cmd/datapath.go`, syncHostIPs).
  func isHostAddress(_ address: IPAddress, of node: NodeFacts) -> Bool {
    let selected = Set(selectedDevices(of: node))
    return node.devices.contains { device in
      device.addresses.contains(address) && isHostDevice(device, isSelected: selected.contains(device.name), on: node)
    }
  }

  private func isHostDevice(_ device: Device, isSelected: Bool, on node: NodeFacts) -> Bool {
    if isSelected || device.name == "cilium_host" { return true }
    switch node.release {
    case ..<CiliumRelease(1, 15): return true
    case ..<CiliumRelease(1, 16): return device.isUp && !Uplinks.isInternal(device)
    case ..<CiliumRelease(1, 17): return device.name == "lo" && node.release >= CiliumRelease(1, 16, 1)
    default: return device.name == "lo" || device.type == "dummy"
    }
  }

  /// Whether packets to other nodes' Kubernetes addresses go through the tunnel, too (`pkg/node/manager/manager.go`,
  /// nodeAddressHasTunnelIP): with the host firewall, so that the other node learns the pod's identity, with node
  /// encryption (1.14: any IPsec), and up to 1.17 with a joined cluster.
  func tunnelsToNodes(from node: NodeFacts) -> Bool {
    guard !isNative else { return false }
    let encrypts =
      node.release < CiliumRelease(1, 15)
      ? configuration(of: node).encryption == .ipsec : configuration(of: node).encryptsNodes
    return configuration(of: node).enableHostFirewall || encrypts
      || (configuration(of: node).joinsCluster && node.release < CiliumRelease(1, 18))
  }
}
