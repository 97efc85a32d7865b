import Cilium
import Foundation
import Kubernetes

/// Before the probes.
extension ScenarioRunner {
  /// The facts, the pods, and what agents say before the probes.
  func prepare(
    _ record: inout ScenarioRecord, generation: Int, drift: Drift?, pinned: ScenarioSetting?
  ) async throws -> PreparedScenario {
    var (facts, isWhole) = try await phase("read facts", &record) { try await settledFacts() }
    let configuration = facts.configuration
    if let pinned { facts.configuration["devices"] = pinned.value }
    facts.drift = drift
    facts.httpsByName = options.endpoints.httpsAddress(facts.primaryFamily) == nil
    if families.contains(.ipv6), !services.isEmpty {
      facts.givesServicesIPv6 = services.values.contains { $0.address(.ipv6) != nil }
    }
    (facts.nodePorts, facts.proxied) = (nodePorts, proxied)
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
    progress(.casesPlanned(record.scenario, count: planned.count))

    let pods = try await phase("start pods", &record) {
      try await fixture.startPods(
        sample, nodes: nodes.compactMap(\.metadata.name), backends: made == nil ? [] : nodePorts.backends,
        generation: generation, timeout: options.podStartTimeout)
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
    return PreparedScenario(
      facts: facts, configuration: configuration, planned: planned, pods: pods, plan: plan,
      agents: AskedAgents(shell: shell, counters: counters, before: asked, at: before.at, tailscale: tailscale),
      before: before, captures: captures, tailscaleGaps: said?.gaps ?? [])
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
}
