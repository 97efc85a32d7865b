import ArgumentParser
import Conformance

/// Up to where the nodes' health is healthy.
struct HealthOptions: ParsableArguments {
  @Option(
    name: .customLong("threshold"),
    help: ArgumentHelp(
      "The highest healthy value of a measure of the nodes' health (repeatable).",
      discussion: """
        Counters are differences over the run, per node. A threshold that is exceeded is a warning in every report, \
        with the value and the node; it is no verdict and does not change the exit status. NAME and its default: \
        \(HealthOptions.defaults).
        For example --threshold tailnet-rtt=120 --threshold drops=50.
        """, valueName: "name=value"),
    transform: { try HealthThresholds.Entry($0) })
  var thresholds: [HealthThresholds.Entry] = []

  /// `drops 0 packets, …, conntrack-pressure below 80 percent`.
  static var defaults: String {
    HealthMeasure.allCases.map { measure in
      let range = measure.includesThreshold ? "" : "below "
      return "\(measure.rawValue) \(range)\(Int(measure.guideThreshold)) \(measure.unit.rawValue)"
    }.joined(separator: ", ")
  }
}
