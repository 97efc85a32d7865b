import Conformance
import Foundation

/// A watch's report as JUnit XML: a test case per path, and one for the command that ran meanwhile.
///
/// An outage that is longer than the limit is a `failure`, a path that was not watched an `error`, and one that is not
/// predicted to work is `skipped`. A command that failed is an `error`: it says nothing about the paths.
public enum WatchJUnit {
  private static let wording = WatchWording.english

  /// The file's bytes, UTF-8.
  public static func render(_ record: WatchRecord) throws -> Data { try document(record).xml() }

  static func document(_ record: WatchRecord) -> JUnitSuites {
    let seconds = JUnitReport.seconds(record.seconds)
    let suite = JUnitSuite(
      name: "netproof.watch", cases: record.paths.map { testCase($0, record) } + whole(record), time: seconds,
      timestamp: RecordTime.text(record.startedAt), properties: properties(record))
    return JUnitSuites(
      name: "netproof watch", tests: suite.tests, failures: suite.failures, errors: suite.errors,
      time: seconds, testsuite: [suite])
  }

  private static func testCase(_ path: WatchedPath, _ record: WatchRecord) -> JUnitCase {
    let log = path.log
    var lines = [
      path.command, path.explanation.text, "sent \(log.sent), lost \(log.lost), late \(log.late)",
      "median round trip \(WatchWording.milliseconds(log.medianMilliseconds))",
    ]
    for outage in log.outages {
      lines.append(
        "\(WatchWording.moment(outage.began)) to \(WatchWording.moment(outage.ended)): "
          + "\(wording.outage(outage)), \(outage.lost) lost")
      lines += record.events(during: outage).map { "  \(wording.event($0))" }
    }
    var entry = JUnitCase(
      classname: "netproof.watch", name: JUnitReport.attribute(WatchWording.title(path)),
      time: JUnitReport.seconds(log.observedSeconds),
      output: BoundedText.cut(OutputText.printable(lines.joined(separator: "\n")), limit: 20_000))
    let message = JUnitMessage(
      message: JUnitReport.attribute(path.explanation.text), type: path.verdict.rawValue,
      text: OutputText.printable(path.explanation))
    switch path.verdict {
    case .conforms, .unpredicted: break
    case .deviates: entry.failure = message
    case .inconclusive: entry.error = message
    case .notApplicable: entry.skipped = JUnitMessage(message: message.message, text: "")
    }
    return entry
  }

  private static func whole(_ record: WatchRecord) -> [JUnitCase] {
    var cases: [JUnitCase] = []
    if let command = record.command {
      var entry = JUnitCase(classname: "netproof.watch", name: "command", time: "0.000")
      if !command.succeeded { entry.error = error(wording.command(command)) }
      cases.append(entry)
    }
    cases += record.unwatched.map { subject in
      var entry = JUnitCase(
        classname: "netproof.watch", name: JUnitReport.attribute("turn [\(subject)]"), time: "0.000")
      entry.error = error("It had its turn and could not be watched.")
      return entry
    }
    if let interruption = record.interruption {
      var entry = JUnitCase(classname: "netproof.watch", name: "completed", time: "0.000")
      entry.error = error("The watch is incomplete: \(interruption)")
      cases.append(entry)
    }
    return cases
  }

  private static func error(_ text: String) -> JUnitMessage {
    JUnitMessage(message: JUnitReport.attribute(text), type: "inconclusive", text: OutputText.printable(text))
  }

  private static func properties(_ record: WatchRecord) -> JUnitProperties {
    let values = [
      ("netproof.version", record.tool.version), ("netproof.run-id", record.runID),
      ("kubernetes.version", record.cluster.kubernetesVersion), ("kubernetes.context", record.cluster.context),
      ("cilium.version", record.cluster.ciliumVersion ?? "unknown"),
      ("interval", wording.seconds(record.interval)), ("limit", wording.seconds(record.maximumOutage)),
      ("verdict", record.verdict.rawValue),
    ]
    let turns = record.turns == nil ? [] : [("turns", wording.turns(record).joined(separator: "; "))]
    return JUnitProperties(
      property: (values + turns).map { JUnitProperty(name: $0.0, value: JUnitReport.attribute($0.1)) })
  }
}
