/// A node's netfilter rules, whole: what Cilium's programs do with packets by masquerading and Service translation.
struct NodeRuleset: Sendable, Hashable {
  var topology: LabTopology
  var node: LabNode
  /// Nil until the node's agent has configured the datapath.
  var configuration: DatapathConfiguration?
  var services: [ServiceTranslation]
  var faults: FaultSet

  private func has(_ fault: LabFault, going direction: FaultDirection? = nil) -> Bool {
    faults.strike(fault, on: node.name, of: topology.nodes.map(\.name), going: direction)
  }

  /// One device's masquerading.
  struct Masquerade: Sendable, Hashable {
    var device: String
    /// Nil for whichever address the kernel finds.
    var address: String?
  }

  /// On which devices a family's pods are hidden, and behind which address (`bpf/lib/nat.h`
  /// `snat_v4_needs_masquerade`, `snat_v6_needs_masquerade`).
  func masquerades(_ family: AddressFamily = .ipv4) -> [Masquerade] {
    guard let configuration, configuration.masqueradedFamilies.contains(family) else { return [] }
    let devices =
      switch configuration.masquerade {
      case .bpf: configuration.selectedDevices
      // Netfilter's rule does not look at `devices`: it is on every uplink.
      case .iptables: node.uplinks.map(\.device)
      case .disabled: [String]()
      }
    return devices.compactMap { device in
      guard let address = node.primaryAddress(of: device, family) else {
        if configuration.masquerade == .iptables { return Masquerade(device: device, address: nil) }
        guard node.uplinks.contains(where: { $0.device == device }) else { return nil }
        return configuration.fallbackAddresses.first(family).map { Masquerade(device: device, address: $0) }
      }
      guard device == node.defaultUplink?.device else { return Masquerade(device: device, address: address) }
      if has(.snatMissing) { return nil }
      if has(.addressAdded), family == .ipv4 {
        return Masquerade(device: device, address: KernelFaults.addedAddress)
      }
      let wrong = has(.snatWrongAddress) ? node.otherUplink?.address(family) : nil
      return Masquerade(device: device, address: wrong ?? address)
    }
  }

  /// Text for `nft -f`: replaces the node's tables in one transaction; connections keep their translation.
  var text: String { topology.families.map(table).joined() }

  private func table(_ family: AddressFamily) -> String {
    """
    table \(family.nft) cilium
    delete table \(family.nft) cilium
    table \(family.nft) cilium {
    \(untracked)
    \(translation(family))
    \(ProxyStandIn.chains(services(family), family, host: node.podGateways.first(family) ?? ""))
    \(unmarked(family))
    \(answersToHost(family))
    \(masquerading(family))
    \(filter(family))
    }

    """
  }

  /// Tunnel traffic is not tracked (Cilium: `CILIUM_PRE_raw`, `CILIUM_OUTPUT_raw`).
  private var untracked: String {
    let port = LabTopology.vxlanPort
    return """
        chain untracked_in {
          type filter hook prerouting priority raw; policy accept;
          udp dport \(port) notrack
        }
        chain untracked_out {
          type filter hook output priority raw; policy accept;
          udp dport \(port) notrack
        }
      """
  }

  private func services(_ family: AddressFamily) -> [ServiceTranslation] {
    services.filter { AddressFamily(of: $0.clusterIP) == family }
  }

  private func translation(_ family: AddressFamily) -> String {
    let rules = services(family).compactMap(Self.translationRule).map { "    \($0)\n" }.joined()
    let jump = "\(family.nft) daddr \(LabTopology.serviceCIDR(family)) jump services"
    let ports = NodePortRules(node: node, services: services(family), family: family, configuration: configuration)
    return """
        chain services {
      \(rules)  }
      \(ports.chains)
        chain from_pods {
          type nat hook prerouting priority dstnat; policy accept;
          \(jump)
      \(ports.incoming)  }
        chain from_host {
          type nat hook output priority -100; policy accept;
          \(jump)
      \(ports.outgoing)  }
      """
  }

