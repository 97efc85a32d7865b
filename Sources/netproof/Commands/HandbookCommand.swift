import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof handbook`: the document of expected behaviour.
struct HandbookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handbook",
    abstract: "Writes the document of expected behaviour, from the chapters and rules; touches no cluster.",
    discussion: """
      For every scenario: what is set, what Cilium selects, what must work and what must fail and why, how it looks in \
      Cilium's tables and on the wire; then how to check it by hand, what to do when it differs, and the guide's \
      claims. Every statement is a chapter's, and every cell comes from the rules that `netproof run` checks, applied \
      to the guide's two-node cluster. With --run, what that run saw stands beside it.

      EXAMPLES:
        netproof handbook
        netproof handbook --lang ko -o reports/expected-behaviour.ko.md
        netproof handbook --run reports/latest/run.json

      EXIT STATUS:
        0  written
        2  a usage error, or the record cannot be read
      """)

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A run's record, to add what was last observed.", valueName: "run.json"))
  var observed: String?

  @Option(help: "The language.")
  var lang: Language = .english

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, atomically; standard output if not given.", valueName: "path"))
  var output: String?

  func run() async throws {
    let record = try observed.map(ReportCommand.read)
    let chapters = HandbookChapters(
      latest: try await ChapterReader.lines(),
      guide: try await ChapterReader.lines(changing: ExampleCluster.withGuideRelease))
    let text = Data(try HandbookReport.render(chapters, language: lang, observed: record).utf8)
    guard let output else {
      try StandardOutput.write(text)
      return
    }
    try AtomicFile.write(text, to: URL(fileURLWithPath: output))
  }
}
