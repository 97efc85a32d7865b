import Foundation
import Testing

@testable import Lab

@Suite("The agent stand-in's metrics")
struct AgentMetricsTests {
  private func metrics(_ counters: AgentCounters, nat: [NATEntry] = []) throws -> [AgentMetric] {
    AgentMetrics.metrics(facts: try AgentFixtures.facts(AgentFixtures.both), counters: counters, nat: nat)
  }

  private func value(_ metrics: [AgentMetric], _ name: String, _ labels: [String: String] = [:]) -> Double? {
    metrics.first { metric in
      metric.name == name && labels.allSatisfy { metric.labels[$0.key] == $0.value }
    }?.value
  }

  /// As nftables 1.0.6 prints it.
  private let listing = """
    {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}},
    {"counter": {"family": "netdev", "name": "invalid_packet", "table": "cilium", "handle": 1, "packets": 34, "bytes": 28130}},
    {"counter": {"family": "ip", "name": "policy_denied", "table": "cilium_policy", "handle": 1, "packets": 2, "bytes": 120}},
    {"counter": {"family": "ip", "name": "other", "table": "x", "handle": 1, "packets": 9, "bytes": 9}}]}
    """

  @Test("drops are what the kernel's rules have dropped, by Cilium's reasons")
  func drops() throws {
    let drops = try DropCounter.parse(nftables: listing)
    #expect(
      drops == [
        DropCounter(reason: "Invalid packet", direction: "EGRESS", packets: 34, bytes: 28_130),
        DropCounter(reason: "Policy denied", direction: "INGRESS", packets: 2, bytes: 120),
      ])
    let metrics = try metrics(AgentCounters(drops: drops))
    #expect(value(metrics, "cilium_drop_count_total", ["reason": "Invalid packet", "direction": "EGRESS"]) == 34)
    #expect(value(metrics, "cilium_drop_bytes_total", ["reason": "Policy denied"]) == 120)
    #expect(try DropCounter.parse(nftables: #"{"nftables": [{"metainfo": {}}]}"#).isEmpty)
  }

  @Test("a reason by which nothing was dropped has no sample; the others are always there")
  func quiet() throws {
    let metrics = try metrics(
      AgentCounters(
        drops: [DropCounter(reason: "Invalid packet", direction: "EGRESS", packets: 0, bytes: 0)],
        conntrackPressure: 0.25, programmed: 3, failed: 1))
    #expect(value(metrics, "cilium_drop_count_total") == nil)
    #expect(value(metrics, "cilium_forward_count_total") != nil)
    #expect(value(metrics, "cilium_bpf_map_pressure", ["map_name": "ct4_global"]) == 0.25)
    #expect(value(metrics, "cilium_bpf_map_ops_total", ["outcome": "success"]) == 3)
    #expect(value(metrics, "cilium_bpf_map_ops_total", ["outcome": "fail"]) == 1)
    #expect((value(metrics, "cilium_process_start_time_seconds") ?? 0) > 1_700_000_000)
    #expect((value(metrics, "cilium_endpoint_state", ["endpoint_state": "ready"]) ?? 0) > 0)
    #expect(value(metrics, "cilium_endpoint_state", ["endpoint_state": "regenerating"]) == 0)
    #expect(value(metrics, "cilium_endpoint_regenerations_total", ["outcome": "fail"]) == 1)
    #expect(value(metrics, "cilium_kubernetes_events_total", ["status": "failed", "scope": "CiliumNode"]) == 1)
  }

  @Test("the share of ports in use is that of the endpoint with the most flows")
  func saturation() throws {
    func entry(_ port: UInt16, to destination: String) -> NATEntry {
      NATEntry(
        proto: "TCP", protocolNumber: 6, direction: .out, source: "10.244.0.5", sourcePort: port,
        destination: destination, destinationPort: 443, translated: "10.0.0.239", translatedPort: port, age: 1,
        needsConntrack: false)
    }
    let nat = [entry(1, to: "1.1.1.1"), entry(2, to: "1.1.1.1"), entry(3, to: "8.8.8.8")]
    let metrics = try metrics(AgentCounters(), nat: nat)
    #expect(value(metrics, "cilium_nat_endpoint_max_connection", ["family": "ipv4"]) == 2.0 / 32_768)
  }

  @Test("`metrics list --match-pattern` prints the metrics whose names match, as text and JSON")
  func pattern() async throws {
    struct Source: AgentCommandSource {
      var fake: FakeCommandSource
      func facts() async throws -> AgentFacts { try await fake.facts() }
      func conntrack() async throws -> [ConntrackFlow] { [] }
      func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry] { [] }
      func metrics(_ facts: AgentFacts) async throws -> [AgentMetric] {
        AgentMetrics.metrics(facts: facts, counters: AgentCounters(programmed: 1))
      }
      func probeHealth() async {}
      func flush(translatedOnly: Bool) async throws -> Int { 0 }
    }
    let commands = AgentCommands(
      source: Source(fake: FakeCommandSource(facts: try AgentFixtures.facts(AgentFixtures.both))))
    for flag in ["-p", "--match-pattern"] {
      let text = await commands.run(
        program: "cilium-dbg",
        arguments: ["metrics", "list", flag, "^cilium_(process_start_time_seconds|bpf_map_ops_total)"])
      #expect(text.status == 0 && text.stdout.split(separator: "\n").count == 3)
    }
    // Real agents match the name together with the labels behind it.
    let ended = await commands.run(
      program: "cilium-dbg",
      arguments: ["metrics", "list", "-p", "^cilium_(process_start_time_seconds|bpf_map_ops_total)$"])
    #expect(ended.stdout.contains("process_start") && !ended.stdout.contains("bpf_map_ops_total"))
    let json = await commands.run(
      program: "cilium-dbg", arguments: ["metrics", "list", "-p", "^cilium_bpf_map_ops", "-o", "json"])
    #expect(json.stdout.contains(#""outcome": "success""#) && !json.stdout.contains("cilium_version"))
  }
}

