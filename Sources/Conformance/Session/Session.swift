import Cilium
import Foundation
import Kubernetes

/// One run against one cluster.
///
/// The scenarios are measured one after another; the Swift Testing suites, which run at the same time, wait for the
/// results of their cases. So the suites decide what is asked, and never how fast.
public final class Session: Sendable {
  /// The session that the suites of this task verify; bound while ``conduct(_:)`` runs.
  @TaskLocal public static var current: Session?

  /// The scenarios of the run, in order.
  public let scenarios: [Scenario]
  /// The nodes that take part, and the pairs of them that are probed.
  public let sample: PairSample
  /// The families whose packets are sent.
  public let families: [IPFamily]
  /// Everything that is asked of the nodes and pairs.
  public var aspects: Set<Aspect> {
    Set(
      Aspect.asked(
        of: families, onNodePorts: options.asksNodePorts, fromOutside: !options.vantages.isEmpty,
        fromHosts: options.asksHosts, seeingPrograms: initialFacts.seesPrograms,
        throughProxy: options.proxiedService != nil))
  }

  let client: KubernetesClient
  let options: RunOptions
  let progress: @Sendable (RunProgress) -> Void
  private let nodeObjects: [Node]
  private let initialFacts: ClusterFacts
  private let proxied: ProxiedServiceFacts?
  private let board = ResultBoard()
  private let asked = AskedCases()
  private let journal: RunJournal
  private let fixture: ProbeFixture
  private let tenancy: RunTenancy
  private let programs: AgentPrograms

  private var reader: ClusterReader { options.reader(client) }

  private init(
    client: KubernetesClient, options: RunOptions, progress: @escaping @Sendable (RunProgress) -> Void,
    tenancy: RunTenancy, participants: Participants, facts: ClusterFacts, proxied: ProxiedServiceFacts?,
    families: [IPFamily], scenarios: [Scenario], journal: RunJournal, programs: AgentPrograms
  ) {
    self.proxied = proxied
    self.programs = programs
    self.families = families
    self.client = client
    self.options = options
    self.progress = progress
    self.nodeObjects = participants.nodes
    self.sample = participants.sample
    self.initialFacts = facts
    self.scenarios = scenarios
    self.journal = journal
    self.tenancy = tenancy
    self.fixture = ProbeFixture(
      client: client,
      specification: ProbePodSpecification(
        runID: tenancy.runID, options: options.guest,
        lifetime: options.podLifetime(nodes: participants.nodes.count)), mostSingly: options.mostPodsSingly)
  }

  /// Takes the run's Lease, reads the cluster and decides which scenarios are verified. Creates nothing else but the
  /// namespace where it is missing. ``conduct(_:)`` must follow: it gives back what this takes.
  ///
  /// - Parameter save: Is given the record at its beginning and after every step, in order.
  /// - Throws: ``LeaseHeld`` when another run is using the cluster, ``GuestError`` when there is no namespace to live in,
  ///   ``ScenarioError`` when no node can take part, ``KubernetesError`` when it cannot be read.
  public static func open(
    client: KubernetesClient, options: RunOptions, progress: @escaping @Sendable (RunProgress) -> Void,
    save: @escaping @Sendable (RunRecord) -> Void = { _ in }
  ) async throws -> Session {
    let version = try await client.serverVersion()
    let runID = RunID.make()
    let tenancy = try await RunTenancy.begin(client: client, runID: runID, options: options.guest) {
      progress(.note(Sentence(words: $0)))
    }
    do {
      return try await tenancy.holding {
        try await open(
          client: client, options: options, tenancy: tenancy, version: version.gitVersion, progress: progress,
          save: save)
      }
    } catch {
      // In a task of its own, which the cancellation of this one does not reach. The first error tells more.
      await Task { try? await tenancy.end() }.value
      throw error
    }
  }

  private static func open(
    client: KubernetesClient, options: RunOptions, tenancy: RunTenancy, version: String,
    progress: @escaping @Sendable (RunProgress) -> Void, save: @escaping @Sendable (RunRecord) -> Void
  ) async throws -> Session {
    let reader = options.reader(client)
    let participants = try Participants.choose(try await reader.nodes(options), options.sampling)
    let nodes = participants.nodes
    let programs = AgentPrograms()
    let factsReader = FactsReader(reader: reader, programs: programs, sample: participants.sample)
    let facts = try await factsReader.read(nodes, triesConnections: false)
    let scenarios: [Scenario] =
      switch options.plan {
      case .detected: [Scenario.detect(facts)]
      case .pinned(let scenario): [scenario]
      case .walk(let scenarios): scenarios
      }
    var proxied: ProxiedServiceFacts?
    if let service = options.proxiedService { proxied = try await reader.proxiedService(service) }
    let summary = ClusterSummary.make(
      connection: client.connection, version: version, nodes: nodes,
      skipped: participants.skipped, facts: facts)
    let families = options.families.of(facts)
    progress(.clusterRead(summary))
    var record = RunRecord(
      tool: .init(name: "netproof", version: options.toolVersion), runID: tenancy.runID, startedAt: Date(),
      cluster: summary, endpoints: options.endpoints)
    if !families.contains(.ipv6) { record.endpoints.ipv6 = nil }
    record.sample = participants.sample
    if options.fitnessDecides { record.fitnessDecides = true }
    record.runner = options.runner
    if let sampled = participants.sample.summary { progress(.note(sampled)) }
    record.notes += ClusterRemarks.notes(facts)
    for note in record.notes { progress(.note(note)) }
    return Session(
      client: client, options: options, progress: progress, tenancy: tenancy, participants: participants, facts: facts,
      proxied: proxied, families: families, scenarios: scenarios, journal: RunJournal(record, save: save),
      programs: programs)
  }

