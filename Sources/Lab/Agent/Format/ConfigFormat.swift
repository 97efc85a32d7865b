import Foundation

/// `cilium-dbg config`: what the running agent works with, not what the ConfigMap says now.
struct ConfigFormat {
  var facts: AgentFacts

  /// Booleans that go from `cilium-config` into the agent's options under another name.
  private static let booleans: [String: String] = [
    "auto-direct-node-routes": "EnableAutoDirectRouting", "bpf-distributed-lru": "BPFDistributedLRU",
    "bpf-events-drop-enabled": "BPFEventsDropEnabled",
    "bpf-events-policy-verdict-enabled": "BPFEventsPolicyVerdictEnabled",
    "bpf-events-trace-enabled": "BPFEventsTraceEnabled", "debug": "Debug",
    "direct-routing-skip-unreachable": "DirectRoutingSkipUnreachable",
    "dnsproxy-enable-transparent-mode": "DNSProxyEnableTransparentMode",
    "enable-auto-protect-node-port-range": "EnableAutoProtectNodePortRange",
    "enable-bpf-clock-probe": "EnableBPFClockProbe", "enable-bpf-masquerade": "EnableBPFMasquerade",
    "enable-endpoint-health-checking": "EnableEndpointHealthChecking",
    "enable-endpoint-lockdown-on-policy-overflow": "EnableEndpointLockdownOnPolicyOverflow",
    "enable-endpoint-routes": "EnableEndpointRoutes", "enable-health-checking": "EnableHealthChecking",
    "enable-host-firewall": "EnableHostFirewall", "enable-ipv4": "EnableIPv4",
    "enable-ipv4-masquerade": "EnableIPv4Masquerade", "enable-ipv6": "EnableIPv6",
    "enable-k8s-networkpolicy": "EnableK8sNetworkPolicy", "enable-l7-proxy": "EnableL7Proxy",
    "enable-masquerade-to-route-source": "EnableMasqueradeRouteSource",
    "enable-non-default-deny-policies": "EnableNonDefaultDenyPolicies",
    "enable-node-selector-labels": "EnableNodeSelectorLabels",
    "enable-remote-node-masquerade": "EnableRemoteNodeMasquerade", "enable-sctp": "EnableSCTP",
    "enable-source-ip-verification": "EnableSourceIPVerification", "enable-tcx": "EnableTCX",
    "enable-vtep": "EnableVTEP", "external-envoy-proxy": "ExternalEnvoyProxy",
    "install-no-conntrack-iptables-rules": "InstallNoConntrackIptRules",
    "node-port-bind-protection": "NodePortBindProtection", "preallocate-bpf-maps": "PreAllocateMaps",
  ]

  /// Texts, likewise.
  private static let texts: [String: String] = [
    "agent-not-ready-taint-key": "AgentNotReadyNodeTaintKey", "bpf-lb-acceleration": "NodePortAcceleration",
    "bpf-root": "BPFRoot", "cgroup-root": "CGroupRoot", "cluster-name": "ClusterName",
    "datapath-mode": "DatapathMode", "enable-policy": "EnablePolicy",
    "identity-allocation-mode": "IdentityAllocationMode", "ipam": "IPAM",
    "monitor-aggregation": "MonitorAggregation", "policy-deny-response": "PolicyDenyResponse", "procfs": "ProcFs",
    "routing-mode": "RoutingMode", "service-no-backend-response": "ServiceNoBackendResponse",
    "tofqdns-dns-reject-response-code": "FQDNRejectResponse",
  ]

  /// Whole numbers, likewise.
  private static let numbers: [String: String] = [
    "cluster-id": "ClusterID", "dnsproxy-socket-linger-timeout": "DNSProxySocketLingerTimeout",
    "health-check-icmp-failure-threshold": "HealthCheckICMPFailureThreshold",
    "max-connected-clusters": "MaxConnectedClusters",
    "tofqdns-endpoint-max-ip-per-hostname": "ToFQDNsMaxIPsPerHost",
    "tofqdns-max-deferred-connection-deletes": "ToFQDNsMaxDeferredConnectionDeletes",
  ]

