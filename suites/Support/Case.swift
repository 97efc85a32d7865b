import Cilium
import Conformance
import Testing

/// One question of a chapter about one node or pair: an aspect in a setting. On a large cluster, about some of them: the
/// engine takes longer to hand out a case than most cases take.
struct Case: Sendable, CustomTestStringConvertible {
  /// The chapter that asks, by its type's name.
  let chapter: String
  let page: Page
  let aspect: Aspect
  /// At least one.
  let subjects: [Subject]
  let premises: [Premise]

  var testDescription: String {
    let rest = subjects.count > 1 ? " and \(subjects.count - 1) more" : ""
    return subjects.first.map { name(of: $0) + rest } ?? page.name
  }

  private func name(of subject: Subject) -> String { "\(page.name): \(aspect.title), \(subject)" }

  /// What a chapter says of a case.
  enum Claim: Sendable {
    /// The path works, for one of these reasons.
    case works(Because)
    /// The path fails, for one of these reasons.
    case fails(Because)
    /// Cilium, or the node, shows this.
    case shows(Shown)
  }

  /// The cluster must do what the rules say of its own setting: there is no general word about it.
  func isAsPredicted() async throws {
    for subject in subjects {
      guard let reading = await page.read(aspect, subject) else {
        Issue.record("\(name(of: subject)): it was not established")
        continue
      }
      note(.ruled, subject, obstacle: nil)
      if let record = reading.record { verify(record, subject) }
    }
  }

  /// The path must work, for this reason.
  func works(because reason: Because) async throws { try await holds { _, _ in [.works(reason)] } }

  /// The path must fail, for this reason.
  func fails(because reason: Because) async throws { try await holds { _, _ in [.fails(reason)] } }

  /// Cilium, or the node, must show this.
  func shows(_ value: Shown) async throws { try await holds { _, _ in [.shows(value)] } }

  /// The path must work on the nodes that run the API server, and fail on all others.
  func works(onAPINode reason: Because, elsewhereFails other: Because) async throws {
    try await holds { $0.runsAPI($1.source) ? [.works(reason)] : [.fails(other)] }
  }

  /// The path must work everywhere, for one reason on the nodes that run the API server and another elsewhere.
  func works(onAPINode reason: Because, elsewhere other: Because) async throws {
    try await holds { [.works($0.runsAPI($1.source) ? reason : other)] }
  }

  /// What runs must stay ready; what was started under this setting is not.
  func staysReady(orStarted other: Because) async throws {
    try await holds { _, _ in [.works(.staysReady), .fails(other)] }
  }

  /// What runs must stay ready; what was started under this setting is ready on the nodes that run the API server, and
  /// on no other.
  func staysReady(onAPINode reason: Because, startedElsewhere other: Because) async throws {
    try await holds { $0.runsAPI($1.source) ? [.works(reason)] : [.works(.staysReady), .fails(other)] }
  }

  /// Chapter = rule, where the premises hold; then rule = cluster.
  private func holds(_ claims: (ClusterFacts, Subject) -> [Claim]) async throws {
    var obstacles: [String] = []
    for subject in subjects {
      if let obstacle = await hold(subject, claims) { obstacles.append(obstacle) }
    }
    guard obstacles.count == subjects.count, let obstacle = obstacles.first else { return }
    try Test.cancel("the rule alone judges: \(obstacle)")
  }

  /// The same of one node or pair; returns why the chapter does not speak of it, if so.
  private func hold(_ subject: Subject, _ claims: (ClusterFacts, Subject) -> [Claim]) async -> String? {
    guard let reading = await page.read(aspect, subject) else {
      Issue.record("\(name(of: subject)): it was not established")
      return nil
    }
    let node = reading.facts.node(subject.source)
    let obstacle = node.flatMap { node in
      premises.lazy.compactMap { page.premises.obstacle($0, node, reading.facts) }.first
    }
    let claims = claims(reading.facts, subject)
    note(part(claims, reading.prediction), subject, obstacle: obstacle)
    if obstacle == nil, let node { compare(claims, reading.prediction, node, subject, reading.facts) }
    if let record = reading.record { verify(record, subject) }
    return obstacle
  }

  /// Which kind of word it is. Of several that would do, the one that holds here.
  private func part(_ claims: [Claim], _ prediction: Prediction) -> ChapterLine.Part {
    guard case .shows = claims.first else {
      if case .expected(let expectation) = prediction, expectation.outcome.servesUsers == false { return .fails }
      return .works
    }
    return .shows
  }

  /// Tells who reads along.
  private func note(_ part: ChapterLine.Part, _ subject: Subject, obstacle: String?) {
    guard let reading = ChapterReading.current, let test = Test.current else { return }
    let claims = test.traits.compactMap { $0 as? ClaimTrait }
    reading.keep(
      ChapterLine(
        scenario: page.scenario, chapter: chapter, statement: test.displayName ?? test.name, part: part,
        claims: claims.map { .init(id: $0.claim, isConfirmed: $0.isConfirmed) }, aspect: aspect, subject: subject,
        obstacle: obstacle))
  }

  /// Records an issue where the rule predicts something else than the chapter says.
  private func compare(
    _ claims: [Claim], _ prediction: Prediction, _ node: NodeFacts, _ subject: Subject, _ facts: ClusterFacts
  ) {
    guard case .expected(let expectation) = prediction else { return }
    // An external name is asked of the upstream by a DNS pod, on whichever node that is.
    // NodePorts are asked of the other node's uplinks.
    let asked = aspect.area == .nodePorts ? subject.target.flatMap(facts.node) ?? node : node
    let nodes = aspect.ipv4Twin == .externalName ? facts.nodes : [asked]
    if claims.contains(where: { claim in nodes.contains { isSaid(claim, expectation, $0) } }) { return }
    let said = claims.map { "\($0)" }.joined(separator: " or ")
    let mechanism = expectation.mechanism.map { " by \($0)" } ?? ""
    Issue.record(
      "\(name(of: subject)): the chapter says \(said), the rule “\(expectation.outcome)”\(mechanism): \(expectation.reason)"
    )
  }

  private func isSaid(_ claim: Claim, _ expectation: Conformance.Expectation, _ node: NodeFacts) -> Bool {
    func matches(_ reason: Because) -> Bool { expectation.mechanism.map { reason.matches($0, on: node) } ?? true }
    switch claim {
    case .works(let reason): return expectation.outcome.servesUsers == true && matches(reason)
    case .fails(let reason): return expectation.outcome.servesUsers == false && matches(reason)
    case .shows(let value): return value.matches(expectation.outcome, on: node, aspect)
    }
  }

  /// Fails the test where the cluster does not do as the rule predicts.
  private func verify(_ record: CaseRecord, _ subject: Subject) {
    guard record.isRed else { return }
    let why = record.diagnosis.map { " Cause: \($0.cause). Remedy: \($0.remedy)" } ?? ""
    Issue.record("\(record.verdict.rawValue): \(name(of: subject)): \(record.explanation).\(why)")
  }
}

extension ClusterFacts {
  /// Whether an API server runs on the node.
  fileprivate func runsAPI(_ name: String) -> Bool {
    guard let address = node(name)?.internalIP else { return false }
    return apiService?.endpoints.contains(address) == true
  }
}
