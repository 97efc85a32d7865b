import Cilium
import Foundation
import Kubernetes

/// Reads a cluster's facts.
struct FactsReader: Sendable {
  let reader: ClusterReader
  var programs = AgentPrograms()
  /// Which pairs of nodes are probed; `nil` means all. Of what an agent's health check knows, only what concerns these
  /// pairs is kept: on a large cluster every agent knows every node.
  var sample: PairSample?

  /// Reads everything that the rules need, a limited number of nodes side by side.
  ///
  /// - Parameter triesConnections: Whether hosts try the addresses of which their health checks know nothing; if not, that
  ///   is for ``openAddresses(of:nodes:)`` and ``take(reached:of:)`` to make up for.
  func read(_ nodes: [Node], triesConnections: Bool = true) async throws -> ClusterFacts {
    async let configuration = reader.configuration()
    async let api = reader.service("default", "kubernetes", port: 443)
    async let dns = reader.clusterDNS()
    async let nodeLocalDNS = reader.nodeLocalDNSNodes()
    async let ownSettings = Result { try await reader.nodeConfigurations() }
    let objects = await Result { try await reader.ciliumNodes() }
    let ciliumNodes = Dictionary(
      ((try? objects.get()) ?? []).map { ($0.metadata.name ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    let agents = try await reader.agents()
    let settings = CiliumConfigMap(data: try await configuration)
    let shell = AgentShell(reader, agents, programs: programs)
    let interest = AgentInterest(
      nodes, sample: sample, dnsPods: try await dns.pods, apiEndpoints: try await api?.ipv4?.endpoints ?? [])
    var facts: [String: NodeFacts] = [:]
    await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
      let name = node.metadata.name ?? ""
      guard let crash = agents[name]?.crash, interest.nodes.contains(name) else {
        return await Self.read(node, ciliumNodes[name], agents[name], shell, interest, settings)
      }
      var facts = KubernetesNodeFacts.facts(node, ciliumNodes[name])
      facts.problem = "\(Obstacle.agentDoesNotStart.phrase): \(await reader.lastWords(of: crash))"
      facts.obstacle = .agentDoesNotStart
      return facts
    } take: { node in
      facts[node.name] = node
    }
    let nodeConfigurations = await ownSettings
    let configured = nodes.compactMap { node -> NodeFacts? in
      var facts = facts[node.metadata.name ?? ""]
      if case .success(let configurations) = nodeConfigurations {
        facts?.configurationOverrides = NodeConfiguration.overrides(
          labels: node.metadata.labels ?? [:], configurations)
      }
      return facts
    }
    try Task.checkCancellation()
    var result = ClusterFacts(
      nodes: configured, configuration: try await configuration, apiService: try await api?.ipv4)
    result.apiServiceIPv6 = try await api?.ipv6
    result.take(try await dns)
    let cached = try await nodeLocalDNS
    result.nodeLocalDNSNodes = cached.isEmpty ? nil : cached
    if triesConnections { await tryConnections(of: &result, nodes: nodes, shell) }
    try Task.checkCancellation()
    result.nonMasqueradeCIDRs = await Self.nonMasqueradeCIDRs(result, shell)
    if case .failure(let failure) = nodeConfigurations {
      result.miss(.nodeConfigurations, failure.sentence)
    }
    if case .failure(let failure) = objects { result.missCiliumNodes(Sentence(failure)) }
    result.forgetOtherTailnetNodes()
    return result
  }

  private static func read(
    _ node: Node, _ ciliumNode: CiliumNode?, _ agent: AgentInstance?, _ shell: AgentShell, _ interest: AgentInterest,
    _ settings: CiliumConfigMap
  ) async -> NodeFacts {
    let isNative = !settings.usesTunnel
    let checksNoHealth = !settings.boolean("enable-health-checking", default: true)
    var facts = KubernetesNodeFacts.facts(node, ciliumNode)
    let name = facts.name
    facts.agentStartedAt = agent?.startedAt
    guard interest.nodes.contains(name) else { return facts }
    do {
      let shell = await shell.having(asked: questions(interest), on: name)
      let version = try await shell.program(on: name).version
      facts.ciliumVersion = version?.daemon ?? version?.client
      async let tables = NodeTables.read(name, shell)
      async let details = Result { try await NodeDetails.read(name, shell) }
      async let status = Result { try await agentStatus(on: name, shell) }
      let read = try await tables
      (facts.devices, facts.tableSource) = (read.devices, read.source)
      facts.read(.kernelDetails, await details) { facts, texts in
        try facts.take(texts)
        guard facts.policyRulesIPv4 == nil else { return }
        throw AgentShell.Failure(description: "no `ip` in the agent's image lists them")
      }
      facts.devices = KernelDetails.withVRFs(facts.devices, routes: read.routes)
      facts.routes = interest.routes(in: read.routes, devices: read.devices)
      if MarkForecast.hasForeignMarks(facts, facts.internalIP == nil && facts.internalIPv6 != nil ? .ipv6 : .ipv4) {
        facts.read(.identities, await Result { try await identities(on: name, shell) }) { $0.identities = $1 }
      }
      facts.read(.agentStatus, await status) { $0.hostRouting = $1.routing?.intraHostMode }
      var known: HealthStatus?
      if !checksNoHealth, interest.asksHealth(of: facts) {
        facts.read(.healthCheck, await Result { try await healthStatus(on: name, shell) }) { known = $1 }
      }
      facts.reachedFromHost = interest.of(name, in: known.map(reachedFromHost) ?? [:])
      facts.miss(interest.of(name, in: known.map(missedFromHost) ?? [:]))
      if isNative {
        facts.reachedHealthEndpoints = known.map(reachedHealthEndpoints)?.filter {
          interest.includes(pair: name, $0.key)
        }
      }
    } catch {
      facts.problem = Sentence(error)
      facts.obstacle = Obstacle(error)
    }
    return facts
  }

  /// What every agent is asked, in one exec.
  private static func questions(_ interest: AgentInterest) -> AgentScript {
    var script = AgentScript()
    script.add(AgentProgram.discovery)
    NodeTables.ask(in: &script)
    script.add(NodeDetails.command)
    script.add([.client] + statusCommand.map { .text($0) })
    if interest.guessesHealth { script.add(healthCommand) }
    // Needed where routing rules look at marks, which Tailscale's do: more often than not.
    script.add([.client] + identitiesCommand.map { .text($0) })
    return script
  }

  private static let statusCommand = ["status", "-o", "json"]
  private static let healthCommand = ["cilium-health", "status", "-o", "json"]
  private static let identitiesCommand = ["endpoint", "list"]

  /// What the ip-masq-agent spares, as the first agent that answers has it in its map: the list is the cluster's.
  private static func nonMasqueradeCIDRs(_ facts: ClusterFacts, _ shell: AgentShell) async -> [IPPrefix]? {
    let model = PathModel(facts: facts)
    guard facts.nodes.contains(where: { model.configuration(of: $0).enableIPMasqAgent }) else { return nil }
    for node in facts.nodes where node.problem == nil {
      if let result = try? await shell.cilium(["bpf", "ipmasq", "list"], on: node.name),
        let list = try? IPMasqList.parse(text: result.stdoutText, stderr: result.stderrText)
      {
        return list
      }
    }
    return nil
  }

  /// The identities of the node's endpoints.
  private static func identities(on node: String, _ shell: AgentShell) async throws -> [LocalIdentity] {
    LocalIdentity.of(
      try EndpointList.parse(text: try await shell.cilium(identitiesCommand, on: node).stdoutText).entries)
  }

  /// What the agent says of itself.
  private static func agentStatus(on node: String, _ shell: AgentShell) async throws -> AgentStatus {
    try AgentStatus.parse(json: try await shell.cilium(statusCommand, on: node).stdout)
  }

  /// What the agent's health check knows.
  private static func healthStatus(on node: String, _ shell: AgentShell) async throws -> HealthStatus {
    try HealthStatus.parse(json: try await shell.run(healthCommand, on: node).stdout)
  }

  /// Fills in what the health checks do not know about the other nodes' addresses.
  func tryConnections(of facts: inout ClusterFacts, nodes: [Node], _ shell: AgentShell) async {
    let open = openAddresses(of: facts, nodes: nodes).sorted { $0.key < $1.key }
    var reached: [String: Result<HostReachability.Answers, AgentShell.Failure>] = [:]
    await FanOut.each(open, atOnce: Pace.askedAgents) { node, addresses in
      (node, await HostReachability.read(addresses, on: node, shell))
    } take: { node, said in
      reached[node] = said
    }
    Self.take(reached: reached, of: &facts)
  }

  /// Node → the other nodes' addresses of which its health check knows nothing, as far as the run is concerned with them:
  /// every node would else connect to every other.
  func openAddresses(of facts: ClusterFacts, nodes: [Node]) -> [String: [IPAddress]] {
    let interest = AgentInterest(
      nodes, sample: sample, dnsPods: facts.dnsPods, apiEndpoints: facts.apiService?.endpoints ?? [])
    let addresses = OpenAddresses(facts, interest)
    return facts.nodes.reduce(into: [:]) { open, node in
      guard node.problem == nil, interest.nodes.contains(node.name) else { return }
      let unknown = addresses.of(node)
      if !unknown.isEmpty { open[node.name] = unknown }
    }
  }

  /// Takes in which of the open addresses hosts reach.
  static func take(
    reached: [String: Result<HostReachability.Answers, AgentShell.Failure>], of facts: inout ClusterFacts
  ) {
    for index in facts.nodes.indices {
      guard let said = reached[facts.nodes[index].name] else { continue }
      facts.nodes[index].read(.hostConnections, said) { node, answers in
        let known = Set(node.reachedFromHost.keys)
        node.reachedFromHost.merge(answers.reached) { known, _ in known }
        node.miss(answers.missed.filter { !known.contains($0.key) })
      }
    }
  }

  private static func wasProbed(_ path: HealthStatus.Path) -> Bool {
    path.icmp?.lastProbed != nil || path.http?.lastProbed != nil
  }

  /// Of which other nodes the agent's health check last reached the health endpoint; one that it has not probed yet is
  /// left out.
  static func reachedHealthEndpoints(_ health: HealthStatus) -> [String: Bool] {
    health.nodes.reduce(into: [:]) { result, node in
      guard node.name != health.localName, let endpoint = node.endpoint, wasProbed(endpoint) else { return }
      result[node.nodeName] = endpoint.icmp?.ok == true || endpoint.http?.ok == true
    }
  }

  /// Which addresses the agent's health check last reached from its own host. An address that it has not probed yet (a
  /// new agent takes its time) is left out: nothing is known about it.
  static func reachedFromHost(_ health: HealthStatus) -> [String: Bool] {
    health.nodes.reduce(into: [:]) { result, node in
      guard let host = node.host, wasProbed(host) else { return }
      result[host.address] = host.icmp?.ok == true || host.http?.ok == true
    }
  }

  /// Which of them answered the agent's TCP health check and not its ping. The other way round an agent may be down.
  static func missedFromHost(_ health: HealthStatus) -> [String: [String]] {
    health.nodes.reduce(into: [:]) { result, node in
      guard let host = node.host, host.http?.ok == true, let ping = host.icmp, ping.lastProbed != nil, !ping.ok else {
        return
      }
      result[host.address] = ["icmp"]
    }
  }
}

extension NodeFacts {
  /// Takes in by what other nodes' addresses do not answer this node's host.
  mutating func miss(_ more: [String: [String]]) {
    guard !more.isEmpty else { return }
    missedFromHost = (missedFromHost ?? [:]).merging(more) { known, _ in known }
  }
}
