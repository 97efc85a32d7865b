import Probes

/// Which paths are watched, from which pod.
struct WatchPlan: Sendable {
  /// One path before anything was sent on it.
  struct Path: Sendable {
    var aspect: Aspect
    var subject: Subject
    /// Tells several ways of one case apart, for example `tcp`.
    var part: String
    var probe: WatchProbe
    /// Whether the rules predict that it works; `nil` where they predict neither.
    var isExpectedToWork: Bool?
  }

  /// Node name → its pod's paths, in the order of aspects and subjects.
  var paths: [String: [Path]]

  /// Takes every path of a run's plan but the ladder of packet sizes, which are questions of one moment.
  ///
  /// - Throws: ``InvalidProbe``.
  init(_ plan: ProbePlan, sample: PairSample, facts: ClusterFacts, interval: Duration) throws {
    paths = [:]
    for aspect in Aspect.allCases where aspect.ipv4Twin != .pathMTU {
      for subject in sample.subjects(aspect) {
        paths[subject.source, default: []] += try Self.paths(
          plan.probes(aspect, subject), aspect, subject, facts, interval)
      }
    }
  }

  private static func paths(
    _ probes: [Probe], _ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts, _ interval: Duration
  ) throws -> [Path] {
    try probes.compactMap { probe in
      guard let endless = try WatchProbe(probe, interval: interval) else { return nil }
      return Path(
        aspect: aspect, subject: subject, part: probe.id.split(separator: "/").last.map(String.init) ?? "",
        probe: endless, isExpectedToWork: prediction(aspect, subject, facts))
    }
  }

  /// Where only some ways of a case are predicted to answer, a single way is not judged.
  private static func prediction(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Bool? {
    guard case .expected(let expectation) = Rules.predict(aspect, subject, facts: facts) else { return nil }
    if case .partly = expectation.outcome { return nil }
    return expectation.outcome.servesUsers
  }
}