  /// `config -a -o json`: read-only options, then `options` and `policy-enforcement`.
  func allJSON() throws -> GoJSON {
    guard case .object(var members) = try readOnlyJSON() else { return .null }
    members.append(GoJSON.Member(key: "options", value: try optionsJSON()))
    members.append(GoJSON.Member(key: "policy-enforcement", value: .string(policyEnforcement)))
    return .object(members)
  }

  /// `config -r -o json`.
  func readOnlyJSON() throws -> GoJSON {
    guard case .object(let template) = try decode(ConfigTemplate.readOnly) else { return .null }
    var members = Dictionary(template.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    for (key, value) in computed { members[key] = value }
    return .sorted(members)
  }

  /// `config -o json`.
  func optionsJSON() throws -> GoJSON { try decode(ConfigTemplate.options) }

  /// `config -r`.
  func readOnlyText() throws -> String {
    guard case .object(let members) = try readOnlyJSON() else { return "" }
    return "#### Read-only configurations ####\n" + members.map { line($0.key, $0.value) }.joined()
      + line("k8s-configuration", "") + line("k8s-endpoint", "")
  }

  /// `config`.
  func readWriteText() throws -> String {
    guard case .object(let members) = try optionsJSON() else { return "" }
    return "##### Read-write configurations #####\n" + members.map { line($0.key, $0.value) }.joined()
      + line("MonitorNumPages", 64) + line("PolicyEnforcement", .string(policyEnforcement))
  }

  private var policyEnforcement: String { facts.config.data["enable-policy"] ?? "default" }

  private var computed: [String: GoJSON] {
    var values: [String: GoJSON] = [:]
    let data = facts.config.data
    for (key, option) in Self.booleans where data[key] != nil {
      values[option] = .bool(facts.config.flag(key, default: false))
    }
    for (key, option) in Self.texts { if let text = data[key] { values[option] = .string(text) } }
    for (key, option) in Self.numbers {
      if let number = data[key].flatMap({ Int($0) }) { values[option] = .int(number) }
    }
    values["EnableBPFMasquerade"] = .bool(facts.config.bpfMasquerade)
    values["EnableIPv4Masquerade"] = .bool(facts.config.ipv4Masquerade)
    values["EnableIPv6Masquerade"] = .bool(facts.config.ipv6Masquerade)
    values["EnableHostLegacyRouting"] = .bool(facts.config.legacyHostRouting)
    // The agent fills in what it selected, also when the setting is a wildcard or absent.
    values["Devices"] = .array(facts.selectedDevices.map { .string($0.name) })
    values["CreationTime"] = .string(creationTime)
    return values
  }

  /// RFC 3339 with nanoseconds.
  private var creationTime: String {
    let whole = facts.startedAt.timeIntervalSince1970.rounded(.down)
    let nanoseconds = Int((facts.startedAt.timeIntervalSince1970 - whole) * 1_000_000_000)
    let digits = String(1_000_000_000 + nanoseconds).dropFirst()
    return GoDuration.timestamp(Date(timeIntervalSince1970: whole)).dropLast() + ".\(digits)Z"
  }

  private func decode(_ json: String) throws -> GoJSON {
    try JSONDecoder().decode(GoJSON.self, from: Data(json.utf8))
  }

  private func line(_ key: String, _ value: GoJSON) -> String {
    guard case .object(let members) = value else { return pad(key, 34) + ": \(goText(value))\n" }
    return key + "\n" + members.map { "\t" + pad($0.key, 26) + ": \(goText($0.value))\n" }.joined()
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Go's `%v`. Whole numbers print plainly because the client decodes them as `json.Number`.
  private func goText(_ value: GoJSON) -> String {
    switch value {
    case .string(let text): text
    case .array(let values): "[" + values.map(goText).joined(separator: " ") + "]"
    case .null: "<nil>"
    case .object(let members): "map[" + members.map { "\($0.key):\(goText($0.value))" }.joined(separator: " ") + "]"
    case .int, .unsigned, .double, .bool: value.text
    }
  }
}