@Suite("Faults of the agents' tables")
struct DatapathFaultTests {
  @Test("a policy that closes a port shows in the pods' policy maps, and in no other")
  func policy() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    #expect(!PolicyFormat.text(facts).contains("Deny"))
    facts.deniedPort = 8080
    let pods = facts.endpoints.count { $0.podName != nil }
    let denials = PolicyFormat.text(facts).split(separator: "\n").filter { $0.hasPrefix("Deny") }
    #expect(pods > 0 && denials.count == pods)
    for denial in denials {
      #expect(denial.split(separator: " ").prefix(4) == ["Deny", "Ingress", "ANY", "8080/TCP"])
    }
  }

  @Test("stale backends: the cluster DNS leads to an address that no pod has, other Services are as they were")
  func backends() {
    func service(_ name: String, _ backends: [String]) -> ServiceTranslation {
      ServiceTranslation(
        namespace: "kube-system", name: name, clusterIP: "10.96.0.10", proto: "UDP", port: 53,
        backends: backends.map { .init(address: $0, port: 53) })
    }
    let other = service("other", ["10.244.0.7"])
    let stale = StaleBackends.services([service("kube-dns", ["10.244.0.115", "10.244.1.2"]), other])
    #expect(stale.first?.backends == [.init(address: "10.244.0.253", port: 53)] && stale.last == other)
  }

  @Test("a pod's identity in the endpoint list is the one that its packets carry")
  func identity() throws {
    let labels = ["app": "web", "pod-template-hash": "abc"]
    let pod = AgentPod(
      namespace: "x", name: "web", uid: "u", labels: labels, node: "n", addresses: ["10.244.0.9"], hostNetwork: false,
      ready: true, containers: ["web"])
    let endpoints = EndpointList.endpoints(
      pods: [pod], cluster: "kubernetes", node: "n", healthIPs: ["10.244.0.248"], devices: [], routes: [])
    #expect(endpoints.first?.identity == Int(SecurityIdentity.of(namespace: "x", labels: labels)))
  }
}
