import Cilium
import Foundation
import Kubernetes

/// Verifies one scenario on the cluster as it is: predicts, measures everything at once, judges.
struct ScenarioRunner: Sendable {
  let client: KubernetesClient
  let options: RunOptions
  let nodes: [Node]
  /// The nodes and pairs that are asked about.
  let sample: PairSample
  let fixture: ProbeFixture
  /// Node name → ClusterIP of the Service in front of its server pod.
  let services: [String: ServiceAddresses]
  /// Node name → that Service's name in the cluster.
  let serviceNames: [String: String]
  /// The families whose packets are sent.
  let families: [IPFamily]
  /// Which nodes' pods are behind the NodePort Services, or why there are none.
  let nodePorts: NodePortFacts
  /// The NodePort Services, where there are any.
  let made: NodePortServices?
  let progress: @Sendable (RunProgress) -> Void
  /// Is given the record after every phase.
  let checkpoint: @Sendable (ScenarioRecord) async -> Void
  /// Is told what is to be said of the run.
  let note: @Sendable (Sentence) async -> Void
  /// Is given the facts, once they are all there.
  let completed: @Sendable (ClusterFacts) async -> Void
  /// What is known of the agents' programs.
  var programs = AgentPrograms()
  /// The facts that the session began with.
  var known: ClusterFacts?
  /// A Service that Cilium's proxy serves; `nil` where nobody named one.
  var proxied: ProxiedServiceFacts?

  var reader: ClusterReader { options.reader(client) }

  /// Whether the run may change the cluster, and so restart its DNS pods.
  var mayDisturb: Bool { if case .walk = options.plan { true } else { false } }

  /// Fills the record: facts, cases, fitness. `generation` tells the scenarios' pods apart.
  func run(_ record: inout ScenarioRecord, generation: Int, drift: Drift?, pinned: ScenarioSetting?) async throws {
    var prepared = try await prepare(&record, generation: generation, drift: drift, pinned: pinned)
    let measuredAt = Date()
    var (book, judged) = try await measured(prepared, &record)
    // Before anything is restarted on purpose, and before further tries: what these lose is nobody's account.
    let counted = book.measurements.reduce(into: [:]) { $0.merge($1.counters) { _, later in later } }
    let after = try await phase("read counters again", &record) { await prepared.agents.counters.reading(counted) }
    if options.pathSampling.further > 0 {
      judged = try await sampleFurther(&book, prepared, since: measuredAt, &record)
    }
    book.changes = await change(
      since: prepared.facts, prepared.configuration, judged, prepared.pods, prepared.agents.shell, after)
    let health = CounterDelta(
      before: prepared.before, after: after, nodes: prepared.agents.counters.nodes,
      accounts: DropAccounts(plans: book.plans, facts: prepared.facts), releases: prepared.facts.knownReleases
    ).health()
    let tunnels = try await tunnels(book, prepared, judged, &record)
    let seconds = (after.at - prepared.before.at) / .seconds(1)
    (book.context.nodes, book.context.seconds) = (health.nodes, seconds)
    book.context.tailnet = TailnetJudge.record(
      prepared.facts, pairs: prepared.planned.map(\.1).filter { $0.target != nil }.uniqued(), during: tunnels.during,
      after: tunnels.after)
    // Causes are looked for at the end. Before, where DNS pods are restarted, which lasts: were the run killed meanwhile,
    // what was measured is kept, and why.
    let isExplained = mayDisturb || HostControls.candidates(judged).isEmpty
    // A large cluster's cases should not be here twice.
    judged = []
    book.forgetAnswers()
    prepared.forgetAnswers()
    record.cases = book.judge(diagnosing: isExplained)
    book.retries.complete(&record.cases)
    record.datapath = book.measurements.first?.datapath.record
    record.health = HealthJudge.record(
      health, seconds: seconds, cases: record.cases, facts: prepared.facts, thresholds: options.thresholds)
    record.tailnet = TailnetJudge.record(
      prepared.facts, during: tunnels.during, after: tunnels.after,
      stun: NodeSTUN.joined(book.measurements.flatMap { $0.evidence?.stun ?? [] }), cases: record.cases)
    if !tunnels.gaps.isEmpty { record.tailnet?.gaps = tunnels.gaps }
    record.lighten()
    await checkpoint(record)
    try await finish(&record, &book, prepared, isExplained: isExplained)
  }

  /// All cases measured, and those again that deserve it; and how they are judged by that.
  private func measured(
    _ prepared: PreparedScenario, _ record: inout ScenarioRecord
  ) async throws -> (ScenarioBook, [CaseRecord]) {
    let first = try await phase("probe", &record) { try await measure(prepared.plan, prepared.planned, prepared) }
    var book = ScenarioBook(prepared, first, options: options, mayDisturb: mayDisturb)
    // What is to be measured again, or besides, the verdicts tell.
    var judged = book.judge(diagnosing: false)
    while book.retries.rounds < options.retries {
      let again = book.retries.next(judged, cut: book.measurements.last?.results.cut ?? [])
      guard !again.isEmpty else { break }
      let part = prepared.plan.only(again)
      let measurement = try await phase("probe again", &record) {
        try await measure(part, again, prepared, after: first)
      }
      book.take(measurement, of: part)
      judged = book.judge(diagnosing: false)
    }
    return (book, judged)
  }