  /// Identities in the marks of packets that Cilium's program would look up itself, without a mark. It comes after
  /// Services were translated; what goes in the tunnel keeps its identity.
  private func unmarked(_ family: AddressFamily) -> String {
    guard let configuration, !configuration.egress(family).showsMarks else { return "" }
    let nodes = configuration.egress(family).tunnelsNodeIPs ? configuration.peers.flatMap(\.nodeIPs).all(family) : []
    let pods = topology.cilium.routing == .tunnel ? [topology.podCIDR(family)].compactMap(\.self) : []
    let tunnelled = pods + nodes
    let others = tunnelled.isEmpty ? "" : "\(family.nft) daddr != { \(tunnelled.joined(separator: ", ")) } "
    return """
        chain unmarked {
          type filter hook prerouting priority dstnat + 5; policy accept;
          iifname "lxc*" \(others)meta mark set meta mark & 0x0000ffff
        }
      """
  }

  /// What pods answer the host's own Service connections is for the host, wherever pods' packets are sent: Cilium's program
  /// sees cilium_host's address in it. Netfilter has put back the host's own address before the route is looked up.
  private func answersToHost(_ family: AddressFamily) -> String {
    let own = node.uplinks.compactMap { $0.address(family) }
    guard !own.isEmpty else { return "" }
    return """
        chain answers_to_host {
          type filter hook prerouting priority dstnat + 6; policy accept;
          iifname "lxc*" ct status dnat ct direction reply ct original \(family.nft) saddr { \(own.joined(separator: ", ")) } \
      meta mark set 0
        }
      """
  }

  private func masquerading(_ family: AddressFamily) -> String {
    let (ip, pods, all) = (family.nft, node.podCIDRs.first(family) ?? "", topology.podCIDR(family) ?? "")
    let rules = masquerades(family).map { rule in
      "    oifname \"\(rule.device)\" \(ip) saddr \(pods) " + (rule.address.map { "snat to \($0)\n" } ?? "masquerade\n")
    }.joined()
    let spared = ((configuration?.sparedAddresses ?? []) + (configuration?.sparedPrefixes ?? [])).all(family)
    let nodes = spared.isEmpty ? "" : "    \(ip) daddr { \(spared.joined(separator: ", ")) } return\n"
    let hosts = (handedOn(family) + hostSources(family)).map { "    \($0)\n" }.joined()
    let gateway = node.podGateways.first(family) ?? ""
    // The host's own Service connections chose their source before translation; Cilium's socket load balancer
    // translates first, so the source is the one of the route to the backend.
    return """
        chain postrouting {
          type nat hook postrouting priority srcnat; policy accept;
          ct status dnat oifname "cilium_host" \(ip) saddr != \(all) snat to \(gateway)
      \(toOwnPods(family, gateway))\(hosts)    \(ip) daddr \(all) return
      \(nodes)\(rules)  }
      """
  }

  /// Of the host's own Service connections those that stay on the node: the route to a pod names the address of cilium_host.
  private func toOwnPods(_ family: AddressFamily, _ gateway: String) -> String {
    let own = node.uplinks.compactMap { $0.address(family) }
    guard !own.isEmpty else { return "" }
    return
      "    ct status dnat oifname \"lxc*\" \(family.nft) saddr { \(own.joined(separator: ", ")) } snat to \(gateway)\n"
  }

  /// Without a tunnel, what a NodePort hands on to another node's pod gets this node's address, so that answers come back.
  private func handedOn(_ family: AddressFamily) -> [String] {
    guard topology.cilium.routing == .native, let all = topology.podCIDR(family) else { return [] }
    let ip = family.nft
    return node.uplinks.compactMap { uplink in
      uplink.address(family).map {
        "ct status dnat oifname \"\(uplink.device)\" \(ip) saddr != \(all) \(ip) daddr \(all) snat to \($0)"
      }
    }
  }

  private func hostSources(_ family: AddressFamily) -> [String] {
    node.uplinks.compactMap { uplink in
      guard let address = uplink.address(family) else { return nil }
      let others = node.uplinks.compactMap { $0.address(family) }.filter { $0 != address }
      guard !others.isEmpty else { return nil }
      return "ct status dnat oifname \"\(uplink.device)\" \(family.nft) saddr { \(others.joined(separator: ", ")) } "
        + "snat to \(address)"
    }
  }

