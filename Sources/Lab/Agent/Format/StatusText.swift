/// `cilium-dbg status`, brief and verbose, as the releases' `pkg/client/client.go` lay it out.
struct StatusText {
  var facts: AgentFacts

  /// The default text, with totals only.
  func summary() -> String {
    var text = head()
    text += "IPAM:\t\(ipam)\n" + features()
    text += "Controller Status:\t\(controllers.count)/\(controllers.count) healthy\n"
    text += proxyAndHubble() + "Encryption:\tDisabled\t\n"
    text += HealthFormat(facts: facts).succinctLines(all: false)
    let modules = ModuleHealthFormat(facts: facts)
    text += "Modules Health:\t\(modules.counts)\n"
    return TabWriter().format(text) + "\n"
  }

  /// `--verbose`: with addresses, controllers, maps, health paths and the module tree.
  func verbose() -> String {
    var text = head()
    text += "IPAM:\t\(ipam)\nAllocated addresses:\n"
    text += allocations.map { "  \($0.address) (\($0.owner))" }.sorted().map { $0 + "\n" }.joined()
    text += features() + "Clock Source for BPF:\tktime\n"
    text += "Controller Status:\t\(controllers.count)/\(controllers.count) healthy\n"
    text += ControllerFormat.table(controllers, facts: facts)
    text += proxyAndHubble() + kubeProxyReplacementDetails() + maps()
    text += "Encryption:\tDisabled\t\n"
    text += HealthFormat(facts: facts).verboseLines()
    return TabWriter().format(text) + ModuleHealthFormat(facts: facts).tree + "\n\n"
  }

  private var release: LabCilium { facts.release }

  private func head() -> String {
    let devices = deviceList
    let replacement =
      facts.config.replacesKubeProxy ? "True\t\(devices.isEmpty ? "" : "[\(devices)]")" : "False\t"
    return """
      KVStore:\t\(release == .v115 ? "Ok\tDisabled" : "Disabled\t")
      Kubernetes:\tOk\t\(kubernetes)
      Kubernetes APIs:\t["\(kubernetesAPIs.sorted().joined(separator: "\", \""))"]
      KubeProxyReplacement:\t\(replacement)
      Host firewall:\t\(hostFirewall)
      SRv6:\tDisabled
      CNI Chaining:\tnone
      CNI Config file:\t\(StatusText.cniFile)
      Cilium:\tOk   \(release.message)
      NodeMonitor:\tListening for events on \(facts.processors) CPUs with 64x4096 of shared memory
      Cilium health daemon:\tOk\t

      """
  }

  private func features() -> String {
    let network = facts.config.routingMode == "tunnel" ? "Tunnel [\(facts.config.tunnelProtocol)]" : "Native"
    let routing =
      release.showsRouting
      ? "Routing:\tNetwork: \(network)   Host: \(hostRouting)\nAttach Mode:\tTCX\nDevice Mode:\tveth"
      : "Host Routing:\t\(hostRouting)"
    return """
      IPv4 BIG TCP:\tDisabled
      IPv6 BIG TCP:\tDisabled
      BandwidthManager:\tDisabled
      \(routing)
      Masquerading:\t\(masquerading)

      """
  }

  private func proxyAndHubble() -> String {
    """
    Proxy Status:\tOK, ip \(facts.routerIP), 0 redirects active on ports 10000-20000, Envoy: embedded
    Global Identity Range:\tmin 256, max 65535
    Hubble:\tOk\tCurrent/Max Flows: 0/4095 (0.00%), Flows/s: 0.00\tMetrics: Disabled

    """
  }

  private func kubeProxyReplacementDetails() -> String {
    guard facts.config.replacesKubeProxy else {
      return "KubeProxyReplacement Details:\n" + TabWriter().format(rows: StatusText.withoutReplacement)
    }
    var rows = [
      ["  Status:", "True"], ["  Socket LB:", "Enabled"], ["  Socket LB Tracing:", "Enabled"],
      ["  Socket LB Coverage:", "Full"],
    ]
    if !facts.selectedDevices.isEmpty { rows.append(["  Devices:", deviceList]) }
    rows += [["  Mode:", "SNAT"], ["  Backend Selection:", "Random"], ["  Session Affinity:", "Enabled"]]
    // Told until 1.17.
    if release <= .v117 { rows.append(["  Graceful Termination:", "Enabled"]) }
    rows += [
      ["  NAT46/64 Support:", "Disabled"], ["  XDP Acceleration:", "Disabled"], ["  Services:"],
      ["  - ClusterIP:", "Enabled"], ["  - NodePort:", "Enabled (Range: 30000-32767) "],
      ["  - LoadBalancer:", "Enabled "], ["  - externalIPs:", "Enabled "], ["  - HostPort:", "Enabled"],
    ]
    if release > .v115 { rows += [["  Annotations:"]] + StatusText.annotations.map { ["  - " + $0] } }
    return "KubeProxyReplacement Details:\n" + TabWriter().format(rows: rows)
  }

  private func maps() -> String {
    let rows = StatusText.mapSizes.map { ["  " + $0.name, "\($0.size)"] }
    return "BPF Maps:\tdynamic sizing: on (ratio: 0.002500)\n" + TabWriter().format(rows: [["  Name", "Size"]] + rows)
  }
}

