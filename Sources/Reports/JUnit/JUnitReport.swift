import Conformance
import Foundation

/// JUnit XML for CI: a test suite per scenario, a test case per aspect and subject.
///
/// `failure` means that an expectation was not met, `error` that it could not be established, `skipped` that the
/// question does not arise. A run or a scenario that did not come about has an `error` case of its own, so that no
/// reader takes missing cases for green ones.
public enum JUnitReport {
  /// The file's bytes, UTF-8.
  public static func render(_ record: RunRecord) throws -> Data { try document(record).xml() }

  /// Hands the file's bytes to `sink`, piece by piece.
  static func write(_ record: RunRecord, to sink: (Data) throws -> Void) throws { try document(record).xml(to: sink) }

  static func document(_ record: RunRecord) -> JUnitSuites {
    var suites = record.scenarios.map { suite($0, record: record) }
    if let incompleteness = record.incompleteness {
      suites.append(runSuite(record, incompleteness: incompleteness))
    }
    return JUnitSuites(
      name: "netproof",
      tests: suites.reduce(0) { $0 + $1.tests },
      failures: suites.reduce(0) { $0 + $1.failures },
      errors: suites.reduce(0) { $0 + $1.errors },
      time: seconds(record.seconds ?? record.scenarios.reduce(0) { $0 + $1.seconds }), testsuite: suites)
  }

  private static func suite(_ scenario: ScenarioRecord, record: RunRecord) -> JUnitSuite {
    let name = "netproof.\(scenario.scenario.suite).\(scenario.scenario.rawValue)"
    var cases: [JUnitCase] = []
    if let failure = scenario.failure {
      cases.append(
        JUnitCase(
          classname: name, name: "scenario-established", time: "0.000",
          error: JUnitMessage(
            message: attribute("The scenario could not be established: \(failure)"), type: "inconclusive",
            text: OutputText.printable(failure))))
    }
    if record.fitnessDecides == true { cases.append(fitness(scenario, classname: name)) }
    return JUnitSuite(
      name: name, recorded: scenario.cases, cases: cases, time: seconds(scenario.seconds),
      timestamp: RecordTime.text(scenario.startedAt), properties: JUnitProperties(record, scenario: scenario))
  }

  /// Whether a cluster can live with the setting, where a run is to fail for one that it cannot live with.
  private static func fitness(_ scenario: ScenarioRecord, classname: String) -> JUnitCase {
    var entry = JUnitCase(classname: classname, name: "fit-for-service", time: "0.000")
    switch scenario.fitness {
    case .fit: break
    case .unfit(let paths):
      let advice =
        "`netproof explain --devices …` tells what another setting would do; --accept-unfit lets this one pass."
      entry.failure = JUnitMessage(
        message: attribute("The setting is unfit for service: \(paths.joined(separator: "; "))"), type: "unfit",
        text: OutputText.printable((paths.map(\.text) + reasons(scenario) + [advice]).joined(separator: "\n")))
    case .unknown(let reasons):
      entry.error = JUnitMessage(
        message: attribute("Whether the setting is fit for service is not known: \(reasons.joined(separator: "; "))"),
        type: "inconclusive", text: OutputText.printable(reasons.map(\.text).joined(separator: "\n")))
    }
    return entry
  }

  /// Why needed paths fail, each reason once.
  private static func reasons(_ scenario: ScenarioRecord) -> [String] {
    let failing = scenario.cases.filter {
      $0.aspect.isNeededForService && $0.observation?.outcome?.servesUsers == false
    }
    let told = failing.compactMap { record -> String? in
      if let diagnosis = record.diagnosis { return "\(diagnosis.cause). Remedy: \(diagnosis.remedy)" }
      if case .expected(let expectation) = record.prediction { return expectation.reason.text }
      return nil
    }
    return told.reduce(into: []) { result, reason in if !result.contains(reason) { result.append(reason) } }
  }

  /// Holds the run's own error, where there is no scenario that it could belong to.
  private static func runSuite(_ record: RunRecord, incompleteness: Sentence) -> JUnitSuite {
    let entry = JUnitCase(
      classname: "netproof.run", name: "run-completed", time: "0.000",
      error: JUnitMessage(
        message: attribute("The run is incomplete: \(incompleteness)"), type: "inconclusive",
        text: OutputText.printable(([incompleteness] + record.notes).map(\.text).joined(separator: "\n"))))
    return JUnitSuite(
      name: "netproof.run", cases: [entry], time: "0.000", timestamp: RecordTime.text(record.startedAt),
      properties: JUnitProperties(record, scenario: nil))
  }

  /// Attributes hold one line: parsers turn a newline in an attribute into a blank.
  static func attribute(_ text: String) -> String { BoundedText.cut(OutputText.line(text), limit: 600) }

  static func seconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "0.000" }
    let milliseconds = Int((value * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

extension JUnitSuite {
  init(
    name: String, recorded: [CaseRecord] = [], cases: [JUnitCase], time: String, timestamp: String,
    properties: JUnitProperties
  ) {
    func count(_ verdict: Verdict) -> Int { recorded.count { $0.verdict == verdict } }
    self.init(
      name: name, tests: recorded.count + cases.count,
      failures: count(.deviates) + cases.count { $0.failure != nil },
      errors: recorded.count { $0.verdict != .deviates && $0.isRed } + cases.count { $0.error != nil },
      skipped: count(.notApplicable) + cases.count { $0.skipped != nil },
      time: time, timestamp: timestamp, properties: properties, recorded: recorded, testcase: cases)
  }
}
