import Cilium

/// What a fault would do to every case, and whether that is what was seen.
struct FaultForecast {
  /// The judged cases with the ways of their packets; indexed, since a large cluster has tens of thousands.
  struct Cells {
    let judged: JudgedCases
    let tracer: PathTracer
    let traces: [PathTrace?]
    /// Node → the places of the cases whose ways touch it.
    let touching: [String: [Int]]
    /// The nodes whose pods ran a command, whatever came of it.
    let commanded: Set<String>

    init(_ judged: JudgedCases, _ tracer: PathTracer) {
      self.judged = judged
      self.tracer = tracer
      var measuring: [Subject: Set<PathStep>] = [:]
      traces = judged.cases.map { record in
        if case .notApplicable = record.prediction { return nil }
        let known = measuring[record.subject] ?? tracer.measuring(record.subject)
        measuring[record.subject] = known
        return tracer.trace(record.aspect, record.subject, measuring: known)
      }
      var touching: [String: [Int]] = [:]
      for (place, trace) in traces.enumerated() {
        guard let trace else { continue }
        let steps = trace.steps.union(trace.possible).union(trace.measuring)
        for node in Set(steps.flatMap(\.nodes)) { touching[node, default: []].append(place) }
      }
      self.touching = touching
      commanded = Set(
        judged.cases.lazy.filter { record in
          guard record.observation?.outcome != nil, case .probes = record.aspect.definition.measurement else {
            return false
          }
          return true
        }.map(\.subject.source))
    }

    /// Node → the other nodes to which something of the cases at these places goes from it; a node that sends nothing to
    /// others has none.
    func ways(of places: [Int]) -> [String: Set<String>] {
      var ways: [String: Set<String>] = [:]
      for trace in places.lazy.compactMap({ traces[$0] }) {
        for step in trace.steps.union(trace.possible).union(trace.measuring) {
          let nodes = step.nodes
          if let to = nodes.last, nodes.count == 2 { ways[nodes[0], default: []].insert(to) }
          for node in nodes { ways[node, default: []].formUnion([]) }
        }
      }
      return ways
    }

    /// The places of the cases that a fault can touch at all.
    func reach(of fault: SupposedFault) -> [Int] {
      let lists = fault.nodes.map { touching[$0] ?? [] }
      return lists.min { $0.count < $1.count } ?? Array(traces.indices)
    }
  }

  let fault: SupposedFault
  /// The places of the cases that it explains.
  private(set) var explained: Set<Int> = []
  /// Those of them that cannot be otherwise while it is there.
  private(set) var certain: Set<Int> = []
  /// The places of those that could not be measured because of it.
  private(set) var unmeasured: Set<Int> = []
  /// The first case that cannot be as it is, if the fault is there.
  private(set) var contradiction: Int?
  /// Whether the hosts' own reach, which the facts hold, is as it would be: false where it contradicts, nil where it says
  /// nothing.
  private(set) var agreesWithHosts: Bool?
  /// Whether a counter says that nothing was lost by it.
  private(set) var isRefutedByCounter = false
  /// Whether what was read of the nodes says that it is not there.
  private(set) var isRefutedByFacts = false

  init(_ fault: SupposedFault, _ cells: Cells) {
    self.fault = fault
    for place in cells.reach(of: fault) {
      guard let trace = cells.traces[place] else { continue }
      take(place, fault.effect(on: trace), trace, cells)
    }
    agreesWithHosts = hosts(cells)
    if case .sourceFilter(let filter) = fault { isRefutedByCounter = filter.dropped == 0 }
    // Looked for where nothing else refutes it: of a large cluster many lists are read for it.
    if case .peersUnread(let place) = fault, contradiction == nil, agreesWithHosts != false {
      isRefutedByFacts = PeerLists(cells.tracer.model).areComplete(place)
      isRefutedByCounter = cells.judged.context.hasSilentPeer(at: place)
    }
  }

  /// Whether nothing speaks against it.
  var isFitting: Bool {
    contradiction == nil && agreesWithHosts != false && !isRefutedByCounter && !isRefutedByFacts
  }

