/// `cilium-dbg status -o json`: Cilium's StatusResponse, keys in alphabetical order.
struct StatusJSON {
  var facts: AgentFacts

  func json() -> GoJSON {
    let text = StatusText(facts: facts)
    let tunnel = facts.config.routingMode == "tunnel"
    var routing: [String: GoJSON] = [
      "inter-host-routing-mode": .string(tunnel ? "Tunnel" : "Native"),
      "intra-host-routing-mode": .string(text.hostRouting),
    ]
    if tunnel { routing["tunnel-protocol"] = .string(facts.config.tunnelProtocol) }
    var members: [String: GoJSON] = [
      "auth-certificate-provider": ["state": "Disabled"],
      "bandwidth-manager": ["devices": .null],
      "bpf-maps": [
        "dynamic-size-ratio": .double(0.0025),
        "maps": .array(StatusText.mapSizes.map { ["name": .string($0.name), "size": .int($0.size)] }),
      ],
      "cilium": ["msg": .string(facts.release.message), "state": "Ok"],
      "clock-source": ["mode": "ktime"],
      "cluster": [
        "ciliumHealth": ["state": "Ok"], "nodes": .null, "self": .string(facts.qualifiedName(facts.nodeName)),
      ],
      "cni-chaining": ["mode": "none"],
      "cni-file": ["msg": .string(StatusText.cniFile), "state": "Ok"],
      "controllers": ControllerFormat.json(text.controllers, facts: facts),
      "encryption": ["mode": "Disabled"],
      "host-firewall": [
        "devices": deviceNames, "mode": .string(facts.config.hostFirewall ? "Enabled" : "Disabled"),
      ],
      "hubble": hubble,
      "identity-range": ["max-identity": 65535, "min-identity": 256],
      "ipam": ipam(text), "ipv4-big-tcp": ["maxGRO": 65536, "maxGSO": 65536],
      "ipv6-big-tcp": ["maxGRO": 65536, "maxGSO": 65536],
      "kube-proxy-replacement": kubeProxyReplacement,
      "kubernetes": [
        "k8s-api-versions": .array(text.kubernetesAPIs.map { .string($0) }), "msg": .string(text.kubernetes),
        "state": "Ok",
      ],
      "masquerading": masquerading,
      "nodeMonitor": ["cpus": .int(facts.processors), "npages": 64, "pagesize": 4096],
      "proxy": [
        "envoy-deployment-mode": "embedded", "ip": .string(facts.routerIP), "port-range": "10000-20000",
        "redirects": .null,
      ],
      "srv6": ["srv6EncapMode": "reduced"],
    ]
    if facts.release.showsRouting {
      members["attach-mode"] = "tcx"
      members["datapath-mode"] = "veth"
      members["hubble-metrics"] = ["state": "Disabled"]
      members["routing"] = .sorted(routing)
    } else {
      members["host-routing"] = ["mode": .string(text.hostRouting)]
    }
    members["kvstore"] =
      facts.release == .v115 ? ["msg": "Disabled", "state": "Ok"] : ["state": "Disabled"]
    return .sorted(members)
  }

  private var deviceNames: GoJSON { .array(facts.selectedDevices.map { .string($0.name) }) }

  private var hubble: GoJSON {
    [
      "observer": [
        "current-flows": 0, "max-flows": 4095, "seen-flows": 0,
        "uptime": .string(GoDuration.string(nanoseconds: Int64(facts.age * 1_000_000_000))),
      ], "state": "Ok",
    ]
  }

  private func ipam(_ text: StatusText) -> GoJSON {
    let allocations = text.allocations
    func addresses(_ family: AddressFamily) -> GoJSON {
      facts.config.families.contains(family)
        ? .array(allocations.map(\.address).all(family).map { .string($0) }) : .null
    }
    return [
      "allocations": .sorted(
        Dictionary(allocations.map { ($0.address, .string($0.owner)) }, uniquingKeysWith: { first, _ in first })),
      "ipv4": addresses(.ipv4), "ipv6": addresses(.ipv6), "status": .string(text.ipam),
    ]
  }

  /// Each device's addresses begin with two empty texts, a known defect of Cilium that readers have to filter.
  private var kubeProxyReplacement: GoJSON {
    var members: [String: GoJSON] = [
      "deviceList": .array(
        facts.selectedDevices.map { device in
          [
            "ip": .array(["", ""] + device.addresses.map { .string($0.address) }), "name": .string(device.name),
          ]
        }),
      "devices": deviceNames,
      "features": facts.config.replacesKubeProxy ? features : StatusJSON.withoutReplacement,
      "mode": facts.config.replacesKubeProxy ? "True" : "False",
    ]
    if let device = facts.directRoutingDevice { members["directRoutingDevice"] = .string(device) }
    return .sorted(members)
  }

  private static let withoutReplacement: GoJSON = [
    "annotations": .null, "externalIPs": .object([]), "hostPort": .object([]), "nat46X64": .object([]),
    "nodePort": .object([]), "sessionAffinity": ["enabled": true], "socketLB": .object([]),
    "socketLBTracing": .object([]),
  ]

  private var features: GoJSON {
    let enabled: GoJSON = ["enabled": true]
    var members: [String: GoJSON] = [
      "externalIPs": enabled, "hostPort": enabled, "nat46X64": .object([]),
      "nodePort": [
        "acceleration": "Disabled", "algorithm": "Random", "dsrMode": "IP Option/Extension", "enabled": true,
        "mode": "SNAT", "portMax": 32767, "portMin": 30000,
      ], "sessionAffinity": enabled, "socketLB": enabled, "socketLBTracing": enabled,
    ]
    if facts.release > .v115 { members["annotations"] = .array(StatusText.annotations.map { .string($0) }) }
    if facts.release <= .v117 { members["gracefulTermination"] = enabled }
    return .sorted(members)
  }

  private var masquerading: GoJSON {
    guard facts.config.masquerade != .disabled else { return ["enabledProtocols": .object([])] }
    var protocols: [String: GoJSON] = [:]
    if facts.config.ipv4Masquerade { protocols["ipv4"] = true }
    if facts.config.ipv6Masquerade { protocols["ipv6"] = true }
    var members: [String: GoJSON] = [
      "enabled": true, "enabledProtocols": .sorted(protocols),
      "mode": .string(facts.config.masquerade == .bpf ? "BPF" : "iptables"),
    ]
    if facts.config.ipMasqAgent { members["ip-masq-agent"] = true }
    if let pods = facts.podCIDRs.first(.ipv4) {
      members["snat-exclusion-cidr"] = .string(pods)
      members["snat-exclusion-cidr-v4"] = .string(pods)
    }
    if let pods = facts.podCIDRs.first(.ipv6) { members["snat-exclusion-cidr-v6"] = .string(pods) }
    return .sorted(members)
  }
}
