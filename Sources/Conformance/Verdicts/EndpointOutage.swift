/// Tells an outside endpoint that is down for everybody from a cluster, or a node, that cannot reach it.
///
/// A cluster must not be blamed for somebody else's server, and a server not for a node. An outage excuses only where every
/// vantage agrees: all pods that should reach the endpoint, and every node's own network that was asked
/// (``HostControls``). One answer anywhere, and what fails elsewhere is that node's matter. Cases that are excused are
/// inconclusive.
enum EndpointOutage {
  private static let outside = HostControls.aspects

  /// Takes outages into account. In place: a large cluster's cases are many, and few change.
  ///
  /// - Parameter httpsByName: Whether the HTTPS endpoint is asked by name: where that is not resolved, its server was not
  ///   asked.
  /// - Returns: The outages, by the aspect that asks the endpoint.
  @discardableResult
  static func refine(
    _ cases: inout [CaseRecord], controls: HostControls = HostControls(), httpsByName: Bool = false
  ) -> [Aspect: Outage] {
    var reasons: [Aspect: Outage] = [:]
    for aspect in outside {
      reasons[aspect] = outage(aspect, cases, controls, httpsByName: httpsByName && aspect == .externalHTTPS)
    }
    reasons[.externalName] = reasons[.upstreamDNS]
    reasons[.hostExternalHTTPS] = reasons[.externalHTTPS] ?? silence(toHosts: cases, controls)
    let places = cases.indices.filter { place in
      let record = cases[place]
      return (outside.contains(record.aspect) || [.externalName, .hostExternalHTTPS].contains(record.aspect))
        && record.verdict == .deviates && failed(record)
    }
    for place in places {
      let record = cases[place]
      cases[place].observation?.evidence +=
        controls.answer(record.aspect, on: record.subject.source)?.evidence ?? []
      guard let reason = reasons[record.aspect] else { continue }
      cases[place].verdict = .inconclusive
      cases[place].explanation = reason.sentence
    }
    return reasons
  }

  /// Why an endpoint is taken to be down; `nil` where something speaks against it, or nothing for it.
  private static func outage(
    _ aspect: Aspect, _ cases: [CaseRecord], _ controls: HostControls, httpsByName: Bool
  ) -> Outage? {
    let answers = hostAnswers(aspect, cases, controls)
    if answers.values.contains(true) { return nil }
    let measured = cases.filter { $0.aspect == aspect && $0.observation?.outcome != nil }
    guard !measured.contains(where: { $0.observation?.outcome?.isAnswered == true }) else { return nil }
    let expected = measured.filter { record in
      record.aspect == aspect && expectsSuccess(record) && hasOwnWayOut(record.subject.source, cases)
        && !(httpsByName && hasFailed(.externalName, on: record.subject.source, cases))
    }
    guard !expected.isEmpty else { return nil }
    // A node whose default route was moved reaches nothing from its own network either: that says nothing of the server.
    let hosts = answers.filter { hasOwnWayOut($0.key, cases) }
    let agreeing = Set(expected.map(\.subject.source))
    if agreeing.isSubset(of: hosts.keys) {
      return .silentToHosts(nodes: hosts.keys.sorted())
    }
    if aspect == .externalPing, agreeing.isSubset(of: silent(cases, controls)) {
      return .nothingAnswersHosts
    }
    guard expected.allSatisfy({ hasWayOut($0.subject.source, besides: aspect, cases) }) else { return nil }
    return .silentToNodes(answered: working(besides: aspect, cases))
  }

  /// Node → whether the endpoint answered its own network: by the controls, and where hosts ask anyway, by their cases.
  private static func hostAnswers(
    _ aspect: Aspect, _ cases: [CaseRecord], _ controls: HostControls
  ) -> [String: Bool] {
    var answers = (controls.answers[aspect] ?? [:]).mapValues(\.answered)
    guard aspect == .externalHTTPS else { return answers }
    for record in cases where record.aspect == .hostExternalHTTPS {
      guard let answered = record.observation?.outcome?.isAnswered else { continue }
      answers[record.subject.source] = answered || answers[record.subject.source] == true
    }
    return answers
  }

  /// That the HTTPS server is down where no pod is expected to reach it: no pod did, and no host that should.
  private static func silence(toHosts cases: [CaseRecord], _ controls: HostControls) -> Outage? {
    let answers = hostAnswers(.externalHTTPS, cases, controls)
    let works = cases.contains {
      $0.aspect == .externalHTTPS && $0.observation?.outcome?.isAnswered == true
    }
    let silent = cases.filter {
      $0.aspect == .hostExternalHTTPS && failed($0) && expectsSuccess($0) && hasOwnWayOut($0.subject.source, cases)
    }
    guard !works, !answers.values.contains(true), !silent.isEmpty,
      silent.allSatisfy({ hasWayOut($0.subject.source, besides: .externalHTTPS, cases) })
        || !cases.contains(where: { outside.contains($0.aspect) && expectsSuccess($0) })
    else { return nil }
    return .silentToHosts(nodes: silent.map(\.subject.source).sorted())
  }

  /// The nodes whose own networks were asked for HTTPS and for DNS, and got no answer to either.
  private static func silent(_ cases: [CaseRecord], _ controls: HostControls) -> Set<String> {
    func unanswered(_ aspect: Aspect) -> Set<String> {
      Set((controls.answers[aspect] ?? [:]).filter { !$0.value.answered && hasOwnWayOut($0.key, cases) }.keys)
    }
    return unanswered(.externalHTTPS).intersection(unanswered(.upstreamDNS))
  }

  private static func hasFailed(_ aspect: Aspect, on node: String, _ cases: [CaseRecord]) -> Bool {
    cases.contains { $0.aspect == aspect && $0.subject.source == node && failed($0) }
  }

  private static func hasOwnWayOut(_ node: String, _ cases: [CaseRecord]) -> Bool {
    !cases.contains { $0.aspect == .defaultRoute && $0.subject.source == node && $0.verdict == .deviates }
  }

  private static func hasWayOut(_ node: String, besides aspect: Aspect, _ cases: [CaseRecord]) -> Bool {
    cases.contains {
      outside.contains($0.aspect) && $0.aspect != aspect && $0.subject.source == node
        && $0.observation?.outcome?.isAnswered == true
    }
  }

  private static func working(besides aspect: Aspect, _ cases: [CaseRecord]) -> [Aspect] {
    outside.filter { other in
      other != aspect && cases.contains { $0.aspect == other && $0.observation?.outcome?.isAnswered == true }
    }
  }

  private static func expectsSuccess(_ record: CaseRecord) -> Bool {
    guard case .expected(let expectation) = record.prediction else { return false }
    return expectation.outcome.servesUsers == true
  }

  private static func failed(_ record: CaseRecord) -> Bool { record.observation?.outcome?.isDown == true }
}