  /// The record as it stands, complete or not.
  public func record() async -> RunRecord { await journal.record }

  /// Runs `suites` while the scenarios are measured, cleans up, and returns the run's record. Cancellation ends the
  /// measurements early; the record then says so, and clean-up still happens.
  public func conduct(_ suites: @escaping @Sendable () async throws -> Void) async -> RunRecord {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.walk() }
      group.addTask {
        do {
          try await Session.$current.withValue(self) { try await suites() }
        } catch {
          await self.journal.note("the suites could not be run: \(error)")
        }
      }
      await group.waitForAll()
    }
    await journal.finish(RunCost(client.cost)) { ClaimJudge.judge($0.scenarios, cluster: $0.cluster) }
    return await journal.record
  }

  /// The judged case, once its scenario has been measured.
  public func result(_ scenario: Scenario, _ aspect: Aspect, _ subject: Subject) async -> CaseRecord? {
    await asked.note(scenario, CaseKey(aspect, subject))
    return await board.record(of: scenario, aspect, subject)
  }

  /// The cases of a record that no suite has asked for, in words; none where every chapter stands for what it should.
  public func unasked(in record: RunRecord) async -> [String] { await asked.missing(in: record) }

  /// What a scenario's predictions were made from, once it has been measured.
  public func facts(of scenario: Scenario) async -> ClusterFacts {
    await board.record(of: scenario)?.basis?.facts ?? initialFacts
  }

  /// Why a scenario has no cases, if so.
  public func failure(of scenario: Scenario) async -> Sentence? { await board.record(of: scenario)?.failure }

  private func walk() async {
    var last: ScenarioRecord?
    do {
      let (record, wasInterrupted) = try await tenancy.holding { await self.walkScenarios() }
      last = record
      if wasInterrupted { await journal.interrupt("the run was interrupted") }
    } catch is CancellationError {
      await journal.interrupt("the run was interrupted")
    } catch {
      // The Lease is lost: that tells more than that everything was cancelled because of it.
      await journal.interrupt(Sentence(error))
    }
    // Clean-up must happen although this task may be cancelled: it gets a task of its own. The last scenario's cases
    // are held back until it is done, because a test runner ends the process with its last test.
    await Task { await self.cleanUp() }.value
    if let last { await board.publish(last) }
    await board.close()
  }

  /// Removes what earlier runs left when they were killed. It is not this run's matter whether that succeeds.
  private func removeLeftovers() async {
    let cleanup = LeftoverCleanup(client: client, namespace: options.guest.namespace)
    do {
      let others = try await cleanup.find().filter { $0.runID != tenancy.runID && !$0.objects.isEmpty }
      let removed = try await cleanup.remove(.dead, from: others, waiting: .seconds(30)).removed
      guard !removed.isEmpty else { return }
      let note: Sentence = "removed what earlier runs left: \(removed.map(\.description).joined(separator: "; "))"
      progress(.note(note))
      await journal.note(note)
    } catch is CancellationError {
      return
    } catch {
      await journal.note("what earlier runs may have left could not be removed: \(error)")
    }
  }

  /// Measures the scenarios one after another; returns the last one's record, which is not published yet, and whether
  /// scenarios are missing because the task was cancelled.
  private func walkScenarios() async -> (last: ScenarioRecord?, wasInterrupted: Bool) {
    await removeLeftovers()
    var last: ScenarioRecord?
    do {
      let names = nodeObjects.compactMap(\.metadata.name)
      let services = try await fixture.createServices(sample, nodes: names, families: families)
      let (nodePorts, made) = try await makeNodePorts(names)
      for (index, scenario) in scenarios.enumerated() {
        try Task.checkCancellation()
        progress(.scenarioStarted(scenario, index: index + 1, total: scenarios.count))
        let runner = ScenarioRunner(
          client: client, options: options, nodes: nodeObjects, sample: sample, fixture: fixture, services: services,
          serviceNames: fixture.serviceNames(names, clusterDomain: options.clusterDomain), families: families,
          nodePorts: nodePorts, made: made, progress: progress, checkpoint: { await self.journal.update($0) },
          note: { await self.tell($0) },
          completed: { await self.remark(on: $0) }, programs: await programs.ofAnswering(), known: initialFacts,
          proxied: proxied)
        let record = await verify(scenario, runner, generation: index)
        await journal.update(record)
        progress(.scenarioFinished(record))
        if index == scenarios.count - 1 { last = record } else { await board.publish(record) }
      }
    } catch is CancellationError {
      return (last, true)
    } catch {
      await journal.interrupt(Sentence(error))
    }
    return (last, false)
  }

  /// Makes the NodePort Services, where the run may. A cluster that refuses them is not asked on them, and says why.
  private func makeNodePorts(_ nodes: [String]) async throws -> (NodePortFacts, NodePortServices?) {
    var facts = NodePortFacts(backends: Array(nodes.prefix(NodePortServices.backends)))
    guard options.asksNodePorts else {
      facts.absence = "no NodePort Service was to be made (--node-ports)"
      return (facts, nil)
    }
    do {
      return (facts, try await fixture.createNodePorts(nodes, families: families))
    } catch let error as KubernetesError {
      facts.absence = "the cluster refuses NodePort Services: \(error)"
      await journal.note(facts.absence.map { "NodePorts were not asked: \($0)" } ?? "NodePorts were not asked")
      return (facts, nil)
    }
  }

  private func verify(_ scenario: Scenario, _ runner: ScenarioRunner, generation: Int) async -> ScenarioRecord {
    var record = ScenarioRecord(
      scenario: scenario, devices: initialFacts.devicesSetting, startedAt: Date())
    await journal.update(record)
    do {
      var drift: Drift?
      var pinned: ScenarioSetting?
      switch options.plan {
      case .detected: break
      case .pinned:
        pinned = try scenario.setting(for: initialFacts)
        drift = Drift(scenario, pinned, facts: initialFacts)
        if let drift { await journal.note(drift.sentence) }
      case .walk:
        let setting = try options.setting(of: scenario, on: initialFacts)
        record.devices = setting.value
        if let obstacle = SettingForecast(initialFacts, devices: setting.value ?? "").startObstacles() {
          throw ScenarioError(
            "left out, and nothing was written: with devices \(setting.value ?? "unset") no agent would start on "
              + "\(obstacle)")
        }
        try await enter(setting, &record)
      }
      // Without a drift the cluster's own wording stands: it may name more than the uplinks.
      try await runner.run(&record, generation: generation, drift: drift, pinned: drift == nil ? nil : pinned)
    } catch is CancellationError {
      record.failure = "the run was interrupted"
    } catch {
      record.failure = Sentence(error)
    }
    record.finishedAt = Date()
    return record
  }

  /// Corrects what was said of the cluster before all facts were there.
  private func remark(on facts: ClusterFacts) async {
    // A walk changes what the facts say.
    if case .walk = options.plan { return }
    for note in await journal.replace(ClusterRemarks.notes(initialFacts), by: ClusterRemarks.notes(facts)) {
      progress(.note(note))
    }
  }

  /// Says something once, however many scenarios give reason to.
  private func tell(_ remark: Sentence) async {
    guard await !journal.record.notes.contains(remark) else { return }
    progress(.note(remark))
    await journal.note(remark)
  }

  private func enter(_ setting: ScenarioSetting, _ record: inout ScenarioRecord) async throws {
    progress(.phaseStarted(record.scenario, "enter scenario"))
    let began = ContinuousClock.now
    let gate = ScenarioSwitch(client: client, reader: reader, timeout: options.rolloutTimeout)
    let entered = try await gate.enter(setting, facts: initialFacts, nodes: sample.nodes)
    record.devices = entered.devices
    for (node, reason) in entered.unsettled.sorted(by: { $0.key < $1.key }) {
      await journal.note("\(record.scenario.rawValue): \(node) had not settled before the probes: \(reason)")
    }
    record.phases.append(.init(name: "enter scenario", seconds: (ContinuousClock.now - began) / .seconds(1)))
  }

  /// Puts `devices` back and removes everything that the run made, with the Lease held until the end.
  private func cleanUp() async {
    do {
      try await tenancy.holding(isEnduring: true) { await self.restoreDevices() }
    } catch {
      await journal.note(
        "\(error). If the run has changed devices, put it back with `netproof restore` once the other run is over.")
    }
    do {
      try await tenancy.end(mayHaveSets: nodeObjects.count > options.mostPodsSingly)
    } catch {
      await journal.note("not everything of the run could be removed from \(options.guest.namespace): \(error)")
    }
  }

  private func restoreDevices() async {
    guard case .walk = options.plan else { return }
    progress(.note("restoring the original devices setting"))
    do {
      let gate = ScenarioSwitch(client: client, reader: reader, timeout: options.rolloutTimeout)
      _ = try await gate.restore(nodes: sample.nodes)
    } catch {
      await journal.note(
        """
        cilium-config could not be restored: \(error). The original value of devices is in its annotation \
        \(ScenarioSwitch.originalAnnotation); `netproof restore` writes it back.
        """)
    }
  }
}
