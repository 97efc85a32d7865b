/// Why something could not be established.
enum Inconclusive {
  /// The server outside is down for everybody: a case that was measured, and excused.
  static func endpointDown(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.observation?.outcome != nil, judged.context.outages[record.aspect] != nil,
      let traffic = TrafficKind(record.aspect)
    else { return nil }
    return Explanation(EndpointDown(traffic: traffic))
  }

  /// What kept it from being measured, or its facts from being read.
  static func obstacle(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let node = record.subject.source
    switch known(record, judged) {
    case .clusterChanged?: return Explanation(ClusterChanged())
    case .agentDoesNotStart?:
      let silent = unread(record, judged) ?? withoutAgent(record, judged)
      let words = silent?.problem?.text ?? record.explanation.text
      return Explanation(AgentDoesNotStart(node: silent?.name ?? node, words: words))
    case .agentSilent?:
      let silent = unread(record, judged)?.name ?? node
      return Explanation(AgentSilent(node: silent))
    case .controllersStopped?: return Explanation(ControllersStopped())
    case .podNotRunning?: return Explanation(ProbePodNotRunning(node: nil))
    case .kubeletUnreachable?, .noAddress?, nil: return nil
    }
  }

  /// The API server does not reach the kubelet of a node that had to be asked: the case's own, or one that knows it.
  static func kubelet(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard known(record, judged) == .kubeletUnreachable else { return nil }
    let asked = [record.subject.source, record.subject.target].compactMap { $0 }.compactMap(judged.facts.node)
    let silent = (asked + judged.facts.nodes).first { $0.knownObstacle == .kubeletUnreachable }
    let name = silent?.name ?? record.subject.source
    // The node IP is the tailnet's, and the tailnet says of the node what nobody reaches it for.
    let away = judged.prerequisites.first { prerequisite in
      let finding = prerequisite.finding.value
      return prerequisite.peer == name && (finding is TailnetKeyExpiry || finding is TailnetPeerOffline)
    }
    return away.map { Explanation($0.finding.value) } ?? Explanation(KubeletUnreachable(node: name))
  }

  /// What kept it from being measured, or its facts from being read, where that has a name.
  static func known(_ record: CaseRecord, _ judged: JudgedCases) -> Obstacle? {
    record.observation?.obstacle ?? unread(record, judged)?.knownObstacle
      ?? withoutAgent(record, judged)?.knownObstacle
  }

  /// The node without an agent that had to be asked what address a node has: its own, or another's, which knows it.
  private static func withoutAgent(_ record: CaseRecord, _ judged: JudgedCases) -> NodeFacts? {
    guard record.aspect.kind == .nodeIP, record.verdict == .inconclusive, record.observation?.outcome == nil else {
      return nil
    }
    let own = judged.facts.node(record.subject.source)
    return own?.agentEnds == true ? own : judged.facts.nodes.first(where: \.agentEnds)
  }

  /// What would tell was not read; only of cases of which nothing was to be measured.
  static func notRecorded(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard judged.context.isInspection else { return nil }
    var reason = record.explanation.text
    if case .notMeasured(let told)? = record.observation?.result { reason = told.text }
    if let silent = unread(record, judged)?.problem { reason = silent.text }
    return Explanation(NotRecorded(node: record.subject.source, reason: reason))
  }

  /// The node whose facts are missing, of a case that could not be predicted for it.
  private static func unread(_ record: CaseRecord, _ judged: JudgedCases) -> NodeFacts? {
    guard case .unknown = record.prediction else { return nil }
    return [record.subject.source, record.subject.target].compactMap { $0 }
      .compactMap { judged.facts.node($0) }.first { $0.problem != nil }
  }
}
