/// The faults that could explain cases: only what could break a step of one of them is tried. Pure.
enum FaultCandidates {
  /// Between nodes: what keeps packets of pods, of hosts, or large ones from arriving.
  static func betweenNodes(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var tunnels: Set<FaultPlace> = []
    var networks: Set<FaultPlace> = []
    var sizes: Set<FaultPlace> = []
    for place in open.sorted() {
      let record = cells.judged.cases[place]
      // Services and names have more that may fail: a way between nodes is told by what asks for nothing else.
      guard record.verdict == .deviates, let trace = cells.traces[place], trace.isDirect else { continue }
      for step in trace.steps {
        switch step {
        case .tunnel(let from, let to): tunnels.formUnion(places(from, to))
        case .network(let from, let to, .nodeIPs): networks.formUnion(places(from, to))
        case .fullSize(let from, let to):
          // Only a size that arrives, and another that does not, speaks for the size.
          if case .largestPayload? = record.observation?.outcome { sizes.formUnion(places(from, to)) }
        default: break
        }
      }
    }
    let nodes = cells.judged.facts.nodes.filter { $0.problem == nil }
    let shown = FactFaults(model: cells.tracer.model, endpoints: cells.tracer.endpoints)
    let small =
      nodes.filter { TailnetFit($0) != nil }.map { SupposedFault.uplinkTooSmall(node: $0.name) }
      + nodes.compactMap(shown.staleMTU)
    return small + ordered(networks).map(SupposedFault.networkDown) + ordered(tunnels).map(SupposedFault.tunnelBlocked)
      + ordered(sizes).map(SupposedFault.smallPath)
  }

  /// Where flows have no entry in the NAT table: by the devices that they should have left by.
  static func translation(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var found: [SupposedFault] = []
    for place in open.sorted() {
      let record = cells.judged.cases[place]
      guard record.verdict == .deviates, record.observation?.outcome == .notTranslated else { continue }
      for case .translation(let node, let device) in cells.traces[place]?.steps ?? [] {
        let fault = SupposedFault.translationMissing(node: node, device: device)
        if !found.contains(fault) { found.append(fault) }
      }
    }
    return found
  }

  /// Beyond the nodes, and between pods and the cluster DNS.
  static func outside(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var found: [SupposedFault] = []
    var known: Set<SupposedFault> = []
    func add(_ fault: SupposedFault) { if known.insert(fault).inserted { found.append(fault) } }
    for place in open.sorted() where cells.judged.cases[place].verdict == .deviates {
      guard let trace = cells.traces[place] else { continue }
      for step in trace.steps.union(trace.possible) {
        switch step {
        case .outside(let node, let traffic):
          add(.noWayOut(node: node))
          if hasContrast(node, traffic, cells.judged) { add(.silentOutside(node: node, traffic)) }
        case .dnsQuestions(let node): add(.dnsQuestionsLost(node: node))
        default: break
        }
      }
    }
    return found
  }

  /// A filter shows by what it lets pass: the same of other nodes, or other traffic of this one.
  private static func hasContrast(_ node: String, _ traffic: TrafficKind, _ judged: JudgedCases) -> Bool {
    func answers(_ record: CaseRecord?) -> Bool { record?.observation?.outcome?.servesUsers == true }
    return judged.all(traffic.aspect).contains { $0.subject.source != node && answers($0) }
      || [TrafficKind.ping, .dns, .https].contains { other in
        other != traffic && answers(judged.record(other.aspect, .node(node)))
      }
  }

  private static func places(_ from: String, _ to: String) -> [FaultPlace] {
    [FaultPlace(from, to), .around(from), .around(to), .everywhere]
  }

  /// The broad ones first, which explain most, then by name.
  private static func ordered(_ places: Set<FaultPlace>) -> [FaultPlace] {
    func key(_ place: FaultPlace) -> (Int, String, String) {
      switch place {
      case .everywhere: (0, "", "")
      case .around(let node): (1, node, "")
      case .between(let one, let other): (2, one, other)
      }
    }
    return places.sorted { key($0) < key($1) }
  }
}
