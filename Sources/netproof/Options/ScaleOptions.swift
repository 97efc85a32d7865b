import ArgumentParser
import Conformance
import Foundation

/// How much of a large cluster is probed.
struct ScaleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many nodes take part at most, chosen so that every zone is represented (all).", valueName: "count"))
  var maxNodes: Int?

  @Option(
    help: ArgumentHelp(
      """
      How many ordered pairs of nodes are probed at most (90, about ten nodes). Above, a sample is drawn in which \
      every node is source and target at least twice; successive nights cover all pairs.
      """, valueName: "count"))
  var pairLimit: Int?

  @Option(
    help: ArgumentHelp(
      """
      In place of --pair-limit: as many pairs as it takes to try any one broken pair of nodes with this probability \
      within some nights (--within), for example 0.99 or 99%.
      """, valueName: "probability"))
  var confidence: String?

  @Option(
    help: ArgumentHelp(
      "Within how many nights, one run a night, a broken pair should be tried (7d).", valueName: "days"))
  var within: String?

  @Option(
    help: ArgumentHelp("The night that the sample is drawn for: a date, or a number (today, UTC).", valueName: "date"))
  var seed: String?

  @Option(
    help: ArgumentHelp(
      """
      Verify one part of the nodes, for example 2/3; `auto/3` takes the part from an Indexed Job's environment. \
      `netproof merge` joins the parts' records. Unless --namespace is given, a part has one of its own \
      (netproof-2-of-3), so that the parts can run side by side.
      """, valueName: "part"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      """
      The name of the run that --shard is a part of; `netproof merge` joins parts of one name only. In a Job of \
      `netproof manifests` it is the Job's UID.
      """, valueName: "name"))
  var runName: String?

  func validate() throws {
    if let shard, runShard == nil {
      throw ValidationError(
        """
        --shard \(shard): give a part and their number, such as 2/3, or auto/3 in a pod of an Indexed Job, where \
        \(RunShard.completionIndexVariable) is set.
        """)
    }
    if let runName {
      if shard == nil { throw ValidationError("--run-name is for --shard: it says which run a part is of.") }
      let isName = runName.allSatisfy { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
      if runName.isEmpty || runName.count > 253 || !isName {
        throw ValidationError("--run-name '\(runName)': give letters, digits and -_.: only, at most 253.")
      }
    }
    if let maxNodes, maxNodes < 1 { throw ValidationError("--max-nodes \(maxNodes): give at least 1.") }
    if let pairLimit, pairLimit < 0 { throw ValidationError("--pair-limit \(pairLimit): give 0 or more.") }
    if let confidence {
      if pairLimit != nil {
        throw ValidationError("--confidence decides how many pairs there are: leave --pair-limit away.")
      }
      if probability == nil {
        throw ValidationError(
          "--confidence \(confidence): give a probability above 0 and up to 1, such as 0.99 or 99%.")
      }
    }
    if let within, nights == nil {
      throw ValidationError("--within \(within): give days, such as 7d, at most \(SampleAim.mostNights).")
    }
    if let seed, SampleSeed(seed) == nil {
      throw ValidationError("--seed \(seed): give a date such as 2026-11-21, or a whole number from 0 on.")
    }
  }

  /// Refuses a number of parts (`--shards`) in which no run can be split.
  static func checkParts(_ count: Int?) throws {
    guard let count, !RunShard.counts.contains(count) else { return }
    throw ValidationError("--shards \(count): give \(RunShard.counts.lowerBound) to \(RunShard.counts.upperBound).")
  }

  var sampling: SamplingOptions {
    let shard = runShard
    return SamplingOptions(
      maximumNodes: maxNodes, pairLimit: pairLimit,
      aim: probability.flatMap { SampleAim(confidence: $0, nights: nights ?? SampleConfidence.defaultNights) },
      confidenceNights: nights ?? SampleConfidence.defaultNights,
      seed: seed.flatMap { SampleSeed($0) } ?? (shard == nil ? nil : scheduledDay), shard: shard)
  }

  /// `0.99` and `99%` alike.
  private var probability: Double? {
    guard let confidence else { return nil }
    let isPercent = confidence.hasSuffix("%")
    guard let number = Double(isPercent ? String(confidence.dropLast()) : confidence) else { return nil }
    let value = isPercent ? number / 100 : number
    return value > 0 && value <= 1 ? value : nil
  }

  /// `7d` and `7` alike.
  private var nights: Int? {
    guard let within else { return nil }
    let days = within.hasSuffix("d") ? String(within.dropLast()) : within
    return Int(days).flatMap { (1...SampleAim.mostNights).contains($0) ? $0 : nil }
  }

  private var runShard: RunShard? {
    shard.flatMap { RunShard($0, environment: environment, run: runName) }
  }

  /// The day that all parts of a CronJob's run are of.
  private var scheduledDay: SampleSeed? {
    environment[SampleSeed.jobVariable].flatMap { SampleSeed(cronJob: $0, now: Date()) }
  }

  private var environment: [String: String] { ProcessInfo.processInfo.environment }
}
