import Cilium
import Kubernetes

extension Preflight {
  /// Nodes, agents, Cilium's version and mode, the scenario. Returns the nodes that take part, and which
  /// pairs of them; `nil` where they could not be read.
  mutating func readCluster(_ client: KubernetesClient, _ options: RunOptions) async -> Participants? {
    let reader = ClusterReader(client: client, cilium: options.cilium)
    var chosen: Participants?
    do {
      let participants = try Participants.choose(try await reader.nodes(options), options.sampling)
      let nodes = participants.nodes
      chosen = participants
      readNodes(nodes.map(\.name), participants.skipped)
      try await readAgents(nodes, reader)
      let facts = try await FactsReader(reader: reader).read(nodes)
      readCilium(CiliumConfigMap(data: facts.configuration), facts.ciliumVersion)
      readAnswers(facts)
      readScenario(facts)
      readRemarks(facts)
    } catch let error as CiliumMissing {
      add("Cilium", .unanswered, "\(error)")
    } catch {
      add("cluster", .missing, "\(error)")
    }
    return chosen
  }

  private mutating func readNodes(_ names: [String], _ skipped: [String: Sentence]) {
    for (node, reason) in skipped.sorted(by: { $0.key < $1.key }) {
      add("nodes", .note, "\(node) takes no part: \(reason)")
    }
    switch names.count {
    case 1: add("nodes", .note, "only \(names[0]): what is asked of node pairs does not apply")
    default: add("nodes", .ready, "\(names.count) take part: \(names.joined(separator: ", "))")
    }
  }

  private mutating func readAgents(_ nodes: [Node], _ reader: ClusterReader) async throws {
    let pods = try await reader.agentPods().filter { $0.metadata.deletionTimestamp == nil }
    let names = nodes.map(\.name)
    guard !pods.isEmpty else {
      add("Cilium", .unanswered, "DaemonSet \(reader.cilium.namespace)/\(reader.cilium.daemonSet) has no pods")
      return
    }
    let ready = Set(pods.filter(\.isReady).compactMap { $0.spec?.nodeName })
    for name in names where !ready.contains(name) {
      guard let pod = pods.first(where: { $0.spec?.nodeName == name }) else {
        add("agents", .missing, "\(name): no agent runs there")
        continue
      }
      let crash = AgentCrash(pod, namespace: reader.cilium.namespace)
      let why = if let crash { ": \(await reader.lastWords(of: crash))" } else { "" }
      add("agents", .missing, "\(name): the agent is not Ready\(why)")
    }
    if names.allSatisfy(ready.contains) { add("agents", .ready, "Ready on every node that takes part") }
  }

  private mutating func readCilium(_ configuration: CiliumConfigMap, _ version: String?) {
    add("Cilium", version == nil ? .note : .ready, version ?? "its version could not be read")
    let mode = configuration.routingMode
    let routing = configuration.usesTunnel ? "\(mode) (\(configuration.tunnelProtocol))" : mode
    add(
      "datapath", .ready,
      """
      routing \(routing), masquerade \(configuration.masqueradeMode()), kube-proxy replacement \
      \(configuration.kubeProxyReplacement)
      """)
  }

  /// A node whose agent cannot be asked is inconclusive; where none can, so is everything.
  private mutating func readAnswers(_ facts: ClusterFacts) {
    let silent = facts.nodes.filter { $0.problem != nil }
    let isNobodyThere = !silent.isEmpty && silent.count == facts.nodes.count
    for node in silent {
      let consequence = isNobodyThere ? "cannot be asked" : "cannot be asked, its cases will be inconclusive"
      add("agent", isNobodyThere ? .unanswered : .note, "\(node.name) \(consequence): \(node.problem ?? "")")
    }
  }

  private mutating func readScenario(_ facts: ClusterFacts) {
    let setting = "devices \(facts.devicesSetting ?? "unset")"
    add("scenario", .ready, "\(Scenario.detect(facts).rawValue) (\(setting))")
  }

  /// What does not keep a run from beginning, and should be known.
  private mutating func readRemarks(_ facts: ClusterFacts) {
    for note in ClusterRemarks.starts(facts) { add("agents", .note, note.text) }
    for note in ClusterRemarks.uplinks(facts) { add("uplinks", .note, note.text) }
    let needed = ClusterRemarks.prerequisites(facts) + ClusterRemarks.unread(facts)
    for note in needed { add("prerequisites", .note, note.text) }
  }
}
