import Conformance

/// The nodes' health as metrics.
enum HealthMetrics {
  /// - Parameter perNode: Whether every node has series of its own; otherwise the worst value is told, and the sum of
  ///   drops, of no node by name.
  static func families(_ record: RunRecord, perNode: Bool) -> [MetricFamily] {
    var values = MetricFamily(
      name: "netproof_health", help: "What was measured of a node, or of a pair of nodes, while it was probed.")
    var thresholds = MetricFamily(
      name: "netproof_health_threshold", help: "The highest healthy value of a measure, or the lowest unhealthy one.")
    var exceeded = MetricFamily(
      name: "netproof_health_exceeded", help: "How many nodes or pairs are beyond a measure's threshold.")
    var drops = MetricFamily(
      name: "netproof_health_drops", help: "Packets that Cilium dropped during the run, by reason, the accounted too.")
    for scenario in record.scenarios {
      guard let health = scenario.health else { continue }
      let name = scenario.scenario.rawValue
      for check in health.checks {
        let (measure, unit) = (check.measure.rawValue, check.measure.unit.rawValue)
        thresholds.samples.append(
          .init(labels: ["scenario": name, "measure": measure, "unit": unit], value: check.threshold))
        exceeded.samples.append(
          .init(labels: ["scenario": name, "measure": measure], value: Double(check.exceeded.count)))
        if check.measure == .tailnetRoundTrip || !perNode || isQuiet(check), let worst = check.worst {
          // One series for the slowest pair: pairs are sampled, and differ from night to night. And one where no node has
          // anything to tell.
          values.samples.append(
            .init(labels: ["scenario": name, "measure": measure, "unit": unit, "node": ""], value: worst.value))
        }
      }
      guard perNode else {
        drops.samples += sums(health.nodes.flatMap { $0.drops ?? [] }, scenario: name)
        continue
      }
      for node in health.nodes {
        for (measure, value) in node.values.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where value != 0 || !rare.contains(measure) {
          values.samples.append(
            .init(
              labels: [
                "scenario": name, "measure": measure.rawValue, "unit": measure.unit.rawValue, "node": node.node,
              ], value: value))
        }
        drops.samples += (node.drops ?? []).map {
          .init(
            labels: ["scenario": name, "node": node.node, "reason": $0.reason, "direction": $0.direction],
            value: $0.packets)
        }
      }
    }
    return [values, thresholds, exceeded, drops]
  }

  /// What nearly no node ever has: a thousand zeros of each would be most of what is delivered.
  private static let rare: Set<HealthMeasure> = [.regenerationFailures, .endpointsNotReady, .eventFailures]

  private static func isQuiet(_ check: HealthCheck) -> Bool { rare.contains(check.measure) && check.worst?.value == 0 }

  /// What all nodes dropped, by reason and direction.
  private static func sums(_ drops: [DropDelta], scenario: String) -> [MetricFamily.Sample] {
    Dictionary(grouping: drops, by: { [$0.reason, $0.direction] }).sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { key, drops in
        .init(
          labels: ["scenario": scenario, "node": "", "reason": key[0], "direction": key[1]],
          value: drops.reduce(0) { $0 + $1.packets })
      }
  }
}
