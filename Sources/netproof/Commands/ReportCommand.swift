import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof report`: renders a run's record again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Renders a run's record again, in any format; touches no cluster.",
    discussion: """
      Every report is made from the record alone, so it can be made at any time, in another format or language. \
      A record of a newer major version, or a damaged one, is refused.

      Markdown fits a pull-request comment with --max-bytes 65536, and a GitHub step summary with --max-bytes 1048576: \
      evidence is shortened first, and what was left out is said. Markdown and HTML speak English or Korean; evidence, \
      JUnit, metrics and the record stay as they are.

      EXAMPLES:
        netproof report reports/latest/run.json
        netproof report run.json --format html -o report.html
        netproof report run.json --max-bytes 65536 | gh pr comment -F -
        netproof report run.json --lang ko -o report.ko.md
        netproof report run.json --format metrics -o metrics/netproof.prom

      EXIT STATUS:
        0  rendered, whatever the verdict
        2  a usage error, or the record cannot be read
      """)

  @Argument(help: ArgumentHelp("The record of a run; - for standard input.", valueName: "run.json"))
  var record: String

  @Option(help: "What to make of it.")
  var format: ReportFormat = .markdown

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, atomically; standard output if not given.", valueName: "path"))
  var output: String?

  @Option(help: "The language of Markdown and HTML.")
  var lang: Language = .english

  @Option(help: ArgumentHelp("Keep Markdown below this size.", valueName: "bytes"))
  var maxBytes: Int?

  func validate() throws {
    if let maxBytes {
      guard format == .markdown else { throw ValidationError("--max-bytes shortens Markdown only.") }
      guard maxBytes >= 1_024 else { throw ValidationError("--max-bytes \(maxBytes): give at least 1024.") }
    }
    if lang != .english, !format.isTranslated {
      throw ValidationError("--lang \(lang.rawValue): \(format.rawValue) is English only.")
    }
  }

  func run() throws {
    let run = try Self.read(record)
    var options = RenderOptions(language: lang, maxBytes: maxBytes)
    guard let output else {
      try StandardOutput.write(try format.render(run, options))
      return
    }
    options.previousMetrics = try? String(contentsOfFile: output, encoding: .utf8)
    try AtomicFile.write(try format.render(run, options), to: URL(fileURLWithPath: output))
  }

  /// The record in a file, or on standard input.
  static func read(_ path: String) throws -> RunRecord {
    guard path == "-" else { return try RunRecordFile.read(path) }
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    return try RunRecordFile.decode(data, name: "standard input")
  }
}
