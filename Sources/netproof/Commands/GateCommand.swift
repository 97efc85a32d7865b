import ArgumentParser
import Conformance
import Foundation
import Reports
import Sysdump

/// `netproof gate`: accepts or refuses an upgrade by two runs.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Compares a run with an earlier one; accepts or refuses.",
    usage: "netproof gate --before <path> --after <path> [<options>]",
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

      Either may be an archive instead (see `netproof diagnose`): then facts, \
      what both show, and the rules' forecasts of paths are compared.

      EXAMPLES:
        netproof gate --before monday.zip --after tuesday.zip
        netproof gate --before before/run.json --after after/run.json
        netproof gate --before a.json --after b.json --policy gate.yaml \\
          --report-dir reports/gate
        netproof gate --before a.json --after b.json -o name | grep ^refuses/
        netproof gate --before a.json --after b.json --format markdown \\
          >> "$GITHUB_STEP_SUMMARY"

      EXIT STATUS:
        0  accepted
        1  refused
        2  usage error, a policy or a record that cannot be read, or records
           that cannot be compared
      """)

  @Option(help: ArgumentHelp("The record of the run that is the basis, or an archive.", valueName: "path"))
  var before: String

  @Option(help: ArgumentHelp("The record of the run that is judged, or an archive.", valueName: "path"))
  var after: String

  @Option(help: ArgumentHelp("What to refuse, report and allow (YAML).", valueName: "file"))
  var policy: String?

  @Option(
    name: .outputForm, help: "What goes to standard output.")
  var format: GateFormat = .text

  @Option(help: ArgumentHelp("Also write gate.json, gate-junit.xml and gate.md there.", valueName: "path"))
  var reportDir: String?

  @Flag(name: .shortAndLong, help: "One line of text: the decision.")
  var quiet = false

  @OptionGroup var language: LanguageOption

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    if reportDir?.isEmpty == true { throw ValidationError("--report-dir is empty; give a folder.") }
    try language.check(isUsed: format.isTranslated || reportDir != nil)
  }

  func run() throws {
    let gate = Gate(policy: try policy.map(Self.policy) ?? GatePolicy())
    var (first, second) = (try Self.record(before), try Self.record(after))
    GateAlignment.align(&first, &second)
    let report = try gate.judge(
      before: .init(path: before, record: first), after: .init(path: after, record: second), now: Date())
    if let reportDir { try GateFiles.write(report, to: reportDir, language: language.lang) }
    let output = TerminalDevice.standardOutput(color)
    let text = try format.render(
      report, language: language.lang, width: output.width, coloured: output.isColoured, quiet: quiet)
    try StandardOutput.write(text)
    if report.decision == .refuse { throw ExitStatus.deviates.code }
  }

  /// A run's record, or what an archive tells in its form: a record is JSON, and no archive begins with a brace.
  private static func record(_ path: String) throws -> RunRecord {
    let beginning = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 64) }
    let first = beginning?.first { !" \t\r\n".utf8.contains($0) }
    if first == nil || first == UInt8(ascii: "{"), !isFolder(path) { return try RunRecordFile.read(path) }
    return try ArchiveInspection(Sysdump.read([path])).record(toolVersion: netproofVersion, forecasts: true)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
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