  /// Tries paths many times; returns how the cases are judged then.
  private func sampleFurther(
    _ book: inout ScenarioBook, _ prepared: PreparedScenario, since measuredAt: Date, _ record: inout ScenarioRecord
  ) async throws -> [CaseRecord] {
    // Tries may last: were the run ended meanwhile, what was measured before is kept.
    record.cases = book.judge(diagnosing: true)
    book.retries.complete(&record.cases)
    let cases = PathSampler.cases(record.cases)
    let sampler = PathSampler(
      sampling: options.pathSampling, probeTimeoutSeconds: options.probeTimeoutSeconds, plan: prepared.plan,
      pods: prepared.pods, facts: prepared.facts, client: client)
    let tried = try await phase("sample paths", &record) { try await sampler.run(cases) }
    for (aspect, subject) in cases {
      book.sampled.first[CaseKey(aspect, subject)] = book.measurements.first?.observe(aspect, subject)
    }
    (book.sampled.tried, book.sampled.began) = (tried, measuredAt)
    record.cases = []
    return book.judge(diagnosing: false)
  }

  /// What nodes told of their tailnet while the probes went, and of their tunnels afterwards.
  private struct Tunnels {
    var during: [String: TailscaleFacts]
    var after: [String: TunnelListings]
    /// Which could not be asked, and why.
    var gaps: [Sentence]
  }

  private func tunnels(
    _ book: ScenarioBook, _ prepared: PreparedScenario, _ judged: [CaseRecord], _ record: inout ScenarioRecord
  ) async throws -> Tunnels {
    let said = book.measurements.map(\.tailscale)
    var tunnels = Tunnels(
      during: said.reduce(into: [:]) { $0.merge($1.told) { _, later in later } },
      after: book.measurements.reduce(into: [:]) { $0.merge($1.tunnels) { _, later in later } },
      gaps: (prepared.tailscaleGaps + said.flatMap(\.gaps)).uniqued())
    let silent = SilentPeers(facts: prepared.facts, since: prepared.before.at)
    let senders = silent.senders(judged, tunnels.after)
    guard !senders.isEmpty else { return tunnels }
    let later = try await phase("wait for silent peers", &record) {
      try await silent.ask(senders, prepared.agents.shell)
    }
    tunnels.after.merge(later) { _, later in later }
    return tunnels
  }

  /// Asks what only failing paths and restarts raise, judges for the last time, and removes the pods.
  private func finish(
    _ record: inout ScenarioRecord, _ book: inout ScenarioBook, _ prepared: PreparedScenario, isExplained: Bool
  ) async throws {
    book.controls = try await controls(HostControls.candidates(record.cases), prepared.agents.shell, &record)
    let failing = failing(record.cases, book, prepared.plan)
    var traces: [CaseKey: HopTrace] = [:]
    if !failing.isEmpty {
      traces = try await phase("trace failing paths", &record) {
        await HopTracer.run(failing, prepared.pods, prepared.facts, client)
      }
    }
    let restarts = try await phase("restart DNS", &record) { try await restartDNS(prepared.facts) }
    await fixture.remove(prepared.pods)

    if !book.controls.answers.isEmpty { record.basis?.controls = book.controls }
    // Otherwise nothing is known now that was not before.
    if !restarts.isEmpty || !book.controls.answers.isEmpty || !isExplained {
      // A large cluster's cases should not be here twice.
      record.cases = []
      record.cases = book.judge(restarts, diagnosing: true)
      book.retries.complete(&record.cases)
      record.lighten()
    }
    for index in record.cases.indices {
      let (aspect, subject) = (record.cases[index].aspect, record.cases[index].subject)
      if let trace = traces[CaseKey(aspect, subject)] { record.cases[index].hops = trace }
      if let evidence = book.measurement(of: aspect, subject).evidence {
        record.cases[index] = evidence.attachingPackets(to: record.cases[index], of: record.scenario)
      }
    }
    record.fitness = Fitness.assess(record.cases)
    for judged in record.cases { progress(.caseFinished(record.scenario, judged)) }
  }

  /// Which failing paths are traced.
  private func failing(_ cases: [CaseRecord], _ book: ScenarioBook, _ plan: ProbePlan) -> [HopTracer.Candidate] {
    HopTracer.candidates(cases) { record in
      book.measurement(of: record.aspect, record.subject).target(of: record.aspect, record.subject, in: plan)
    }
  }

  /// What the nodes' own networks say of what was not answered.
  private func controls(
    _ unanswered: [(Aspect, Subject)], _ shell: AgentShell, _ record: inout ScenarioRecord
  ) async throws -> HostControls {
    guard !unanswered.isEmpty else { return HostControls() }
    return try await phase("control from the hosts", &record) {
      var controls = HostControls()
      for family in families {
        let probe = HostControlProbe(
          shell: shell, endpoints: options.endpoints, family: family, timeoutSeconds: options.probeTimeoutSeconds)
        controls.answers.merge(await probe.run(unanswered).answers) { first, _ in first }
      }
      return controls
    }
  }

  private func restartDNS(_ facts: ClusterFacts) async throws -> [String: Observation] {
    guard mayDisturb, !facts.dnsPods.isEmpty else { return [:] }
    do {
      return try await DNSRestart(client: client, reader: reader, timeout: options.dnsRestartTimeout).run(facts.dnsPods)
    } catch  where !(error is CancellationError) {
      // Everything else has been measured by now and must not be lost.
      let lost = Observation(
        .notMeasured("the DNS pods could not be restarted and watched: \(error)"), obstacle: Obstacle(error))
      return Dictionary(facts.dnsPods.map { ($0.node, lost) }, uniquingKeysWith: { first, _ in first })
    }
  }

  func phase<Value>(
    _ name: Sentence, _ record: inout ScenarioRecord, _ body: () async throws -> Value
  ) async throws -> Value {
    progress(.phaseStarted(record.scenario, name))
    let began = ContinuousClock.now
    defer {
      record.phases.append(.init(name: name, seconds: (ContinuousClock.now - began) / .seconds(1)))
    }
    await checkpoint(record)
    return try await body()
  }
}