  private mutating func take(_ place: Int, _ effect: FaultEffect, _ trace: PathTrace, _ cells: Cells) {
    let record = cells.judged.cases[place]
    if record.observation?.outcome == nil, record.verdict == .inconclusive {
      guard [.podNotRunning, .kubeletUnreachable].contains(Inconclusive.known(record, cells.judged)) else { return }
      let isKept = trace.measuring.contains { step in
        // Where other commands got to the node's pods, the way there is open.
        if case .network = step, step.nodes.allSatisfy(cells.commanded.contains) { return false }
        if case .atHost(let node, .kubelet) = step, cells.commanded.contains(node) { return false }
        return fault.effect(on: step) > .none
      }
      if isKept { unmeasured.insert(place) }
      return
    }
    if record.verdict == .unpredicted, effect == .breaks, contradiction == nil,
      record.observation?.outcome?.isAnswered == true
    {
      contradiction = place
    }
    // What is answered now and then is not cut.
    if case .lossy? = record.observation?.outcome {
      if effect == .breaks, contradiction == nil, !fault.isAboutSize { contradiction = place }
      return
    }
    guard effect > .none, case .expected(let expectation) = record.prediction else { return }
    switch record.verdict {
    case .deviates, .inconclusive:
      guard isAsForecast(record, expectation.outcome) else { return }
      explained.insert(place)
      if effect == .breaks { certain.insert(place) }
    case .conforms:
      if effect == .breaks, works(expectation.outcome), contradiction == nil { contradiction = place }
    case .notApplicable, .unpredicted: break
    }
  }

  /// Whether something is expected that the fault would take away.
  private func works(_ expected: Outcome) -> Bool {
    if case .translated = expected { return true }
    return expected.servesUsers == true
  }

  private func isAsForecast(_ record: CaseRecord, _ expected: Outcome) -> Bool {
    guard let seen = record.observation?.outcome else { return false }
    if record.aspect.area == .nodePorts { return seen.lacksAddresses(of: expected) && !fault.isAboutSize }
    guard works(expected) else { return false }
    switch (expected, seen) {
    case (.translated, _):
      // What is lost beyond the node was translated before it left.
      if fault.isBeyondNodes { return false }
      // By another device with that device's address.
      if case .routeTakes(let taken) = fault, taken.device != nil, case .translated = seen { return true }
      return seen == .notTranslated
    case (.largestPayload(let announced), .largestPayload(let bytes)):
      if case .mtuStale(_, let has, let wanted) = fault { return (has > wanted) == (bytes > announced) }
      return fault.isAboutSize && bytes < announced
    default: return seen.servesUsers == false && !(fault.isAboutSize && record.aspect.kind == .pathMTU)
    }
  }

  /// Where hosts do not reach each other, pods do not reach the hosts, or the agents' health checks say so; and where nothing
  /// of a kind gets out of a node, the node's own network gets no answer either.
  private func hosts(_ cells: Cells) -> Bool? {
    switch fault {
    case .networkDown(let place), .peersUnread(let place):
      // What was probed is newer than what the agents knew.
      let isSeen = explained.contains { cells.traces[$0]?.needsHostsOnly == true }
      return isSeen ? true : Self.lacksReach(place, cells.judged.facts, cells.tracer.model.family)
    case .hostClosed(let node): return Self.lacksReach(to: node, cells.judged.facts, cells.tracer.model.family)
    case .silentOutside(let node, let traffic):
      return cells.judged.context.controls.answer(traffic.aspect, on: node).map { !$0.answered }
    case .serverSilent(let traffic):
      let answers = cells.judged.context.controls.answers[traffic.aspect] ?? [:]
      return answers.values.contains(where: \.answered) ? false : nil
    // Where the node's own network gets answers, what pods send may be lost beyond the node all the same, by what tells it
    // from the node's own: its address, what a security list knows, a way back.
    case .noWayOut(let node): return answered(node, cells).map { _ in true }
    // The node's own packets do not pass there: where these are lost, too, something else keeps them, or both are there.
    case .forwardDropped(let node, _): return answered(node, cells) == true ? true : nil
    case .translationMissing(let node, _): return answered(node, cells) == true ? true : nil
    // The node's own packets have the address that its routes give them.
    case .sourceUnrouted(let source): return answered(source.node, cells)
    case .siteSilent(let site, let traffic):
      let answers = traffic.map { [$0] } ?? [TrafficKind.ping, .dns, .https]
      let known = site.nodes.flatMap { node in
        answers.compactMap { cells.judged.context.controls.answer($0.aspect, on: node)?.answered }
      }
      return known.isEmpty ? nil : !known.contains(true)
    default: return nil
    }
  }

