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
  private var mayDisturb: Bool { if case .walk = options.plan { true } else { false } }

  /// A case in one of its measurements.
  private struct MeasuredCase: Hashable {
    var round: Int
    var key: CaseKey
  }

  /// Fills the record: facts, cases, fitness. `generation` tells the scenarios' pods apart.
  func run(_ record: inout ScenarioRecord, generation: Int, drift: Drift?, pinned: ScenarioSetting?) async throws {
    let scenario = record.scenario
    let names = nodes.compactMap(\.metadata.name)
    var (facts, isWhole) = try await phase("read facts", &record) {
      try await settledFacts()
    }
    let configuration = facts.configuration
    if let pinned { facts.configuration["devices"] = pinned.value }
    facts.drift = drift
    facts.httpsByName = options.endpoints.httpsAddress(facts.primaryFamily) == nil
    if families.contains(.ipv6), !services.isEmpty {
      facts.givesServicesIPv6 = services.values.contains { $0.address(.ipv6) != nil }
    }
    facts.nodePorts = nodePorts
    facts.proxied = proxied
    if made != nil, !options.vantages.isEmpty {
      let known = facts
      facts.nodePorts?.vantages = try await phase("reach from outside", &record) {
        await vantages.facts(sample.nodes.compactMap(known.node), known, families: families)
      }
    }
    record.basis = basis(facts)
    let planned = sample.cases(
      families, onNodePorts: options.asksNodePorts, fromOutside: !options.vantages.isEmpty,
      fromHosts: options.asksHosts, seeingPrograms: (known ?? facts).seesPrograms, throughProxy: proxied != nil)
    progress(.casesPlanned(scenario, count: planned.count))

    let pods = try await phase("start pods", &record) {
      try await fixture.startPods(
        sample, nodes: names, backends: made == nil ? [] : nodePorts.backends, generation: generation,
        timeout: options.podStartTimeout)
    }
    if let remark = pods.remark { await note(remark) }
    let capturing = try await startCaptures(generation: generation, &record)
    let tailscale = try await startTailscale(facts, generation: generation, &record)
    let shell = try await AgentShell(reader, programs: programs)
    let counters = counterReader(facts, shell)
    let (asked, before) = try await phase("read counters", &record) {
      let questions = BeforeProbes(
        listing: Set(facts.nodes.filter { $0.listsPrograms == true }.map(\.name)),
        addresses: isWhole ? [:] : factsReader.openAddresses(of: facts, nodes: nodes), observers: sample.observers,
        evidenceLimit: ScenarioRecord.agentEvidence(cases: planned.count), counters: counters,
        datapath: datapathReader(pods, shell))
      let asked = await questions.ask(shell)
      return (asked, await counters.reading(asked.counters))
    }
    let said = await tailscale?.read()
    facts.take(said?.told ?? [:])
    if !isWhole { FactsReader.take(reached: asked.reached, of: &facts) }
    if !isWhole || said != nil {
      record.basis = basis(facts)
      await completed(facts)
    }
    let plan = ProbePlan(
      .init(
        facts: facts, sample: sample, pods: pods, services: services, serviceNames: serviceNames,
        families: families, endpoints: options.endpoints,
        timeout: .seconds(options.probeTimeoutSeconds), clusterDomain: options.clusterDomain))
    let captures = try capturing.map { options, running in
      try CaptureSession.make(
        options, running, facts: facts, pods: pods, plan: plan, endpoints: self.options.endpoints, client: client)
    }
    let agents = AskedAgents(shell: shell, counters: counters, before: asked, at: before.at, tailscale: tailscale)
    let measuredAt = Date()
    let measured = try await phase("probe", &record) {
      try await measure(plan, planned, pods, agents, facts, captures)
    }
    var measurements = [measured]
    var plans = [plan]
    var context = DiagnosisContext(datapath: measured.datapath.record)
    context.endpoints = options.endpoints
    var retries = Retries()
    var controls = HostControls()
    // The cases are judged several times: with retries, counters, controls and restarts. What was observed of one, and
    // what packets prove, stays the same, is made with some effort, and should be in memory once.
    var observed: [MeasuredCase: Observation?] = [:]
    func observe(_ aspect: Aspect, _ subject: Subject) -> Observation? {
      let measured = MeasuredCase(round: retries.round(of: aspect, subject), key: CaseKey(aspect, subject))
      if let known = observed[measured] { return known }
      let observation = measurements[measured.round].observe(aspect, subject)
      observed[measured] = .some(observation)
      return observation
    }
    var proofs: [MeasuredCase: PathProof?] = [:]
    func prove(_ aspect: Aspect, _ subject: Subject) -> PathProof? {
      guard captures != nil else { return nil }
      let proven = MeasuredCase(round: retries.round(of: aspect, subject), key: CaseKey(aspect, subject))
      if let known = proofs[proven] { return known }
      let proof = measurements[proven.round].evidence?.proof(aspect, subject)
      proofs[proven] = .some(proof)
      return proof
    }
    var changes = ClusterChange()
    var sampled = SampledPaths(sampling: options.pathSampling)
    let predictions = CaseJudge.predict(planned, facts: facts)
    func judge(_ restarts: [String: Observation], diagnosing: Bool) -> [CaseRecord] {
      CaseJudge.judge(
        planned, predictions: predictions, facts: facts, mayDisturb: mayDisturb, controls: controls, context: context,
        prove: prove,
        diagnosing: diagnosing
      ) { aspect, subject in
        let observation = aspect == .clusterDNSRestart ? restarts[subject.source] : observe(aspect, subject)
        return observation.map { changes.observation(aspect, subject, sampled.observation(aspect, subject, $0)) }
      }
    }
    // What is to be measured again, or besides, the verdicts tell.
    var judged = judge([:], diagnosing: false)
    while retries.rounds < options.retries {
      let again = retries.next(judged, cut: measurements.last?.results.cut ?? [])
      guard !again.isEmpty else { break }
      let part = plan.only(again)
      plans.append(part)
      measurements.append(
        try await phase("probe again", &record) {
          try await measure(part, again, pods, agents, facts, captures, after: measured)
        })
      judged = judge([:], diagnosing: false)
    }
    // Before anything is restarted on purpose, and before further tries: what these lose is nobody's account.
    let last = measurements.reduce(into: [:]) { $0.merge($1.counters) { _, later in later } }
    let after = try await phase("read counters again", &record) { await counters.reading(last) }
    if options.pathSampling.further > 0 {
      // Tries may last: were the run ended meanwhile, what was measured before is kept.
      record.cases = judge([:], diagnosing: true)
      retries.complete(&record.cases)
      let cases = PathSampler.cases(judged)
      let sampler = PathSampler(
        sampling: options.pathSampling, probeTimeoutSeconds: options.probeTimeoutSeconds, plan: plan, pods: pods,
        facts: facts, client: client)
      let tried = try await phase("sample paths", &record) { try await sampler.run(cases) }
      for (aspect, subject) in cases {
        sampled.first[CaseKey(aspect, subject)] = measurements.first?.observe(aspect, subject)
      }
      (sampled.tried, sampled.began) = (tried, measuredAt)
      record.cases = []
      judged = judge([:], diagnosing: false)
    }
    changes = await change(since: facts, configuration, judged, pods, shell, after)
    let counted = CounterDelta(
      before: before, after: after, nodes: counters.nodes, accounts: DropAccounts(plans: plans, facts: facts),
      releases: facts.knownReleases
    ).health()
    var tunnels = measurements.reduce(into: [:]) { $0.merge($1.tunnels) { _, later in later } }
    let during = measurements.reduce(into: [:]) { $0.merge($1.tailscale.told) { _, later in later } }
    let unread = ((said?.gaps ?? []) + measurements.flatMap(\.tailscale.gaps)).uniqued()
    let silent = SilentPeers(facts: facts, since: before.at)
    let senders = silent.senders(judged, tunnels)
    if !senders.isEmpty {
      tunnels.merge(
        try await phase("wait for silent peers", &record) { try await silent.ask(senders, shell) }
      ) { _, later in later }
    }
    let seconds = (after.at - before.at) / .seconds(1)
    context.nodes = counted.nodes
    context.tailnet = TailnetJudge.record(
      facts, pairs: planned.map(\.1).filter { $0.target != nil }.uniqued(), during: during, after: tunnels)
    context.seconds = seconds
    record.datapath = measured.datapath.record
    // Causes are looked for at the end. Before, where DNS pods are restarted, which lasts: were the run killed meanwhile,
    // what was measured is kept, and why.
    let asksHosts = !HostControls.candidates(judged).isEmpty
    let isExplained = mayDisturb || !asksHosts
    // A large cluster's cases must not be here twice, here and below.
    judged = []
    record.cases = judge([:], diagnosing: isExplained)
    retries.complete(&record.cases)
    record.health = HealthJudge.record(
      counted, seconds: seconds, cases: record.cases, facts: facts,
      thresholds: options.thresholds)
    record.tailnet = TailnetJudge.record(
      facts, during: during, after: tunnels, stun: NodeSTUN.joined(measurements.flatMap { $0.evidence?.stun ?? [] }),
      cases: record.cases)
    if !unread.isEmpty { record.tailnet?.gaps = unread }
    record.lighten()
    await checkpoint(record)
    let unanswered = HostControls.candidates(record.cases)
    if !unanswered.isEmpty {
      controls = try await phase("control from the hosts", &record) {
        var controls = HostControls()
        for family in families {
          let probe = HostControlProbe(
            shell: shell, endpoints: options.endpoints, family: family, timeoutSeconds: options.probeTimeoutSeconds)
          controls.answers.merge(await probe.run(unanswered).answers) { first, _ in first }
        }
        return controls
      }
    }
    let latest = measurements
    let failing = HopTracer.candidates(record.cases) { record in
      latest[retries.round(of: record.aspect, record.subject)].target(of: record.aspect, record.subject, in: plan)
    }
    var traces: [CaseKey: HopTrace] = [:]
    if !failing.isEmpty {
      traces = try await phase("trace failing paths", &record) { await HopTracer.run(failing, pods, facts, client) }
    }
    let restarts = try await phase("restart DNS", &record) { try await restartDNS(facts) }
    await fixture.remove(pods)

    if !controls.answers.isEmpty { record.basis?.controls = controls }
    // Otherwise nothing is known now that was not before.
    if !restarts.isEmpty || !controls.answers.isEmpty || !isExplained {
      record.cases = []
      record.cases = judge(restarts, diagnosing: true)
      retries.complete(&record.cases)
      record.lighten()
    }
    for index in record.cases.indices {
      record.cases[index].hops = traces[CaseKey(record.cases[index].aspect, record.cases[index].subject)]
      let judged = record.cases[index]
      let evidence = measurements[retries.round(of: judged.aspect, judged.subject)].evidence
      if let evidence { record.cases[index] = evidence.attachingPackets(to: judged, of: scenario) }
    }
    record.fitness = Fitness.assess(record.cases)
    for judged in record.cases { progress(.caseFinished(scenario, judged)) }
  }

  private func counterReader(_ facts: ClusterFacts, _ shell: AgentShell) -> CounterReader {
    let counted = sample.counted
    return CounterReader(
      reader: reader, shell: shell, nodes: nodes.compactMap(\.metadata.name).filter(counted.contains),
      tunnelDevice: CounterReader.tunnelDevice(CiliumConfigMap(data: facts.configuration)),
      strictNodes: Set(facts.nodes.filter(FactFaults.filtersStrictly).map(\.name)))
  }

  private var factsReader: FactsReader { FactsReader(reader: reader, programs: programs, sample: sample) }

  /// What the record keeps of the facts. A part of a split run is judged again when it is joined with the others, however
  /// large the cluster is.
  private func basis(_ facts: ClusterFacts) -> ScenarioRecord.Basis? {
    sample.shard == nil
      ? .init(keeping: facts, mayDisturb: mayDisturb) : .init(facts: facts, mayDisturb: mayDisturb)
  }

  /// The facts, once DNS pods that this setting lets become ready have had the time for it; and whether hosts have tried
  /// the addresses of which their health checks know nothing. Where they have not, they do it when the agents are asked
  /// before the probes, in the same exec: nothing depends on it before, but what DNS pods are waited for.
  private func settledFacts() async throws -> (facts: ClusterFacts, isWhole: Bool) {
    // What was read to recognise the scenario is still true: nothing has been changed since.
    if !mayDisturb, let known { return (known, false) }
    var facts = try await factsReader.read(nodes, triesConnections: false)
    guard mayDisturb, facts.dnsPods.contains(where: { !$0.isReady }) || facts.lacksReadyDNSPods else {
      return (facts, false)
    }
    await factsReader.tryConnections(of: &facts, nodes: nodes, try await AgentShell(reader, programs: programs))
    func settle(within time: Duration, while isOpen: (ClusterFacts) -> Bool) async throws {
      let deadline = ContinuousClock.now + time
      while ContinuousClock.now < deadline, isOpen(facts) {
        try await Task.sleep(for: .milliseconds(250))
        facts.take(try await reader.clusterDNS())
      }
    }
    try await settle(within: options.dnsRestartTimeout, while: Self.waitsForDNS)
    try await settle(within: Self.endpointsTimeout, while: \.lacksReadyDNSPods)
    return (facts, true)
  }

  /// Within which a pod that has become ready should be among its Service's endpoints; Kubernetes takes milliseconds.
  private static let endpointsTimeout = Duration.seconds(5)

  private static func waitsForDNS(_ facts: ClusterFacts) -> Bool {
    facts.dnsPods.contains { pod in
      guard !pod.isReady else { return false }
      guard case .expected(let restart) = Rules.predict(.clusterDNSRestart, .node(pod.node), facts: facts) else {
        return false
      }
      return restart.outcome == .healthy
    }
  }

  /// The capture pods, before anything is counted; `nil` when nothing is to be captured.
  private func startCaptures(
    generation: Int, _ record: inout ScenarioRecord
  ) async throws -> (CaptureOptions, [String: Result<PodReference, AgentShell.Failure>])? {
    guard let capture = options.guest.capture else { return nil }
    let names = nodes.compactMap(\.metadata.name)
    let running = try await phase("start captures", &record) {
      try await CapturePods(
        client: client, runID: fixture.specification.runID, guest: options.guest, options: capture,
        lifetime: fixture.specification.lifetime
      ).start(nodes: names, generation: generation, timeout: options.podStartTimeout)
    }
    return (capture, running)
  }

  /// The pods that have tailscaled's socket; `nil` where nobody is to be asked by it, and where there is no tailnet.
  private func startTailscale(
    _ facts: ClusterFacts, generation: Int, _ record: inout ScenarioRecord
  ) async throws -> TailscaleReader? {
    guard let socket = options.guest.tailscale else { return nil }
    let wanted = TailscalePods.nodes(facts)
    guard !wanted.isEmpty else { return nil }
    return try await phase("start pods that ask Tailscale", &record) {
      try await TailscalePods(
        client: client, runID: fixture.specification.runID, guest: options.guest, options: socket,
        lifetime: fixture.specification.lifetime
      ).start(wanted, generation: generation, timeout: options.podStartTimeout)
    }
  }

  /// What came of probes, and what was asked while they went and right after them.
  private struct Sent: Sendable {
    var results: ProbeResults
    var after: AfterProbes.Answers
    var datapath: DatapathReader
    var tailscale: TailscaleReader.Readings
  }

  /// Sends probes and reads what they left behind, in one exec per agent.
  private func measure(
    _ plan: ProbePlan, _ cases: [(Aspect, Subject)], _ pods: ProbePods, _ agents: AskedAgents, _ facts: ClusterFacts,
    _ captures: CaptureSession?, after earlier: ScenarioMeasurement? = nil
  ) async throws -> ScenarioMeasurement {
    let began = ContinuousClock.now
    async let ciliumNodes = earlier == nil ? readCiliumNodes() : nil
    async let ports = askNodePorts(cases, pods, agents.shell, facts)
    async let hosts = askHosts(cases, pods, agents.shell, facts)
    let client = client
    let send: @Sendable () async throws -> Sent = {
      async let meanwhile = agents.tailscale?.read()
      let results = try await ProbeResults.send(plan, pods: pods, client: client)
      var datapath = datapathReader(pods, agents.shell)
      if earlier == nil {
        datapath.published = await Result { try await reader.publishedServices(own: options.guest.namespace) }
      }
      // Right after the probes: entries of a busy table are evicted, and time out.
      let questions = AfterProbes(
        translated: Set(plan.probes.keys), pods: pods,
        // What was not sent again was not lost again: the other nodes' counters are read already.
        counters: earlier == nil
          ? agents.counters : agents.counters.only(cases.map(\.1.source) + cases.compactMap(\.1.target)),
        // The pods and Services stay the same: a second measurement finds the same entries.
        datapath: earlier == nil ? datapath : nil, involved: sample.involved,
        tunnelled: Set(plan.probes.keys.filter { facts.node($0)?.uplinks.overlays.isEmpty == false }),
        endpoints: agents.before.endpoints, asksConntrack: captures != nil)
      async let afterwards = agents.tailscale?.read()
      var answers = await questions.ask(agents.shell)
      answers.tunnels = answers.tunnels.mapValues { $0.counted(since: agents.at) }
      var said = await meanwhile ?? TailscaleReader.Readings()
      let later = await afterwards
      answers.tunnels.take(later?.told ?? [:])
      said.gaps += later?.gaps ?? []
      return Sent(results: results, after: answers, datapath: datapath, tailscale: said)
    }
    let outputs: CaptureSession.Outputs?
    let sent: Sent
    if let captures {
      let captured = try await captures.around(send)
      sent = captured.value
      outputs = captured.outputs
    } else {
      sent = try await send()
      outputs = nil
    }
    // A pod gives no process id twice so soon: where one names the flow, nothing of this pod is another flow's. The node's
    // clock and this one need not agree to the second.
    let identifiesByProcess = options.guest.podSecurity < .restricted
    var translations = TranslationObservations(
      sent.after.listings, since: identifiesByProcess ? min(pods.since, began) : began)
    translations.identifiesByProcess = identifiesByProcess
    let dnsPods = await Result { try await reader.dnsPods() }
    try Task.checkCancellation()
    let datapath = earlier?.datapath ?? sent.datapath.readings(sent.after.datapath)
    let configuration: ConfigurationObservations
    if let earlier {
      // What agents say is asked once: a second measurement is of packets, and judges no case by the agents' words.
      configuration = earlier.configuration
    } else {
      configuration = ConfigurationObservations(
        readings: agents.before.readings, ciliumNodes: await ciliumNodes ?? .success([:]), facts: facts, sample: sample)
    }
    return ScenarioMeasurement(
      pods: pods, results: sent.results,
      paths: PathObservations(plan: plan, results: sent.results, pods: pods, facts: facts),
      configuration: configuration, translations: translations,
      dnsPods: DNSPodObservations(before: facts.dnsPods, after: dnsPods), nodePorts: await ports,
      hosts: await hosts, programs: ProgramObservations(listings: agents.before.programs, facts: facts),
      counters: sent.after.counters, tunnels: sent.after.tunnels, tailscale: sent.tailscale,
      datapath: datapath,
      evidence: outputs.map { outputs in
        var evidence = PathEvidence(
          outputs: outputs, facts: facts, pods: pods, services: services, results: sent.results, plan: plan,
          translations: translations)
        evidence.identities = datapath.identities
        evidence.conntrack = sent.after.conntrack
        evidence.owners = MessageOwners(facts)
        return evidence
      })
  }

  private var vantages: VantageProbe {
    VantageProbe(vantages: options.vantages, openPorts: options.openPorts + VantageProbe.usualPorts)
  }

  private func askNodePorts(
    _ cases: [(Aspect, Subject)], _ pods: ProbePods, _ shell: AgentShell, _ facts: ClusterFacts
  ) async -> NodePortObservations? {
    guard let made else { return nil }
    let plan = NodePortPlan(cases, facts: facts, services: made, pods: pods)
    return await NodePortObservations.measure(
      plan, shell: shell, vantages: vantages, facts: facts, patience: options.probeTimeoutSeconds)
  }

  private func askHosts(
    _ cases: [(Aspect, Subject)], _ pods: ProbePods, _ shell: AgentShell, _ facts: ClusterFacts
  ) async -> HostObservations? {
    guard options.asksHosts else { return nil }
    let plan = HostPlan(
      cases,
      .init(
        facts: facts, pods: pods, services: services, endpoints: options.endpoints,
        clusterDomain: options.clusterDomain))
    return await HostObservations.measure(plan, shell: shell, patience: options.probeTimeoutSeconds)
  }

  private func datapathReader(_ pods: ProbePods, _ shell: AgentShell) -> DatapathReader {
    DatapathReader(
      shell: shell, pods: pods, sample: sample, services: services.compactMapValues(\.ipv4),
      namespace: options.guest.namespace)
  }

  private func readCiliumNodes() async -> Result<[String: [String]], AgentShell.Failure> {
    do {
      return .success(try await reader.ciliumNodeAddresses())
    } catch {
      return .failure(
        AgentShell.Failure(description: "CiliumNodes could not be read: \(error)", obstacle: Obstacle(error)))
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

  private func phase<Value>(
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