/// Values that the text and the JSON form share.
extension StatusText {
  static let cniFile = "successfully wrote CNI configuration file to /host/etc/cni/net.d/05-cilium.conflist"
  var kubernetesAPIs: [String] {
    let always = [
      "cilium/v2::CiliumClusterwideNetworkPolicy", "cilium/v2::CiliumEndpoint", "cilium/v2::CiliumNetworkPolicy",
      "cilium/v2::CiliumNode", "core/v1::Pods", "networking.k8s.io/v1::NetworkPolicy",
    ]
    return switch facts.release {
    case .v119: ["cilium/v2::CiliumCIDRGroup"] + always
    case .v118: ["cilium/v2::CiliumCIDRGroup", "EndpointSliceOrEndpoint"] + always
    case .v117, .v115:
      ["cilium/v2alpha1::CiliumCIDRGroup", "EndpointSliceOrEndpoint", "core/v1::Namespace", "core/v1::Service"] + always
    }
  }
  /// The details with kube-proxy, as recorded from 1.18.
  fileprivate static let withoutReplacement = [
    ["  Status:", "False"], ["  Socket LB:", "Disabled"], ["  Socket LB Tracing:", "Disabled"],
    ["  Socket LB Coverage:", "Full"], ["  Session Affinity:", "Enabled"], ["  NAT46/64 Support:", "Disabled"],
    ["  Services:"], ["  - ClusterIP:", "Enabled"], ["  - NodePort:", "Disabled "], ["  - LoadBalancer:", "Disabled "],
    ["  - externalIPs:", "Disabled "], ["  - HostPort:", "Disabled"], ["  Annotations:", "(n/a)"],
  ]
  static let annotations = ["node", "node-selector", "proxy-delegation", "src-ranges-policy", "type"].map {
    "service.cilium.io/" + $0
  }
  static let mapSizes: [(name: String, size: Int)] = [
    ("Auth", 524_288), ("Non-TCP connection tracking", 110_861), ("TCP connection tracking", 221_723),
    ("Endpoints", 65_535), ("IP cache", 512_000), ("IPv4 masquerading agent", 16_384),
    ("IPv6 masquerading agent", 16_384), ("IPv4 fragmentation", 8_192), ("IPv4 service", 65_536),
    ("IPv6 service", 65_536), ("IPv4 service backend", 65_536), ("IPv6 service backend", 65_536),
    ("IPv4 service reverse NAT", 65_536), ("IPv6 service reverse NAT", 65_536), ("Metrics", 1_024),
    ("Ratelimit metrics", 64), ("NAT", 221_723), ("Neighbor table", 221_723), ("Endpoint policy", 16_384),
    ("Policy stats", 65_536), ("Session affinity", 65_536), ("Sock reverse NAT", 110_861),
  ]

  /// `1.36 (v1.36.2) [linux/amd64]`.
  var kubernetes: String {
    let short = facts.kubernetesVersion.drop { $0 == "v" }.split(separator: ".").prefix(2).joined(separator: ".")
    return "\(short) (\(facts.kubernetesVersion)) [\(GoPlatform.name)]"
  }

  /// `enp0s6   10.0.0.239 fe80::…, tailscale0   100.64.0.1 fe80::… (Direct Routing)`. Two empty addresses stand
  /// before the real ones, a known defect of Cilium, hence the three blanks.
  private var deviceList: String {
    facts.selectedDevices.map { device in
      let addresses = ["", ""] + device.addresses.map(\.address)
      let suffix = device.name == facts.directRoutingDevice ? " (Direct Routing)" : ""
      return "\(device.name) \(addresses.joined(separator: " "))\(suffix)"
    }.joined(separator: ", ")
  }

  private var hostFirewall: String {
    facts.config.hostFirewall
      ? "Enabled\t[\(facts.selectedDevices.map(\.name).joined(separator: ", "))]" : "Disabled"
  }

  var hostRouting: String { facts.config.legacyHostRouting ? "Legacy" : "BPF" }

  private var masquerading: String {
    func word(_ enabled: Bool) -> String { enabled ? "Enabled" : "Disabled" }
    let protocols = "[IPv4: \(word(facts.config.ipv4Masquerade)), IPv6: \(word(facts.config.ipv6Masquerade))]"
    switch facts.config.masquerade {
    case .disabled: return "Disabled"
    case .iptables: return "IPTables \(protocols)"
    case .bpf:
      let names = facts.selectedDevices.map(\.name).joined(separator: ", ")
      // A second prefix since 1.18 (f92e8241da).
      let (v4, v6) = (facts.podCIDRs.first(.ipv4) ?? "", facts.podCIDRs.first(.ipv6) ?? "")
      let agent = facts.config.ipMasqAgent ? " (ip-masq-agent)" : ""
      return "BPF\(agent)\t[\(names)]\t\(v4)\(release >= .v118 ? " \(v6)" : "") \(protocols)"
    }
  }

  /// `IPv4: 5/254 allocated from 10.244.0.0/24, ` and, where there is IPv6, `IPv6: …` behind it: the first and the last
  /// address are not allocated.
  var ipam: String {
    facts.podCIDRs.map { pods in
      let family = AddressFamily(of: pods)
      let free = family.bits - (pods.split(separator: "/").last.flatMap { Int($0) } ?? family.bits)
      // As many as a number of 64 bits counts.
      let size: UInt64 = free >= 64 ? .max - 1 : (1 << UInt64(max(1, free))) - 2
      let taken = allocations.map(\.address).all(family).count
      return "\(family.title): \(taken)/\(size) allocated from \(pods)" + (family == .ipv4 ? ", " : "")
    }.joined()
  }

  /// Addresses of this node's pod CIDR and whom they belong to.
  var allocations: [(address: String, owner: String)] {
    var all: [(address: String, owner: String)] = []
    all += (facts.localNode?.ciliumInternalIPs ?? []).map { ($0, "router") }
    all += facts.endpoints.flatMap { endpoint in endpoint.addresses.map { ($0, endpoint.owner) } }
    return all
  }

  var controllers: [AgentController] { AgentController.all(facts) }
}
