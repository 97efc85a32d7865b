import Conformance
import Foundation

/// A gate's report as JUnit XML: a test case per finding, and one for the comparison as a whole.
///
/// What is refused is a `failure`, what is refused because it could not be established an `error`, what is allowed for
/// a while is `skipped` with its reason, and what is only reported passes.
public enum GateJUnit {
  private static let wording = GateWording.english

  /// The file's bytes, UTF-8.
  public static func render(_ report: GateReport) throws -> Data { try document(report).xml() }

  static func document(_ report: GateReport) -> JUnitSuites {
    let suite = JUnitSuite(
      name: "netproof.gate", cases: [comparison(report)] + numbered(report.findings.map(testCase)), time: "0.000",
      timestamp: RecordTime.text(report.judgedAt), properties: properties(report))
    return JUnitSuites(
      name: "netproof gate", tests: suite.tests, failures: suite.failures, errors: suite.errors,
      time: "0.000", testsuite: [suite])
  }

  /// Passes where nothing is refused, so that the file is never empty.
  private static func comparison(_ report: GateReport) -> JUnitCase {
    let policy = wording.policy(report.policy).joined(separator: "\n")
    var entry = JUnitCase(
      classname: "netproof.gate", name: "decision", time: "0.000",
      output: OutputText.printable("\(wording.compared(report))\n\(policy)"))
    if report.decision == .refuse {
      entry.failure = JUnitMessage(
        message: JUnitReport.attribute(wording.headline(report)), type: "refused",
        text: OutputText.printable(report.refusals.map { "\($0.change.title): \($0.title)" }.joined(separator: "\n")))
    }
    return entry
  }

  private static func testCase(_ finding: GateFinding) -> JUnitCase {
    let text = story(finding)
    var entry = JUnitCase(
      classname: "netproof.gate.\(finding.change.rawValue)", name: JUnitReport.attribute(finding.title), time: "0.000",
      output: BoundedText.cut(text, limit: 20_000))
    let message = JUnitReport.attribute("\(finding.change.title): \(finding.before) → \(finding.after)")
    switch finding.effect {
    case .refuses where finding.change == .inconclusive:
      entry.error = JUnitMessage(message: message, type: finding.change.rawValue, text: text)
    case .refuses:
      entry.failure = JUnitMessage(message: message, type: finding.change.rawValue, text: text)
    case .allowed:
      entry.skipped = JUnitMessage(message: JUnitReport.attribute(wording.effect(finding) ?? message), text: "")
    case .reported: break
    }
    return entry
  }

  /// Readers drop a second case of the same name.
  private static func numbered(_ cases: [JUnitCase]) -> [JUnitCase] {
    var seen: [String: Int] = [:]
    return cases.map { entry in
      let name = "\(entry.classname)/\(entry.name)"
      seen[name, default: 0] += 1
      guard let count = seen[name], count > 1 else { return entry }
      var numbered = entry
      numbered.name += " #\(count)"
      return numbered
    }
  }

  private static func story(_ finding: GateFinding) -> String {
    var lines = [
      "before: \(finding.before)", "after: \(finding.after)", wording.effect(finding) ?? "",
      finding.explanation.text,
    ]
    if let diagnosis = finding.diagnosis {
      lines += ["cause: \(diagnosis.cause) [\(diagnosis.code)]", "remedy: \(diagnosis.remedy)"]
    }
    return OutputText.printable(lines.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  private static func properties(_ report: GateReport) -> JUnitProperties {
    let sides = [("before", report.before), ("after", report.after)]
    let values: [(String, String)] =
      [("decision", wording.text(report.decision))]
      + sides.flatMap { name, side in
        [
          ("\(name).run-id", side.runID), ("\(name).started-at", RecordTime.text(side.startedAt)),
          ("\(name).context", side.context), ("\(name).verdict", side.verdict.rawValue),
        ]
      }
    return JUnitProperties(
      property: values.map { JUnitProperty(name: $0.0, value: JUnitReport.attribute($0.1)) })
  }
}
