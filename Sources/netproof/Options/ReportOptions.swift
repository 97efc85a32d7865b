import ArgumentParser
import Conformance
import Reports

/// Where a run tells what it found.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where to write the reports.", valueName: "path"))
  var reportDir = "reports/latest"

  @Option(help: "The language of report.md and report.html.")
  var lang: Language = .english

  @Flag(name: .shortAndLong, help: "Tell every case with its evidence.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "One line at the end, the verdict, and no progress; what went wrong is told.")
  var quiet = false

  @Flag(help: "Tell at the end which causes were supposed for what is not green, and what speaks against each.")
  var explainWhy = false

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    if reportDir.isEmpty { throw ValidationError("--report-dir is empty; give a folder.") }
    if quiet, verbose || explainWhy {
      throw ValidationError("--quiet tells one line; leave --verbose and --explain-why away.")
    }
  }
}

/// The language of what people read; terminals and programs read English.
struct LanguageOption: ParsableArguments {
  @Option(help: "The language of Markdown and drawings.")
  var lang: Language = .english

  /// Refuses a language that nothing would be written in.
  func check(isUsed: Bool) throws {
    guard lang == .english || isUsed else {
      throw ValidationError(
        "--lang \(lang.rawValue): this form is English only; give --format markdown or --report-dir.")
    }
  }
}

/// What to do when another run is using the cluster.
struct LeaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How long to wait for another run to end; without it, a cluster in use is status 4.", valueName: "seconds"))
  var waitForLease: Int?

  func validate() throws {
    if let waitForLease, waitForLease < 0 { throw ValidationError("--wait-for-lease \(waitForLease): give 0 or more.") }
  }
}
