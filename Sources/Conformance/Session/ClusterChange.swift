import Kubernetes

/// What happened to the cluster while a scenario was measured that takes the meaning from some of what was seen. Nobody
/// asked the cluster to hold still: netproof is a guest.
struct ClusterChange: Sendable {
  /// Why no fact holds any more; `nil` when all do.
  var reconfiguration: String?
  var lost = LostTargets()

  /// What was observed of a case, in the light of it.
  func observation(_ aspect: Aspect, _ subject: Subject, _ observation: Observation) -> Observation {
    guard let reconfiguration else { return lost.observation(aspect, subject, observation) }
    return observation.withdrawn(reconfiguration)
  }
}

extension ScenarioRunner {
  /// Finds out what happened since the facts were read. Costs nothing where no agent was restarted and no path failed.
  ///
  /// - Parameters:
  ///   - configuration: `cilium-config` as it was then.
  ///   - after: the counters after the measurement, and the agents that they were read from.
  func change(
    since facts: ClusterFacts, _ configuration: [String: String], _ judged: [CaseRecord], _ pods: ProbePods,
    _ shell: AgentShell, _ after: CounterReading
  ) async -> ClusterChange {
    let suspects = LostTargets.suspects(judged)
    async let lost = LostTargets.find(suspects, pods: pods, nodes: nodes, client: client)
    var change = ClusterChange()
    if case .success(let agents) = after.agents {
      change.reconfiguration = await reconfiguration(facts, configuration, agents, shell)
    }
    change.lost = await lost
    return change
  }

  private func reconfiguration(
    _ facts: ClusterFacts, _ was: [String: String], _ agents: [String: AgentInstance], _ shell: AgentShell
  ) async -> String? {
    let restarted = Reconfiguration.restarted(since: facts, agents)
    guard !restarted.isEmpty, let now = try? await reader.configuration() else { return nil }
    await shell.agents.update(agents)
    var versions: [String: String] = [:]
    await FanOut.each(restarted, atOnce: Pace.askedAgents) { node in
      let version = try? await shell.program(on: node).version
      return (node, version.flatMap { $0.daemon ?? $0.client })
    } take: { node, version in
      versions[node] = version
    }
    return Reconfiguration.difference(facts: facts, was: was, now: now, versions: versions)
  }
}
