import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof history`: what many runs say together.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Shows verdicts over time from many run records.",
    usage: "netproof history <folder> [<options>]",
    discussion: """
      Reads every run record (run.json) in the folder and below it: a table of \
      verdicts over time, when each deviation was seen first and last, and how \
      unsteady each case is. Flakiness is the part of the runs that lost something \
      or brought another verdict than the run before.

      Files that are damaged or no run records are named and left out. Touches no \
      cluster.

      EXAMPLES:
        netproof history reports
        netproof history reports --report-dir reports/history
        netproof history reports -o name | grep ^deviates/
        netproof history reports --format svg > history.svg

      EXIT STATUS:
        0  shown, whatever the verdicts are
        2  usage error, or no run record could be read
      """)

  @Argument(help: ArgumentHelp("Where the run records are.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("How many runs are shown, the youngest.", valueName: "count"))
  var limit = 60

  @Option(
    name: .outputForm, help: "What goes to standard output.")
  var format: HistoryFormat = .text

  @Option(help: ArgumentHelp("Also write history.json, .md and .svg there.", valueName: "path"))
  var reportDir: String?

  @OptionGroup var language: LanguageOption

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    if reportDir?.isEmpty == true { throw ValidationError("--report-dir is empty; give a folder.") }
    try language.check(isUsed: format.isTranslated || reportDir != nil)
    if !(1...1000).contains(limit) { throw ValidationError("--limit \(limit): give 1 to 1000.") }
  }

  func run() throws {
    let history = try HistoryReader.read(folder)
    if let reportDir { try HistoryFiles.write(history, limit: limit, to: reportDir, language: language.lang) }
    let output = TerminalDevice.standardOutput(color)
    try StandardOutput.write(
      try format.render(
        history, limit: limit, language: language.lang, width: output.width, coloured: output.isColoured))
  }
}

extension HistoryFormat: ExpressibleByArgument {}
