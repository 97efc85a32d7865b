import Cilium

/// Everything that was measured in a scenario, ready to be asked case by case.
struct ScenarioMeasurement: Sendable {
  let pods: ProbePods
  private(set) var results: ProbeResults
  private(set) var paths: PathObservations
  private(set) var configuration: ConfigurationObservations
  private(set) var translations: TranslationObservations
  let dnsPods: DNSPodObservations
  /// What came of connections to NodePorts; `nil` where there are none.
  var nodePorts: NodePortObservations?
  /// What came of what nodes' own networks asked; `nil` where they asked nothing.
  var hosts: HostObservations?
  /// What the kernel's lists of programs show.
  var programs: ProgramObservations?
  /// Node name → what its agent and its kernel counted right after the probes.
  var counters: [String: NodeCounters] = [:]
  /// Node name → what it told of its tunnels to other nodes right after the probes.
  var tunnels: [String: TunnelListings] = [:]
  /// Node name → what its tailscaled said while the probes went; and why others said nothing, then and afterwards.
  var tailscale = TailscaleReader.Readings()
  /// What the agents' tables hold of the run's pods and Services.
  var datapath = DatapathReadings()
  /// What packets prove; `nil` where none were captured.
  var evidence: PathEvidence?

  /// What was observed of a case; `nil` when nothing was meant to be measured. Restarts of DNS pods come later, and are
  /// none of its matters.
  func observe(_ aspect: Aspect, _ subject: Subject) -> Observation? {
    switch aspect.definition.measurement {
    case .probes(_, _, let asksDNSPods):
      let seen = paths.observe(aspect, subject)
      return asksDNSPods ? dnsPods.lookups(seen) : seen
    case .agent: return configuration.observe(aspect, subject.source)
    case .dnsPods: return dnsPods.observe(subject.source)
    case .natEntry(let pinged): return translation(of: pinged, aspect.family ?? .ipv4, subject)
    case .nodePort: return nodePorts?.observe(aspect, subject)
    case .host(let question):
      let seen = hosts?.observe(aspect, subject)
      return question == .clusterName ? seen.map(dnsPods.lookups) : seen
    case .programs(let question): return programs?.observe(question, on: subject.source)
    case .dnsRestart, .inspection: return nil
    }
  }

  /// Forgets what was only kept to be observed. A large cluster's answers are not needed any more once every case has its
  /// observation, and are as large as these.
  mutating func forgetAnswers() {
    results.answers = [:]
    paths.results = results
    configuration.readings = [:]
    (translations.tables, translations.evidence) = ([:], [:])
    (nodePorts, hosts, programs) = (nil, nil, nil)
  }

  /// The address that a case's probes went to, where they went to one that is no Service's.
  func target(of aspect: Aspect, _ subject: Subject, in plan: ProbePlan) -> IPAddress? {
    guard HopTrace.traced.contains(aspect.ipv4Twin) else { return nil }
    return plan.probes(aspect, subject).lazy.compactMap { probe -> IPAddress? in
      switch probe.kind {
      case .ping(let target, _, _), .tcpConnect(let target, _, _): IPAddress(target)
      case .httpGet(let url, _, _): FlowFinder.hostAndPort(url).flatMap { IPAddress($0.0) }
      case .lookup(_, let server, _): server.flatMap { IPAddress($0) }
      case .readFile: nil
      }
    }.first
  }

  private func translation(of pinged: Aspect.Kind, _ family: IPFamily, _ subject: Subject) -> Observation {
    let aspect = Aspect(pinged, family)
    let address = try? pods.nodes[subject.source]?.client.get().address(family)
    let answer = results.answer(aspect, subject, "ping")
    if answer == nil, let problem = results.problems[subject.source] { return Observation(problem) }
    return translations.observe(answer, from: address ?? nil, on: subject.source)
  }
}
