import Cilium

@testable import Conformance

/// The recorded cluster's nodes, as tests name them.
enum Nodes {
  static let m = "instance-master"
  static let w = "instance-worker"
  static let master = Subject.node(m)
  static let worker = Subject.node(w)
  static let masterToWorker = Subject.pair(from: m, to: w)
  static let workerToMaster = Subject.pair(from: w, to: m)
}

/// A scenario on paper: every case is observed to be as predicted, except what a test says was seen otherwise.
struct Rehearsal {
  var facts: ClusterFacts
  /// Whether the run may restart DNS pods.
  var mayDisturb = true
  /// The servers outside that were asked.
  var endpoints: ExternalEndpoints?
  /// What the nodes' own networks said of the servers outside.
  var controls = HostControls()
  /// Whether nodes' own networks ask, too.
  var asksHosts = false
  /// What the nodes counted.
  var counted: [NodeHealth] = []
  /// For how many seconds.
  var seconds: Double?
  /// What was told of the overlay's ways.
  var tailnet: TailnetRecord?
  /// What the agents' tables hold.
  var datapath = DatapathRecord()
  /// How often every path was tried that pods' probes measure, each time with what is predicted; nil for once.
  var tries: Int?
  private var seen: [Aspect: [Subject: Observation?]] = [:]

  init(_ facts: ClusterFacts, mayDisturb: Bool = true, sample: PairSample? = nil) {
    self.facts = facts
    self.sample = sample ?? .every(facts.nodes.map(\.name))
    self.mayDisturb = mayDisturb
  }

  /// The recorded cluster of a folder.
  init(_ folder: String, mayDisturb: Bool = true) throws {
    self.init(try RecordedCluster.facts(folder), mayDisturb: mayDisturb)
  }

  var nodes: [String] { facts.nodes.map(\.name) }

  /// Every pair, unless a test says otherwise.
  var sample: PairSample

  /// What was measured; without subjects, of all of them.
  mutating func see(_ aspect: Aspect, _ outcome: Outcome, _ subjects: Subject...) {
    set(aspect, Observation(.measured(outcome)), subjects)
  }

  /// What could not be measured, and why.
  mutating func fail(_ aspect: Aspect, _ reason: Sentence, _ subjects: Subject..., by obstacle: Obstacle? = nil) {
    set(aspect, Observation(.notMeasured(reason), obstacle: obstacle), subjects)
  }

  /// What many tries of paths brought; without subjects, of all of them. What is answered is as a path that works.
  mutating func see(_ aspect: Aspect, _ samples: PathSamples, _ subjects: Subject...) {
    let first = Observation(.measured(samples.answered > 0 ? .reachable : .unreachable))
    set(aspect, first.sampled(samples, answer: .reachable), subjects)
  }

  /// Nothing was meant to be measured.
  mutating func skip(_ aspect: Aspect, _ subjects: Subject...) { set(aspect, nil, subjects) }

  private mutating func set(_ aspect: Aspect, _ observation: Observation?, _ subjects: [Subject]) {
    for subject in subjects.isEmpty ? Subject.all(aspect.scope, nodes: nodes) : subjects {
      seen[aspect, default: [:]].updateValue(observation, forKey: subject)
    }
  }

  /// Every case, judged and explained as a run does it.
  func cases() -> [CaseRecord] {
    var context = DiagnosisContext()
    context.endpoints = endpoints
    context.nodes = counted
    (context.tailnet, context.seconds) = (tailnet, seconds)
    context.datapath = datapath
    return CaseJudge.judge(
      sample.cases(
        facts.families, fromHosts: asksHosts, seeingPrograms: facts.seesPrograms, throughProxy: facts.proxied != nil),
      facts: facts, mayDisturb: mayDisturb, controls: controls,
      context: context
    ) { aspect, subject in
      if let otherwise = seen[aspect]?[subject] { return otherwise }
      return Self.asPredicted(aspect, subject, facts).map { outcome in
        let seen = Observation(.measured(outcome))
        guard let tries, aspect.isMeasuredByProbes, aspect.kind != .pathMTU else { return seen }
        return seen.sampled(.losing(outcome.servesUsers == true ? 0 : tries, of: tries), answer: outcome)
      }
    }
  }

  /// One case of all.
  func record(_ aspect: Aspect, _ subject: Subject) -> CaseRecord? {
    cases().first { $0.aspect == aspect && $0.subject == subject }
  }

  /// The scenario's record.
  func scenario(_ scenario: Scenario) -> ScenarioRecord {
    var record = ScenarioRecord(scenario: scenario, devices: facts.devicesSetting, startedAt: .now)
    record.cases = cases()
    record.basis = .init(facts: facts, mayDisturb: mayDisturb)
    record.fitness = Fitness.assess(record.cases)
    return record
  }

  /// The cluster as a report shows it.
  var summary: ClusterSummary {
    ClusterSummary(
      context: "test", server: "https://100.64.0.1:6443", kubernetesVersion: "v1.36.2",
      nodes: facts.nodes.map { node in
        let devices = [node.uplinks.physical, node.uplinks.tailnet].compactMap { $0 }
        return NodeSummary(
          name: node.name, internalIP: node.internalIP?.description,
          physicalDevice: node.uplinks.physical?.name, tailnetDevice: node.uplinks.tailnet?.name,
          addresses: Dictionary(
            uniqueKeysWithValues: devices.map { ($0.name, $0.ipv4Addresses.map(\.description)) }))
      })
  }

  static func asPredicted(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    guard case .expected(let expectation) = Rules.predict(aspect, subject, facts: facts) else { return nil }
    if case .answersWithAddress(nil) = expectation.outcome { return .answersWithAddress("168.107.2.60") }
    return expectation.outcome
  }
}
