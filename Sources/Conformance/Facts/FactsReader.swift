import Cilium
import Foundation
import Kubernetes

/// Reads a cluster's facts.
struct FactsReader: Sendable {
  let reader: ClusterReader

  /// Reads everything that the rules need, the nodes side by side.
  func read(_ nodes: [Node]) async throws -> ClusterFacts {
    async let configuration = reader.configuration()
    async let api = reader.service("default", "kubernetes", port: 443)
    async let dns = reader.service("kube-system", "kube-dns", port: 53)
    async let dnsPods = reader.dnsPods()
    let agentPods = try await reader.agentPods()
    let shell = AgentShell(client: reader.client, agents: try await reader.agents())
    let facts = await withTaskGroup(of: (Int, NodeFacts).self) { group in
      for (index, node) in nodes.enumerated() {
        group.addTask { (index, await Self.read(node, agentPods, shell)) }
      }
      return await group.reduce(into: [(Int, NodeFacts)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    try Task.checkCancellation()
    return ClusterFacts(
      nodes: facts, configuration: try await configuration, apiService: try await api, dnsService: try await dns,
      dnsPods: try await dnsPods)
  }

  private static func read(_ node: Node, _ agentPods: [Pod], _ shell: AgentShell) async -> NodeFacts {
    let name = node.metadata.name ?? ""
    let addresses = node.status?.addresses ?? []
    func address(_ type: String) -> IPv4Address? {
      addresses.filter { $0.type == type }.compactMap { IPv4Address($0.address) }.first
    }
    var facts = NodeFacts(
      name: name, internalIP: address("InternalIP"), externalIP: address("ExternalIP"),
      podCIDR: (node.spec?.podCIDRs ?? [node.spec?.podCIDR].compactMap { $0 }).compactMap { IPv4CIDR($0) }.first,
      devices: [], routes: [])
    facts.agentStartedAt =
      agentPods.first { $0.spec?.nodeName == name && $0.metadata.deletionTimestamp == nil }?
      .status?.containerStatuses?.first { $0.name == "cilium-agent" }?.state?.running?.startedAt?.date
    do {
      async let devices = shell.text(["cilium-dbg", "shell", "--", "db/show", "devices"], on: name)
      async let routes = shell.text(["cilium-dbg", "shell", "--", "db/show", "routes"], on: name)
      async let health = healthStatus(on: name, shell)
      facts.devices = try DeviceTable.parse(try await devices)
      facts.routes = try RouteTable.parse(try await routes)
      facts.reachedFromHost = await health.map(reachedFromHost) ?? [:]
    } catch {
      facts.problem = "\(error)"
    }
    return facts
  }

  /// What the agent's health check knows; an agent that was started just now is asked to probe at once.
  ///
  /// `nil` where health checks are switched off: then nothing is known about the physical networks, which the rules
  /// allow.
  private static func healthStatus(on node: String, _ shell: AgentShell) async -> HealthStatus? {
    func ask(_ options: [String]) async -> HealthStatus? {
      let result = try? await shell.run(["cilium-health", "status"] + options + ["-o", "json"], on: node)
      return result.flatMap { try? HealthStatus.parse(json: $0.stdout) }
    }
    guard let known = await ask([]) else { return nil }
    // Before its first round the list may also be empty.
    if !known.nodes.isEmpty, known.nodes.allSatisfy({ $0.host.map(wasProbed) ?? true }) { return known }
    return await ask(["--probe"]) ?? known
  }

  private static func wasProbed(_ path: HealthStatus.Path) -> Bool {
    path.icmp?.lastProbed != nil || path.http?.lastProbed != nil
  }

  /// Which addresses the agent's health check last reached from its own host. An address that it has not probed yet (a
  /// new agent takes its time) is left out: nothing is known about it.
  static func reachedFromHost(_ health: HealthStatus) -> [String: Bool] {
    health.nodes.reduce(into: [:]) { result, node in
      guard let host = node.host, wasProbed(host) else { return }
      result[host.address] = host.icmp?.ok == true || host.http?.ok == true
    }
  }
}