  /// Whether the node's own network got an answer from outside; nil where it was not asked.
  private func answered(_ node: String, _ cells: Cells) -> Bool? {
    let answers = HostControls.aspects.compactMap { cells.judged.context.controls.answer($0, on: node)?.answered }
    return answers.isEmpty ? nil : answers.contains(true)
  }

  /// Whether other nodes' hosts do not reach a node's: by its own address, and none of them. A port that a firewall lets in
  /// tells nothing of the rest: who was not answered by another was not reached.
  private static func lacksReach(to node: String, _ facts: ClusterFacts, _ family: IPFamily) -> Bool? {
    guard let address = facts.node(node)?.nodeIP(family)?.description else { return nil }
    let known = facts.nodes.filter { $0.name != node }.compactMap { other in
      other.reachedFromHost[address].map { $0 && other.missedFromHost?[address] == nil }
    }
    return known.isEmpty ? nil : !known.contains(true)
  }

  private static func lacksReach(_ place: FaultPlace, _ facts: ClusterFacts, _ family: IPFamily) -> Bool? {
    let nodes: [NodeFacts] =
      if case .between(let one, let other) = place { [one, other].compactMap(facts.node) } else { facts.nodes }
    let addresses = nodes.map { ($0, $0.nodeIP(family)?.description) }
    // A large cluster has a million pairs, and a place is at one node of it.
    let own: [NodeFacts]? = if case .around(let name) = place { [name].compactMap(facts.node) } else { nil }
    var isKnown = false
    for node in nodes {
      let others =
        own == nil || own?.first?.name == node.name
        ? addresses : (own ?? []).map { ($0, $0.nodeIP(family)?.description) }
      for (other, address) in others where other.name != node.name && place.holds(node.name, other.name) {
        switch address.flatMap({ node.reachedFromHost[$0] }) {
        case true?: isKnown = true
        case false?: return true
        case nil: break
        }
      }
    }
    return isKnown ? false : nil
  }
}

extension SupposedFault {
  /// What it does to a case: the worst that it does to what the case needs.
  func effect(on trace: PathTrace) -> FaultEffect {
    let certain = trace.steps.lazy.map { effect(on: $0) }.max() ?? .none
    if certain == .breaks { return .breaks }
    let possible = trace.possible.contains { effect(on: $0) > .none }
    return max(certain, possible ? .mayBreak : .none)
  }

  /// Whether it takes answers, or what has left its node.
  var isBeyondNodes: Bool {
    switch self {
    case .sourceUnrouted, .serverSilent, .hostClosed: true
    default: false
    }
  }

  /// Whether it takes large packets only.
  var isAboutSize: Bool {
    switch self {
    case .smallPath, .uplinkTooSmall, .mtuStale: true
    default: false
    }
  }

  /// Whether the facts show it.
  var isShown: Bool {
    switch self {
    case .routeTakes, .forwardingOff, .peerMissing, .peerGone, .uplinkTooSmall, .mtuStale, .sourceUnrouted: true
    // That it is strict is shown; whether it meets what comes out of the tunnel, is not.
    case .sourceFilter(let filter): filter.bite != .ofTunnel || (filter.dropped ?? 0) > 0
    case .hostClosed, .proxiedLost, .cutFromHost, .dnsUpstreamLost, .forwardDropped, .serverSilent, .translationMissing,
      .tunnelBlocked,
      .networkDown, .peersUnread, .smallPath, .silentOutside, .siteSilent, .noWayOut, .dnsQuestionsLost:
      false
    }
  }

  /// The node at which it is, or both; none where it is everywhere.
  var nodes: [String] {
    switch self {
    case .routeTakes(let taken): [taken.node]
    case .forwardingOff(let node, _), .forwardDropped(let node, _), .uplinkTooSmall(let node),
      .mtuStale(let node, _, _), .silentOutside(let node, _),
      .cutFromHost(let node), .hostClosed(let node), .proxiedLost(let node, _), .dnsUpstreamLost(let node),
      .noWayOut(let node), .dnsQuestionsLost(let node),
      .translationMissing(let node, _):
      [node]
    case .sourceFilter(let filter): [filter.node]
    case .sourceUnrouted(let source): [source.node]
    case .siteSilent: []
    case .peerMissing(let node, let peer), .peerGone(let node, let peer): [node, peer]
    case .serverSilent: []
    case .tunnelBlocked(let place), .networkDown(let place), .peersUnread(let place), .smallPath(let place):
      switch place {
      case .everywhere: []
      case .around(let node): [node]
      case .between(let one, let other): [one, other]
      }
    }
  }
}
