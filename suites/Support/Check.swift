import Conformance
import Testing

/// One case: an aspect of a node or pair in a scenario.
struct Check: Sendable, CustomTestStringConvertible {
  let scenario: Scenario
  let aspect: Aspect
  let subject: Subject

  var testDescription: String { "\(scenario.rawValue): \(aspect.title), \(subject)" }

  /// The cases of `aspects` in `scenario` for every node, and every ordered pair of nodes that the run probes.
  ///
  /// None when the run does not cover the scenario, or when there is no cluster to ask.
  static func each(_ aspects: [Aspect], in scenario: Scenario) async throws -> [Check] {
    guard let session = try await AmbientSession.current(), session.scenarios.contains(scenario) else { return [] }
    let asked = Set(Aspect.asked(of: session.families))
    return aspects.flatMap { [$0, $0.ipv6Twin].compactMap { $0 } }.filter(asked.contains).flatMap { aspect in
      session.sample.subjects(aspect).map {
        Check(scenario: scenario, aspect: aspect, subject: $0)
      }
    }
  }

  /// The same for several scenarios.
  static func each(_ aspects: [Aspect], in scenarios: [Scenario]) async throws -> [Check] {
    var checks: [Check] = []
    for scenario in scenarios { checks += try await each(aspects, in: scenario) }
    return checks
  }

  /// Waits for the case's verdict and fails the test unless it is green.
  func verify() async throws {
    guard let session = try await AmbientSession.current(),
      let record = await session.result(scenario, aspect, subject)
    else {
      Issue.record("\(testDescription): it was not established")
      return
    }
    switch record.verdict {
    case .conforms, .notApplicable: break
    case .deviates, .inconclusive:
      let why = record.diagnosis.map { " Cause: \($0.cause). Remedy: \($0.remedy)" } ?? ""
      Issue.record("\(record.verdict.rawValue): \(testDescription): \(record.explanation).\(why)")
    }
  }
}
