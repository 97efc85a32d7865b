extension GuideStatement {
  /// Every statement, in the order of the guides. One that a cluster cannot be held against (how the guides' own
  /// cluster was built) is none.
  static let all: [GuideStatement] =
    scenarios + choice + traffic + prerequisites + verification + troubleshooting
    + layers + observation + health + tuning

  private static func claims(_ scenario: Scenario) -> [Coverage] {
    GuideClaim.all.filter { $0.scenario == scenario }.map { .claim($0.id) }
  }

  private static let scenarios = [
    GuideStatement(.scenarios, "`devices` unset: both uplinks are detected, everything works.", claims(.auto)),
    GuideStatement(.scenarios, "Both uplinks: everything works.", claims(.both)),
    GuideStatement(
      .scenarios, "The physical uplink alone: the node IP becomes its address, pods on other nodes are not reached.",
      claims(.physicalOnly)),
    GuideStatement(
      .scenarios, "The tailnet's device alone: the internet is not reached.", claims(.tailnetOnly)),
    GuideStatement(.scenarios, "Wildcards do as both uplinks.", claims(.wildcard)),
    GuideStatement(
      .scenarios,
      "The status line lists the devices that masquerade.", [.aspect(.masquerade), .aspect(.selectedDevices)]),
    GuideStatement(
      .scenarios, "An HTTPS server outside sees the node's public address.",
      [.aspect(.externalHTTPS), .finding(.httpsWrongAddress)]),
    GuideStatement(
      .scenarios, "The NAT table translates what goes outside to the physical uplink's address, both ways.",
      [.aspect(.natExternal), .finding(.snatMissing), .finding(.snatWrongAddress), .finding(.natReverseMissing)]),
    GuideStatement(.scenarios, "The NAT table shows node to node on the tailnet.", [.aspect(.natNodeAddress)]),
  ]

  private static let choice = [
    GuideStatement(
      .choice, "`devices` decides which interfaces masquerade.", [.aspect(.selectedDevices), .aspect(.masquerade)]),
    GuideStatement(
      .choice, "`devices` decides where NodePort binds.",
      [
        .aspect(.nodePortAddresses), .aspect(.nodePortOtherNode), .aspect(.nodePortOutside),
        .aspect(.nodePortLocalOutside), .aspect(.nodePortLocalEmptyOutside),
      ]),
    GuideStatement(.choice, "`devices` decides the device for direct routing.", [.aspect(.directRoutingDevice)]),
    GuideStatement(
      .choice, "The node IP is the address that equals kubelet's `--node-ip`.",
      [.aspect(.nodeIP), .finding(.ciliumNodeIPDiffers)]),
    GuideStatement(
      .choice, "What goes to a Service is translated to a backend and not masqueraded.",
      [.aspect(.crossNodeService), .aspect(.apiService), .finding(.serviceBackendsDiffer)]),
    GuideStatement(
      .choice, "Everything else is masqueraded on the device of the default route.",
      [.aspect(.defaultRoute), .aspect(.natExternal), .finding(.wrongUplink)]),
  ]

  private static let traffic = [
    GuideStatement(.traffic, "Pod to pod on one node stays there.", [.aspect(.sameNodePod), .packets]),
    GuideStatement(
      .traffic, "Pod to pod on another node goes in VXLAN over the tailnet, untranslated.",
      [.aspect(.crossNodePod), .packets, .finding(.clearTextLeak), .finding(.packetsOffPath), .finding(.markCollision)]),
    GuideStatement(
      .traffic,
      "Pod to Service goes by the load balancer's map.",
      [.aspect(.crossNodeService), .aspect(.proxiedRequest), .finding(.endpointsStale), .finding(.proxiedLost)]),
    GuideStatement(
      .traffic, "Pod to the internet leaves by the physical uplink, as its address.",
      [.aspect(.externalPing), .aspect(.upstreamDNS), .aspect(.externalHTTPS), .packets, .finding(.wrongUplink)]),
  ]

  private static let prerequisites = [
    GuideStatement(
      .prerequisites, "kubelet's `--node-ip` is the tailnet address.", [.aspect(.nodeIP), .finding(.nodeIPMissing)]),
    GuideStatement(
      .prerequisites, "Tailscale is up.",
      [
        .tailnet, .finding(.tailnetStopped), .finding(.tailnetKeyExpiry), .finding(.tailnetPeerOffline),
        .finding(.tailnetPeerMissing), .finding(.handshakeStale), .finding(.tailnetDown), .finding(.nodeIPMissing),
      ]),
    GuideStatement(
      .prerequisites, "The default route leads by the physical uplink.",
      [.aspect(.defaultRoute), .finding(.defaultRouteMoved)]),
    GuideStatement(
      .prerequisites, "ConfigMap and running agents agree on `devices`.",
      [.aspect(.configurationApplied), .measure(.configurationDrift), .finding(.devicesNotApplied)]),
  ]

  private static let verification = [
    GuideStatement(.verification, "`cilium node list` shows tailnet addresses.", [.aspect(.nodeIP)]),
    GuideStatement(.verification, "`cilium status --verbose` lists both interfaces.", [.aspect(.masquerade)]),
    GuideStatement(.verification, "A pod pings another one by its address.", [.aspect(.crossNodePod)]),
    GuideStatement(.verification, "A pod pings 8.8.8.8.", [.aspect(.externalPing)]),
    GuideStatement(.verification, "A pod's `wget` shows the node's public address.", [.aspect(.externalHTTPS)]),
  ]

  private static let troubleshooting = [
    GuideStatement(
      .troubleshooting, "Pods on other nodes unreachable: node IP, `devices`, `--node-ip`.",
      [.aspect(.crossNodePod), .finding(.ciliumNodeIPDiffers), .finding(.vxlanBlocked), .finding(.tailnetDown)]),
    GuideStatement(
      .troubleshooting, "Pods cannot reach outside: masquerade, default route, VCN's gateway.",
      [.finding(.snatMissing), .finding(.defaultRouteMoved), .finding(.noWayOut), .finding(.replyLost)]),
    GuideStatement(
      .troubleshooting, "CoreDNS restarts: its upstream is unreachable.",
      [
        .aspect(.upstreamDNS), .aspect(.clusterDNSReady), .aspect(.clusterDNSRestart), .measure(.dnsRestarts),
        .finding(.clusterDNSUnhealthy),
      ]),
    GuideStatement(
      .troubleshooting, "A change of `devices` has no effect: ConfigMap against the running agent.",
      [.aspect(.configurationApplied), .finding(.devicesNotApplied)]),
    GuideStatement(
      .troubleshooting,
      "Unstable node to node: is the Tailscale path direct or relayed?",
      [.tailnet, .finding(.tailnetRelayed), .measure(.tailnetRoundTrip)]),
    GuideStatement(
      .troubleshooting, "Unstable node to node: counters of the VXLAN interface.",
      [.measure(.tunnelDrops), .measure(.tunnelErrors)]),
    GuideStatement(
      .troubleshooting, "Unstable node to node: MTU mismatch.",
      [.aspect(.pathMTU), .finding(.pathMTUSmaller), .finding(.uplinkMTUTooSmall)]),
  ]

  private static let layers = [
    GuideStatement(
      .layers, "Cilium, Tailscale, Linux and the VCN each carry their part of a path.",
      [
        .packets, .finding(.tunnelLostOnTheWay), .finding(.tunnelPortDropped), .finding(.routeInTheWay),
        .finding(.markCollision),
      ]),
    GuideStatement(
      .layers, "Tailscale traverses NAT by STUN, or relays by DERP.",
      [.tailnet, .finding(.tailnetRelayed), .finding(.stunUnanswered)]),
    GuideStatement(
      .programs, "`cil_from_netdev` and `cil_to_netdev` hang on the selected devices.",
      [.aspect(.attachedDevices), .finding(.programsNotAttached)]),
    GuideStatement(
      .programs, "`cil_from_container` and `cil_to_container` hang on pods' devices; socket and XDP programs balance.",
      [
        .aspect(.podPrograms), .aspect(.programOrder), .aspect(.socketPrograms), .aspect(.xdpDevices),
        .finding(.podProgramsMissing), .finding(.foreignProgramFirst), .finding(.serviceProgramsDiffer),
      ]),
    GuideStatement(
      .mtu, "Pods' MTU is what WireGuard and VXLAN leave of the uplink's.",
      [.aspect(.podMTU), .aspect(.pathMTU), .finding(.routeMTUStale), .finding(.uplinkMTUTooSmall)]),
    GuideStatement(
      .mtu,
      "The path's MTU is found by the largest ping.", [.aspect(.pathMTU), .finding(.pathMTUSmaller)]),
  ]

  private static let observation = [
    GuideStatement(
      .observation, "UDP 8472 on the tailnet's device is the tunnel.", [.packets, .finding(.tunnelLostOnTheWay)]),
    GuideStatement(
      .observation, "UDP 41641 outside is WireGuard.", [.packets, .tailnet]),
    GuideStatement(.observation, "`cilium bpf lb list`", [.finding(.serviceBackendsDiffer)]),
    GuideStatement(
      .observation, "`cilium bpf ct list global`", [.measure(.conntrackPressure), .packets]),
    GuideStatement(.observation, "`cilium bpf policy get`", [.finding(.policyDenied)]),
    GuideStatement(
      .observation,
      "`cilium bpf list`: the programs' attachments",
      [.aspect(.attachedDevices), .aspect(.podPrograms), .aspect(.socketPrograms)]),
  ]

  private static let health = [
    GuideStatement(.health, "`tailscale ping` below 50 ms.", [.measure(.tailnetRoundTrip)]),
    GuideStatement(.health, "Drops of the VXLAN interface 0.", [.measure(.tunnelDrops), .measure(.tunnelErrors)]),
    GuideStatement(.health, "Errors of eBPF programs 0.", [.measure(.datapathErrors), .measure(.drops)]),
    GuideStatement(
      .health, "Connection tracking below 80 %.", [.measure(.conntrackPressure), .measure(.natPressure)]),
    GuideStatement(.health, "`cilium_datapath_errors_total`", [.measure(.datapathErrors)]),
    GuideStatement(.health, "`cilium_bpf_syscall_duration_seconds`", [.measure(.syscallTime)]),
    GuideStatement(
      .health, "`cilium_endpoint_state`", [.measure(.endpointsNotReady), .measure(.regenerationFailures)]),
    GuideStatement(.health, "`cilium_kubernetes_events_total`", [.measure(.eventFailures)]),
  ]

  private static let tuning = [
    GuideStatement(.tuning, "`bpf.masquerade` is on.", [.aspect(.masquerade), .finding(.masqueradeNotApplied)]),
    GuideStatement(
      .tuning, "`bpf.preallocateMaps`, the clock source, connection tracking's size and accounting", [.tuning]),
    GuideStatement(
      .tuning, "UDP receive buffers of the kernel (`net.core.rmem_max`, `net.core.rmem_default`)", [.tuning]),
    GuideStatement(
      .tuning, "The optimal MTU is 1500 less 60 of WireGuard, 50 of VXLAN and 10 of margin.",
      [.tuning, .aspect(.podMTU), .aspect(.pathMTU)]),
  ]
}
