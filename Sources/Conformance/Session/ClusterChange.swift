import Kubernetes

/// What happened to the cluster while a scenario was measured that takes the meaning from some of what was seen. Nobody
/// asked the cluster to hold still: netproof is a guest.
struct ClusterChange: Sendable {
  /// Why no fact holds any more, or why that is not known; `nil` when all do.
  var reconfiguration: AgentShell.Failure?
  /// Node name → why it is not known whether the node's facts still hold: its agent was started anew, and does not say
  /// of which release it is.
  var unknown: [String: Sentence] = [:]
  var lost = LostTargets()

  /// What was observed of a case, in the light of it.
  func observation(_ aspect: Aspect, _ subject: Subject, _ observation: Observation) -> Observation {
    if let reconfiguration { return observation.withdrawn(reconfiguration.sentence, by: reconfiguration.obstacle) }
    if let reason = unknown[subject.source] ?? subject.target.flatMap({ unknown[$0] }) {
      return observation.withdrawn(reason, by: nil)
    }
    return lost.observation(aspect, subject, observation)
  }

  /// That nothing changed is not known where what would show it cannot be read.
  ///
  /// - Parameters:
  ///   - what: What could not be read.
  ///   - error: Why.
  static func notKnown(_ what: String, _ error: any Error) -> Sentence {
    "not known whether anything changed meanwhile: \(what) could not be read: \(error)"
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
    let backends = facts.nodePorts?.backends ?? []
    let suspects = LostTargets.suspects(judged, backends: backends)
    async let lost = LostTargets.find(suspects, backends: backends, pods: pods, nodes: nodes, client: client)
    var change = ClusterChange()
    switch after.agents {
    case .success(let agents): await compare(facts, configuration, agents, shell, &change)
    case .failure(let error):
      change.reconfiguration = AgentShell.Failure(description: ClusterChange.notKnown("the list of agents", error))
    }
    change.lost = await lost
    return change
  }

  private func compare(
    _ facts: ClusterFacts, _ was: [String: String], _ agents: [String: AgentInstance], _ shell: AgentShell,
    _ change: inout ClusterChange
  ) async {
    let restarted = Reconfiguration.restarted(since: facts, agents)
    guard !restarted.isEmpty else { return }
    let now: [String: String]
    do {
      now = try await reader.configuration()
    } catch {
      change.reconfiguration = AgentShell.Failure(description: ClusterChange.notKnown("cilium-config", error))
      return
    }
    await shell.agents.update(agents)
    var versions: [String: String] = [:]
    var unknown: [String: Sentence] = [:]
    await FanOut.each(restarted, atOnce: Pace.askedAgents) { node in
      do {
        let version = try await shell.program(on: node).version
        return (node, Result<String?, any Error>.success(version.flatMap { $0.daemon ?? $0.client }))
      } catch {
        return (node, .failure(error))
      }
    } take: { (node: String, answer: Result<String?, any Error>) in
      switch answer {
      case .success(let version): versions[node] = version
      case .failure(let error):
        unknown[node] = ClusterChange.notKnown("the release of the agent of \(node), which was started anew,", error)
      }
    }
    change.reconfiguration = Reconfiguration.difference(facts: facts, was: was, now: now, versions: versions)
      .map { AgentShell.Failure(description: $0, obstacle: .clusterChanged) }
    change.unknown = unknown
  }
}
