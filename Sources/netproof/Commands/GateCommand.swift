import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof gate`: accepts or refuses an upgrade by two runs.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Compares a run with an earlier one; accepts or refuses.",
    usage: "netproof gate --before <run.json> --after <run.json> [<options>]",
    discussion: """
      Tells what was lost, gained, is new, became slower or flaky, and which \
      facts of the cluster changed. Touches no cluster.

      Refuses what was lost or deviates now, what could not be established, and \
      what is no longer verified; the rest is reported. A policy file adjusts \
      that, and allows single deviations until a day:

        changes: {slower: refuse, missing: report}
        facts: {mtu: refuse}
        noise: {percent: 50, ping-milliseconds: 5}
        allow:
          - aspect: external-ping
            subject: node-1
            reason: the provider filters ICMP, ticket 4711
            expires: 2026-12-31

      EXAMPLES:
        netproof gate --before before/run.json --after after/run.json
        netproof gate --before a.json --after b.json --policy gate.yaml \\
          --report-dir reports/gate
        netproof gate --before a.json --after b.json --format markdown \\
          >> "$GITHUB_STEP_SUMMARY"

      EXIT STATUS:
        0  accepted
        1  refused
        2  usage error, a policy or a record that cannot be read, or records
           that cannot be compared
      """)

  @Option(help: ArgumentHelp("The record of the run that is the basis.", valueName: "run.json"))
  var before: String

  @Option(help: ArgumentHelp("The record of the run that is judged.", valueName: "run.json"))
  var after: String

  @Option(help: ArgumentHelp("What to refuse, report and allow (YAML).", valueName: "file"))
  var policy: String?

  @Option(help: "What goes to standard output.")
  var format: GateFormat = .text

  @Option(help: ArgumentHelp("Also write gate.json, gate-junit.xml and gate.md there.", valueName: "path"))
  var reportDir: String?

  @OptionGroup var language: LanguageOption

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    if reportDir?.isEmpty == true { throw ValidationError("--report-dir is empty; give a folder.") }
    try language.check(isUsed: format.isTranslated || reportDir != nil)
  }

  func run() throws {
    let gate = Gate(policy: try policy.map(Self.policy) ?? GatePolicy())
    let report = try gate.judge(
      before: .init(path: before, record: try RunRecordFile.read(before)),
      after: .init(path: after, record: try RunRecordFile.read(after)), now: Date())
    if let reportDir { try GateFiles.write(report, to: reportDir, language: language.lang) }
    let output = TerminalDevice.standardOutput(color)
    let text = try format.render(
      report, language: language.lang, width: output.width, coloured: output.isColoured)
    try StandardOutput.write(text)
    if report.decision == .refuse { throw ExitStatus.deviates.code }
  }

  private static func policy(_ path: String) throws -> GatePolicy {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ConfigurationError(
        "The policy \(path) cannot be read: \(error.localizedDescription)", remedy: "Check the path given to --policy")
    }
    return try GatePolicy.parse(yaml: text, file: path)
  }
}

extension GateFormat: ExpressibleByArgument {}
