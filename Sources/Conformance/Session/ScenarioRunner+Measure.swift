import Cilium
import Foundation
import Kubernetes

/// The probes, and what is asked while they go and right after them.
extension ScenarioRunner {
  /// What came of probes, and what was asked while they went and right after them.
  private struct Sent: Sendable {
    var results: ProbeResults
    var after: AfterProbes.Answers
    var datapath: DatapathReader
    var tailscale: TailscaleReader.Readings
  }

  /// Sends probes and reads what they left behind, in one exec per agent.
  func measure(
    _ plan: ProbePlan, _ cases: [(Aspect, Subject)], _ prepared: PreparedScenario,
    after earlier: ScenarioMeasurement? = nil
  ) async throws -> ScenarioMeasurement {
    let (facts, pods, agents, captures) = (prepared.facts, prepared.pods, prepared.agents, prepared.captures)
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

  var vantages: VantageProbe {
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

  func datapathReader(_ pods: ProbePods, _ shell: AgentShell) -> DatapathReader {
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
}
