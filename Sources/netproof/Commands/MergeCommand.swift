import ArgumentParser
import Conformance
import Delivery
import Reports

/// `netproof merge`: joins the records of a run that was split.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins the records of a run's parts (--shard) into one, with the verdicts of the whole.",
    discussion: """
      Checks that no part, pair or case is missing or doubled and that all parts are of one run, judges every case \
      again by what all parts have seen, writes the reports, and ends as that run would have.

      Parts are of one run when they bear its name (--run-name, in a Job its UID). Parts \
      without a name must overlap in time or follow one another, each beginning within \
      15 minutes of the end of those before: run them with --run-name where that cannot be.

      EXAMPLES:
        netproof run --shard 1/2 --run-name tuesday --seed 2026-11-21 --report-dir parts/1
        netproof run --shard 2/2 --run-name tuesday --seed 2026-11-21 --report-dir parts/2
        netproof merge parts/1/run.json parts/2/run.json --report-dir reports/nightly
        netproof merge --shards 3 --context production      # from the ConfigMaps that `manifests job --shards 3` left

      \(ExitStatus.table)
      """)

  @Argument(help: ArgumentHelp("The records of all parts.", valueName: "run.json"))
  var records: [String] = []

  @Option(
    help: ArgumentHelp("Read the records from the cluster: the ConfigMaps of that many parts.", valueName: "count"))
  var shards: Int?

  @OptionGroup var access: AccessOptions

  @Option(help: ArgumentHelp("Where to write the reports.", valueName: "path"))
  var reportDir = "reports/latest"

  @Flag(help: "Tell at the end which causes were supposed for what is not green, and what speaks against each.")
  var explainWhy = false

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    if records.isEmpty == (shards == nil) {
      throw ValidationError("Give the run.json of every part, or --shards to read them from the cluster.")
    }
    try ScaleOptions.checkParts(shards)
    if shards == nil, access.areGiven {
      throw ValidationError("--kubeconfig and --context are for --shards.")
    }
  }

  func run() async throws {
    try ReportDirectory.prepare(reportDir)
    let parts = try await parts()
    let whole: RunRecord
    do {
      whole = try ShardMerge.merge(parts)
    } catch let mismatch as ShardMerge.Mismatch {
      throw ConfigurationError("The records cannot be joined", remedy: mismatch.description)
    }
    let files = try ReportDirectory.write(record: whole, to: reportDir)
    let output = TerminalDevice.standardOutput(color)
    print(TerminalSummary.render(whole, width: output.width, coloured: output.isColoured), terminator: "")
    if explainWhy { print(CauseTrialText.render(whole), terminator: "") }
    print("Reports: \(files.joined(separator: " "))")
    throw ExitStatus(whole.verdict).code
  }

  private func parts() async throws -> [RunRecord] {
    guard let shards else { return try records.map { try RunRecordFile.read($0) } }
    do {
      return try await DeliveredParts.read(try access.client(), count: shards)
    } catch let missing as DeliveryError {
      throw ConfigurationError("The records cannot be joined", remedy: missing.description)
    }
  }
}
