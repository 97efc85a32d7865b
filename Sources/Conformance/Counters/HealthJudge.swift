import Cilium

/// Puts a scenario's health together and compares it with the thresholds. Pure.
enum HealthJudge {
  /// - Parameters:
  ///   - counted: what happened on the nodes between two readings.
  ///   - seconds: how long that was.
  ///   - cases: the judged cases, whose pings tell the round trips.
  static func record(
    _ counted: (nodes: [NodeHealth], gaps: [HealthGap]), seconds: Double, cases: [CaseRecord], facts: ClusterFacts,
    thresholds: HealthThresholds
  ) -> HealthRecord {
    var record = HealthRecord(seconds: seconds, nodes: counted.nodes, gaps: counted.gaps)
    let trips = TailnetRoundTrips.values(cases, facts: facts)
    if trips.isEmpty, let reason = TailnetRoundTrips.absence(cases, facts: facts) {
      record.gaps.append(HealthGap(node: nil, measures: [.tailnetRoundTrip], reason: reason))
    }
    record.checks = checks(record.nodes, trips: trips, thresholds: thresholds)
    return record
  }

  /// Every measure against its threshold.
  static func checks(
    _ nodes: [NodeHealth], trips: [HealthValue], thresholds: HealthThresholds
  ) -> [HealthCheck] {
    HealthMeasure.allCases.map { measure in
      let values = measure == .tailnetRoundTrip ? trips : nodes.compactMap { value(measure, $0) }
      return HealthCheck(measure, threshold: thresholds[measure], values: values)
    }
  }

  private static func value(_ measure: HealthMeasure, _ node: NodeHealth) -> HealthValue? {
    node.values[measure].map {
      HealthValue(.node(node.node), $0, detail: detail(measure, node))
    }
  }

  private static func detail(_ measure: HealthMeasure, _ node: NodeHealth) -> String? {
    switch measure {
    case .drops: reasons(node.drops ?? [])
    case .configurationDrift:
      node.settingsDiffering.flatMap { $0 > 0 ? "\(MetricName.configurationDrift) \(Int($0))" : nil }
    default: node.details?[measure]
    }
  }

  /// `Policy denied (EGRESS): 16`.
  private static func reasons(_ drops: [DropDelta]) -> String? {
    let texts = drops.filter { $0.unaccounted > 0 }.map {
      "\($0.reason) (\($0.direction)): \(Int($0.unaccounted))"
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }
}

/// Round trips over the tailnet, as the probes' pings measured them: what `tailscale ping` measures by hand. Pure.
enum TailnetRoundTrips {
  /// The median per pair whose way leads over the tailnet: of pings to the other node's pod, else of those to its
  /// address.
  static func values(_ cases: [CaseRecord], facts: ClusterFacts) -> [HealthValue] {
    let byPair = Dictionary(grouping: pings(cases, facts: facts), by: \.subject)
    let order = cases.map(\.subject)
    var seen: Set<Subject> = []
    return order.filter { seen.insert($0).inserted }.compactMap { pair in
      let records = byPair[pair] ?? []
      let times = aspects.lazy.map { aspect in
        records.filter { $0.aspect == aspect }.flatMap { $0.observation?.latencies ?? [] }
          .filter { $0.kind == .ping }.flatMap(\.milliseconds)
      }.first { !$0.isEmpty }
      return times.flatMap(RobustStatistics.median).map { HealthValue(pair, $0) }
    }
  }

  /// Why there is no round trip, although nodes are connected by the tailnet; `nil` where they are not.
  static func absence(_ cases: [CaseRecord], facts: ClusterFacts) -> Sentence? {
    pings(cases, facts: facts).isEmpty ? nil : "no ping between two nodes was answered"
  }

  /// In the order of preference.
  private static let aspects: [Aspect] = [.crossNodePod, .otherNodeIP]

  private static func pings(_ cases: [CaseRecord], facts: ClusterFacts) -> [CaseRecord] {
    let model = PathModel(facts: facts)
    return cases.filter { record in
      guard aspects.contains(record.aspect), let source = facts.node(record.subject.source),
        let address = record.subject.target.flatMap({ facts.node($0)?.internalIP }).map(IPAddress.v4),
        let tailnet = source.uplinks.tailnet
      else { return false }
      return model.routeDevice(of: source, to: address)?.index == tailnet.index
    }
  }
}