  private func filter(_ family: AddressFamily) -> String {
    let rejects = services(family).filter { $0.backends.isEmpty && !$0.isProxied }.map { service in
      "    \(family.nft) daddr \(service.clusterIP) \(service.nftProtocol) dport \(service.port) reject\n"
    }.joined()
    let tunnel = "\"\(topology.meshDevice(of: node))\" udp dport \(LabTopology.vxlanPort) counter drop\n"
    let dropped = [LabFault.vxlanDropped, .tunnelOneWay]
    let isDeaf = dropped.contains { has($0, going: .incoming) }
    let isMute = dropped.contains { has($0, going: .outgoing) }
    let some = tunnel.replacing("counter", with: "numgen random mod 100 < \(Self.lossyPercent) counter")
    let losesIn = has(.lossyTunnel, going: .incoming) ? "    iifname \(some)" : ""
    let losesOut = has(.lossyTunnel, going: .outgoing) ? "    oifname \(some)" : ""
    return """
        chain forward {
          type filter hook forward priority filter; policy accept;
      \(rejects)\(forwardFaults(family))  }
        chain output {
          type filter hook output priority filter; policy accept;
      \(rejects)\(isMute ? "    oifname \(tunnel)" : "")\(losesOut)  }
        chain input {
          type filter hook input priority filter; policy accept;
      \(isDeaf ? "    iifname \(tunnel)" : "")\(losesIn)\(hostFaults(family))  }
      """
  }

  /// How much a lossy tunnel drops on each pass.
  private static let lossyPercent = 30

  /// What of pods' packets is not forwarded while faults are on.
  private func forwardFaults(_ family: AddressFamily) -> String {
    let pods = node.podCIDRs.first(family) ?? ""
    var rules: [String] = []
    if has(.forwardDropped) { rules.append("iifname \"lxc*\" oifname != { \"lxc*\", \"cilium_*\" } counter drop") }
    // The DNS pods of this node are backends of their Service; what other pods ask the same server passes.
    let own = Set(services(family).filter { $0.name == "kube-dns" }.flatMap(\.backends).map(\.address))
      .filter { IPNetwork(pods)?.contains($0) == true }.sorted()
    if has(.dnsUpstreamLost), !own.isEmpty {
      let from =
        "iifname \"lxc*\" oifname != { \"lxc*\", \"cilium_*\" } \(family.nft) saddr { \(own.joined(separator: ", ")) }"
      rules += ["udp", "tcp"].map { "\(from) \($0) dport 53 counter drop" }
    }
    return rules.map { "    \($0)\n" }.joined()
  }

  /// What the node's own network does not take while its firewall is on: as a hardening profile that knows the tunnel.
  private func hostFaults(_ family: AddressFamily) -> String {
    var rules = has(.kubeletBlocked) ? ["    iifname != \"lo\" tcp dport 10250 counter drop\n"] : []
    guard has(.hostFirewall) else { return rules.joined() }
    let ports = "{ 22, 10250 }"
    let device = "iifname \"\(topology.meshDevice(of: node))\""
    let ping = family == .ipv4 ? "icmp type echo-request" : "icmpv6 type echo-request"
    rules += [
      "\(device) \(ping) counter drop", "\(device) tcp dport != \(ports) ct state new counter drop",
    ].map { "    \($0)\n" }
    return rules.joined()
  }

  /// The rule that spreads a Service's new connections over its ready backends; nil without any.
  static func translationRule(_ service: ServiceTranslation) -> String? {
    service.translation(to: service.backends).map {
      "\(AddressFamily(of: service.clusterIP).nft) daddr \(service.clusterIP) \(service.nftProtocol) dport \(service.port) \($0)"
    }
  }
}

extension ServiceTranslation {
  /// The protocol's name in nftables.
  var nftProtocol: String { proto.lowercased() }

  /// The statement that spreads new connections over backends; nil without any.
  func translation(to backends: [Backend]) -> String? {
    guard !backends.isEmpty else { return nil }
    let choices = backends.enumerated()
      .map { "\($0.offset) : \($0.element.address) . \($0.element.port)" }
      .joined(separator: ", ")
    // A resolver sends its A and AAAA queries at once from one port: by hash both take the same backend. Two random
    // choices for one connection make connection tracking drop the second packet.
    let ip = AddressFamily(of: clusterIP).nft
    let choice = nftProtocol == "udp" ? "jhash \(ip) saddr . udp sport" : "numgen random"
    return "dnat \(ip) addr . port to \(choice) mod \(backends.count) map { \(choices) }"
  }
}
