import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof judge`: judges records again by the rules of this program.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judges runs' records again by today's rules; touches no cluster.",
    discussion: """
      A record holds the cluster's facts and what was observed. From both the verdicts are made anew, as this program \
      would make them now: for whoever has upgraded netproof, or doubts a verdict. What was measured stays as it is.

      EXAMPLES:
        netproof judge reports/latest/run.json
        netproof judge recordings/*/run.json --quiet        one line per record
        netproof judge run.json -o again.json               and the record with the new verdicts
        netproof judge run.json --explain-why               and which causes were supposed, and what came of each
        netproof judge run.json -o - | netproof report - --format html -o report.html

      EXIT STATUS: as of the run that the record is of, with today's verdicts, and of the worst record; 2 where one cannot be \
      read.
      """)

  @Argument(help: ArgumentHelp("The records of runs; - for standard input.", valueName: "run.json"))
  var records: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Writes the record with its new verdicts; - for standard output.", valueName: "path"))
  var output: String?

  @Flag(name: .shortAndLong, help: "One line per record and one per changed verdict, without the matrix.")
  var quiet = false

  @Flag(help: "Tells which causes were supposed for what is not green, and what speaks against each.")
  var explainWhy = false

  func validate() throws {
    guard !records.isEmpty else { throw ValidationError("Name at least one record.") }
    if output != nil, records.count > 1 { throw ValidationError("--output takes a single record.") }
  }

  func run() throws {
    var worst: [Verdict] = []
    var isUnfit = false
    for path in records {
      let review = RecordReview(try ReportCommand.read(path))
      worst.append(review.record.verdict)
      isUnfit = isUnfit || review.record.fitnessDecides == true && review.record.isUnfit
      try show(review, path)
    }
    let verdict = worst.max { $0.severity < $1.severity } ?? .inconclusive
    if verdict != .conforms { throw ExitStatus(verdict).code }
    if isUnfit { throw ExitStatus.unfit.code }
  }

  private func show(_ review: RecordReview, _ path: String) throws {
    if output == "-" {
      try StandardOutput.write(try ReportFormat.json.render(review.record, RenderOptions()))
      return
    }
    if let output {
      try AtomicFile.write(
        try ReportFormat.json.render(review.record, RenderOptions()), to: URL(fileURLWithPath: output))
    }
    if !quiet { try StandardOutput.write(Data(TerminalSummary.render(review.record).utf8)) }
    try StandardOutput.write(Data(ReviewText.render(review, name: path).utf8))
    if explainWhy { try StandardOutput.write(Data(CauseTrialText.render(review.record).utf8)) }
  }
}
