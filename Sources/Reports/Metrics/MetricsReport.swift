import Conformance
import Foundation

/// A run as metrics, for node exporter's textfile collector or a push: OpenMetrics text that is at the same time valid
/// in the Prometheus text format.
public enum MetricsReport {
  /// The metric of the last run that conformed; carried over from one file to the next.
  static let lastSuccess = "netproof_last_success_timestamp_seconds"

  /// The metrics of a run.
  ///
  /// - Parameters:
  ///   - previous: The metrics file that this one replaces. When this run does not conform, the time of the last one that
  ///     did is taken from it, so that `time() - netproof_last_success_timestamp_seconds` goes on growing.
  ///   - perNode: Whether the health of every node is told, or only that of the worst.
  public static func render(_ record: RunRecord, previous: String? = nil, perNode: Bool = true) -> String {
    let families =
      run(record, previous: previous) + scenarios(record) + aspects(record) + [findings(record)] + claims(record)
      + HealthMetrics.families(record, perNode: perNode)
    return (families.flatMap(\.lines) + ["# EOF", ""]).joined(separator: "\n")
  }

  private static func run(_ record: RunRecord, previous: String?) -> [MetricFamily] {
    let cluster = record.cluster
    var success = MetricFamily(
      name: lastSuccess, help: "When the last run ended in which every case conforms.", unit: "seconds")
    if record.verdict == .conforms, let finished = record.finishedAt {
      success.samples = [.init(labels: [:], value: finished.timeIntervalSince1970)]
    } else if let earlier = previous.flatMap(carriedOver) {
      success.samples = [.init(labels: [:], value: earlier)]
    }
    return [
      MetricFamily(
        name: "netproof_run_info", help: "The run that these metrics are of; always 1.",
        samples: [
          .init(
            labels: [
              "run_id": record.runID, "version": record.tool.version, "context": cluster.context,
              "kubernetes": cluster.kubernetesVersion, "cilium": cluster.ciliumVersion ?? "unknown",
            ], value: 1)
        ]),
      MetricFamily(
        name: "netproof_run_verdict", help: "1 for the run's verdict, 0 for the others.",
        samples: Verdict.allCases.map {
          .init(labels: ["verdict": $0.rawValue], value: $0 == record.verdict ? 1 : 0)
        }),
      MetricFamily(
        name: "netproof_run_fitness",
        help: "1 for whether the settings do what a cluster needs; missing where that does not decide how a run ends.",
        samples: record.decidingFitness.map { fitness in
          Fitness.Kind.allCases.map {
            .init(labels: ["fitness": $0.rawValue], value: $0 == fitness ? 1 : 0)
          }
        } ?? []),
      MetricFamily(
        name: "netproof_run_start_timestamp_seconds", help: "When the run began.", unit: "seconds",
        samples: [.init(labels: [:], value: record.startedAt.timeIntervalSince1970)]),
      MetricFamily(
        name: "netproof_run_end_timestamp_seconds", help: "When the run ended; missing when it did not.",
        unit: "seconds", samples: record.finishedAt.map { [.init(labels: [:], value: $0.timeIntervalSince1970)] } ?? []),
      success,
      MetricFamily(
        name: "netproof_run_duration_seconds", help: "How long the run took.", unit: "seconds",
        samples: record.seconds.map { [.init(labels: [:], value: $0)] } ?? []),
      MetricFamily(
        name: "netproof_nodes", help: "Nodes that took part, and nodes that were left out.",
        samples: [
          .init(labels: ["state": "tested"], value: Double(cluster.nodes.count)),
          .init(labels: ["state": "skipped"], value: Double(cluster.skippedNodes.count)),
        ]),
    ]
  }

  private static func carriedOver(_ previous: String) -> Double? {
    previous.split(separator: "\n").first { $0.hasPrefix(lastSuccess + " ") }?
      .split(separator: " ").last.flatMap { Double($0) }
  }

