import Cilium

/// What came of the connections to NodePorts, ready to be asked case by case.
struct NodePortObservations: Sendable {
  var plan: NodePortPlan
  /// Node → ``HostConnections/Target/key`` → what came of it from the node's own network.
  var hosts: [String: [String: HostConnections.Answer]] = [:]
  /// Node → which agent's container asked.
  var origins: [String: String] = [:]
  /// Node → why nothing came.
  var problems: [String: AgentShell.Failure] = [:]
  /// Connection → vantage → what came of it.
  var outside: [NodePortProbe: [String: Vantage.Answer]] = [:]

  /// Makes the plan's connections.
  static func measure(
    _ plan: NodePortPlan, shell: AgentShell, vantages: VantageProbe, facts: ClusterFacts, patience: Int
  ) async -> NodePortObservations {
    var seen = NodePortObservations(plan: plan)
    let all = plan.probes.values.joined()
    let sources = Dictionary(grouping: all.filter { $0.subject.target != nil }, by: \.subject.source)
    async let outside = vantages.ask(all.filter { $0.subject.target == nil }, facts.nodePorts?.vantages ?? [])
    await FanOut.each(sources.sorted { $0.key < $1.key }, atOnce: Pace.askedAgents) { node, probes in
      (node, await shell.connect(to: probes.map(\.target).uniqued(), from: node, patience: patience))
    } take: { node, result in
      switch result {
      case .success(let said): (seen.hosts[node], seen.origins[node]) = (said.answers, said.origin)
      case .failure(let failure): seen.problems[node] = failure
      }
    }
    seen.outside = await outside
    return seen
  }

  /// What was observed of a case.
  func observe(_ aspect: Aspect, _ subject: Subject) -> Observation {
    let key = CaseKey(aspect, subject)
    if let obstacle = plan.obstacles[key] { return Observation(obstacle) }
    guard let probes = plan.probes[key], !probes.isEmpty else {
      return Observation(.notMeasured("no NodePort was asked for it"))
    }
    return subject.target == nil ? fromOutside(probes) : fromHost(probes, subject.source)
  }

  private func fromHost(_ probes: [NodePortProbe], _ node: String) -> Observation {
    if let problem = problems[node] { return Observation(problem) }
    let answers = probes.map { ($0.address, hosts[node]?[$0.target.key]) }
    let lines = answers.compactMap { $0.1?.line }.joined(separator: "\n")
    let ports = Set(probes.map(\.port)).sorted().map(String.init).joined(separator: ", ")
    let evidence = Evidence(
      origin: origins[node] ?? "host network of \(node)", command: "GET / on NodePort \(ports)", output: lines)
    if let open = answers.first(where: { $0.1?.answered == nil }) {
      let said = open.1.map { ": \($0.line)" } ?? ""
      return Observation(
        .notMeasured("what came of the connection to \(open.0) is not known\(said)"), evidence: [evidence])
    }
    return Observation(
      .measured(.value(Rules.addressList(answers.filter { $0.1?.answered == true }.map(\.0)))), evidence: [evidence])
  }

  private func fromOutside(_ probes: [NodePortProbe]) -> Observation {
    let answers = probes.map { ($0, outside[$0] ?? [:]) }
    let evidence = answers.flatMap { probe, said in
      said.sorted { $0.key < $1.key }.map { name, answer in
        Evidence(
          origin: "vantage \(name)", command: "connect to \(probe.address) port \(probe.port)", output: "\(answer)")
      }
    }
    for (probe, said) in answers {
      for (name, answer) in said.sorted(by: { $0.key < $1.key }) {
        if case .unable(let reason) = answer {
          return Observation(.notMeasured("\(name) could not ask \(probe.address): \(reason)"), evidence: evidence)
        }
      }
      if said.isEmpty {
        return Observation(.notMeasured("nobody outside asked \(probe.address)"), evidence: evidence)
      }
    }
    let split = answers.filter { Set($0.1.values).count > 1 }
    if let (probe, said) = split.first {
      let names = said.filter { $0.value == .connected }.keys.sorted().joined(separator: ", ")
      let others = said.filter { $0.value != .connected }.keys.sorted().joined(separator: ", ")
      return Observation(
        .measured(.value("\(probe.address) answers \(names) and not \(others)")), evidence: evidence)
    }
    let working = answers.filter { $0.1.values.contains(.connected) }.map(\.0.address)
    return Observation(.measured(.value(Rules.addressList(working))), evidence: evidence)
  }
}
