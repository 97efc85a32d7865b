/// What came of what nodes' own networks asked, ready to be asked case by case.
struct HostObservations: Sendable {
  var plan: HostPlan
  /// Node → ``HostConnections/Target/key`` → what came of it.
  var answers: [String: [String: HostConnections.Answer]] = [:]
  /// Node → which agent's container asked.
  var origins: [String: String] = [:]
  /// Node → why nothing came.
  var problems: [String: AgentShell.Failure] = [:]

  /// Asks what is planned, in one exec for each node.
  static func measure(_ plan: HostPlan, shell: AgentShell, patience: Int) async -> HostObservations {
    var seen = HostObservations(plan: plan)
    let sources = plan.targets.reduce(into: [String: Set<HostConnections.Target>]()) { sources, entry in
      sources[entry.key.subject.source, default: []].formUnion(entry.value)
    }
    await FanOut.each(sources.sorted { $0.key < $1.key }, atOnce: Pace.askedAgents) { node, targets in
      (node, await shell.connect(to: targets.sorted { $0.key < $1.key }, from: node, patience: patience))
    } take: { node, result in
      switch result {
      case .success(let said): (seen.answers[node], seen.origins[node]) = (said.answers, said.origin)
      case .failure(let failure): seen.problems[node] = failure
      }
    }
    return seen
  }

  /// What was observed of a case.
  func observe(_ aspect: Aspect, _ subject: Subject) -> Observation {
    let key = CaseKey(aspect, subject)
    if let obstacle = plan.obstacles[key] { return Observation(obstacle) }
    guard let targets = plan.targets[key], !targets.isEmpty else {
      return Observation(.notMeasured("nothing was asked from the host network for it"))
    }
    let node = subject.source
    if let problem = problems[node] { return Observation(problem) }
    let said = targets.map { ($0, answers[node]?[$0.key]) }
    let evidence = Evidence(
      origin: origins[node] ?? "host network of \(node)", command: targets.map(\.key).joined(separator: ", "),
      output: said.compactMap { $0.1?.line }.joined(separator: "\n"))
    if said.contains(where: { $0.1?.answered == true }) {
      return Observation(.measured(.reachable), evidence: [evidence])
    }
    if let (target, answer) = said.first(where: { $0.1?.answered == nil }) {
      return Observation(
        .notMeasured(
          "what came of the connection to \(target.address) is not known\(answer.map { ": \($0.line)" } ?? "")"),
        evidence: [evidence])
    }
    return Observation(.measured(.unreachable), evidence: [evidence])
  }
}

extension AgentShell {
  /// Makes connections from a node's own network.
  func connect(
    to targets: [HostConnections.Target], from node: String, patience: Int
  ) async -> Result<(answers: [String: HostConnections.Answer], origin: String), Failure> {
    await Result {
      let command = HostConnections.command(targets, patience: patience)
      let seconds = HostConnections.seconds(targets.count, patience: patience)
      let (result, agent) = try await attempt(command, on: node, seconds: seconds)
      return (HostConnections.parse(result.stdoutText), "host network of \(node), by \(agent)")
    }
  }
}