  private static func scenarios(_ record: RunRecord) -> [MetricFamily] {
    var verdict = MetricFamily(
      name: "netproof_scenario_verdict", help: "1 for the scenario's verdict, 0 for the others.")
    var fitness = MetricFamily(
      name: "netproof_scenario_fitness",
      help: "1 for whether the setting does what a cluster needs, 0 for the other answers.")
    var duration = MetricFamily(
      name: "netproof_scenario_duration_seconds", help: "How long the scenario took.", unit: "seconds")
    var phases = MetricFamily(
      name: "netproof_phase_duration_seconds", help: "How long the phases of a scenario took, summed by name.",
      unit: "seconds")
    var tunnels = MetricFamily(
      name: "netproof_tunnel_paths",
      help: "Ordered pairs of nodes whose packets an overlay carries, by the way that these take; unknown is none.")
    for scenario in record.scenarios {
      let name = scenario.scenario.rawValue
      let ways = (scenario.tailnet?.paths ?? []).map(\.way)
      if !ways.isEmpty {
        tunnels.samples += TunnelWay.allCases.map { way in
          .init(labels: ["scenario": name, "way": way.rawValue], value: Double(ways.count { $0 == way }))
        }
      }
      verdict.samples += Verdict.allCases.map {
        .init(labels: ["scenario": name, "verdict": $0.rawValue], value: $0 == scenario.verdict ? 1 : 0)
      }
      fitness.samples += Fitness.Kind.allCases.map {
        .init(labels: ["scenario": name, "fitness": $0.rawValue], value: $0 == scenario.fitness.kind ? 1 : 0)
      }
      duration.samples.append(.init(labels: ["scenario": name], value: scenario.seconds))
      let names = scenario.phases.map(\.name).uniqued()
      phases.samples += names.map { phase in
        let seconds = scenario.phases.filter { $0.name == phase }.reduce(0) { $0 + $1.seconds }
        return .init(labels: ["scenario": name, "phase": phase.text], value: seconds)
      }
    }
    return [verdict, fitness, duration, phases, tunnels]
  }

  private static func aspects(_ record: RunRecord) -> [MetricFamily] {
    var cases = MetricFamily(
      name: "netproof_cases", help: "Cases of a scenario and aspect by verdict; one per node or node pair.")
    var flaky = MetricFamily(
      name: "netproof_flaky_cases",
      help: "Cases that conform although something was lost: measured again, or of many tries.")
    var loss = MetricFamily(
      name: "netproof_path_loss_ratio",
      help: "The largest part of its tries that a path of an aspect lost, of those that should work (--samples).")
    var working = MetricFamily(
      name: "netproof_cases_serving", help: "Cases of a path in which the path does its work, predicted or not.")
    var slowest = MetricFamily(
      name: "netproof_probe_max_seconds", help: "The longest measurement of a scenario and aspect.", unit: "seconds")
    for scenario in record.scenarios {
      for row in Aspect.allCases {
        let all = scenario.cases.filter { $0.aspect == row }
        guard !all.isEmpty else { continue }
        let (name, aspect) = (scenario.scenario.rawValue, row.rawValue)
        cases.samples += Verdict.allCases.map { verdict in
          .init(
            labels: ["scenario": name, "aspect": aspect, "verdict": verdict.rawValue],
            value: Double(all.count { $0.verdict == verdict }))
        }
        flaky.samples.append(
          .init(labels: ["scenario": name, "aspect": aspect], value: Double(all.count(where: \.isFlaky))))
        let worst = all.compactMap { judged -> Double? in
          guard case .expected(let expectation) = judged.prediction, expectation.outcome.servesUsers == true else {
            return nil
          }
          return judged.observation?.samples?.loss
        }.max()
        if let worst { loss.samples.append(.init(labels: ["scenario": name, "aspect": aspect], value: worst)) }
        let outcomes = all.compactMap { $0.observation?.outcome?.servesUsers }
        if !outcomes.isEmpty {
          working.samples.append(
            .init(labels: ["scenario": name, "aspect": aspect], value: Double(outcomes.count { $0 })))
        }
        if let longest = all.compactMap({ $0.observation?.seconds }).max() {
          slowest.samples.append(.init(labels: ["scenario": name, "aspect": aspect], value: longest))
        }
      }
    }
    return [cases, flaky, loss, working, slowest]
  }

  /// By code, which is the name of the page in `docs/findings`.
  private static func findings(_ record: RunRecord) -> MetricFamily {
    var family = MetricFamily(
      name: "netproof_findings", help: "Cases that are not green, by the finding that explains them and their verdict.")
    for scenario in record.scenarios {
      let explained = scenario.cases.compactMap { record in
        record.diagnosis.map { (code: $0.code, verdict: record.verdict.rawValue) }
      }
      let groups = Dictionary(grouping: explained, by: { [$0.code, $0.verdict] })
      for (key, cases) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        family.samples.append(
          .init(
            labels: ["scenario": scenario.scenario.rawValue, "code": key[0], "verdict": key[1]],
            value: Double(cases.count)))
      }
    }
    return family
  }

  private static func claims(_ record: RunRecord) -> [MetricFamily] {
    let judgements: [ClaimRecord.Judgement] = [.confirmed, .refuted, .notTested]
    return [
      MetricFamily(
        name: "netproof_claims", help: "The guide's claims by judgement.",
        samples: record.claims.isEmpty
          ? []
          : judgements.map { judgement in
            .init(
              labels: ["judgement": judgement.rawValue],
              value: Double(record.claims.count { $0.judgement == judgement }))
          })
    ]
  }
}
