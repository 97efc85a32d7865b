import Cilium
import Foundation

/// Joins the records of a run's parts into the record that the whole run would have given. Pure.
///
/// Some verdicts depend on what was seen elsewhere (an endpoint that is down for everybody, a cause at another node), so
/// nothing is copied but what was measured: every case is predicted, judged and explained again, by the facts of all
/// parts and by the very same rules.
public enum ShardMerge {
  /// Why records cannot be joined.
  public struct Mismatch: Error, Sendable, Hashable, CustomStringConvertible {
    /// What does not fit, and what to do.
    public var description: String
  }

  /// The joined record.
  ///
  /// - Parameter records: one record of every part, in any order.
  /// - Throws: ``Mismatch`` when a part is missing or doubled, when the parts are not of one run, or when a case is
  ///   missing or doubled.
  public static func merge(_ records: [RunRecord]) throws -> RunRecord {
    let none = Mismatch(description: "There is no record to join; give the run.json of every part")
    guard !records.isEmpty else { throw none }
    let parts = try ordered(records)
    guard var whole = parts.first, let first = parts.first else { throw none }
    try checkOneRun(parts)
    var sample = try joined(parts.compactMap(\.sample))
    let order = Dictionary(
      first.cluster.nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    sample.nodes.sort { (order[$0] ?? 0) < (order[$1] ?? 0) }
    whole.sample = sample
    whole.runID = parts.map(\.runID).joined(separator: "+")
    whole.startedAt = parts.map(\.startedAt).min() ?? first.startedAt
    whole.finishedAt = parts.contains { $0.finishedAt == nil } ? nil : parts.compactMap(\.finishedAt).max()
    whole.interruption =
      parts.compactMap { part in
        part.interruption.map { reason -> Sentence in "part \(part.sample?.shard?.description ?? "?"): \(reason)" }
      }.first
    whole.cost = RunCost.joined(parts.map(\.cost))
    whole.cluster = ShardMerge.cluster(parts.map(\.cluster))
    whole.notes = parts.flatMap { part in
      part.notes.map { "part \(part.sample?.shard?.description ?? "?"): \($0)" }
    }
    whole.scenarios = try first.scenarios.indices.map { index in
      try scenario(parts.map { $0.scenarios[index] }, sample, first.endpoints)
    }
    whole.claims = ClaimJudge.judge(whole.scenarios, cluster: whole.cluster)
    return whole
  }

  /// The parts by their number, each exactly once.
  private static func ordered(_ records: [RunRecord]) throws -> [RunRecord] {
    var byIndex: [Int: RunRecord] = [:]
    var count: Int?
    for record in records {
      guard let shard = record.sample?.shard else {
        if record.sample == nil, let reason = record.interruption {
          throw Mismatch(description: "Run \(record.runID) could not begin, so its part is missing: \(reason)")
        }
        throw Mismatch(description: "The record of run \(record.runID) is no part of a split run (--shard)")
      }
      if let count, count != shard.count {
        throw Mismatch(description: "One run was split into \(count) parts, another into \(shard.count)")
      }
      count = shard.count
      guard byIndex.updateValue(record, forKey: shard.index) == nil else {
        throw Mismatch(description: "Part \(shard) is there twice; give every part once")
      }
    }
    let missing = (1...max(1, count ?? 1)).filter { byIndex[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.map { "\($0)/\(count ?? 0)" }.joined(separator: ", ")
      throw Mismatch(description: "Part \(names) is missing; give the run.json of every part")
    }
    return byIndex.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The whole night's sample, checked to have every source once and every pair that was drawn.
  private static func joined(_ samples: [PairSample]) throws -> PairSample {
    guard var whole = samples.first else { throw Mismatch(description: "There is no record to join") }
    whole.shard = nil
    whole.targets = [:]
    var sources: Set<String> = []
    for part in samples {
      for node in part.nodes where !sources.insert(node).inserted {
        throw Mismatch(description: "Node \(node) is a source in two parts; they were not split alike")
      }
      whole.targets.merge(part.targets) { left, right in left + right }
    }
    whole.nodes = samples.flatMap(\.nodes)
    guard whole.tested == whole.drawn else {
      throw Mismatch(description: "The parts have \(whole.tested) pairs together, the run drew \(whole.drawn)")
    }
    return whole
  }

  private static func scenario(
    _ parts: [ScenarioRecord], _ sample: PairSample, _ endpoints: ExternalEndpoints
  ) throws -> ScenarioRecord {
    guard var whole = parts.first else { throw Mismatch(description: "There is no record to join") }
    whole.startedAt = parts.map(\.startedAt).min() ?? whole.startedAt
    whole.finishedAt = parts.contains { $0.finishedAt == nil } ? nil : parts.compactMap(\.finishedAt).max()
    whole.failure = parts.compactMap(\.failure).first
    // The parts ran side by side: the run took as long as the slowest of them.
    whole.phases = whole.phases.map { phase in
      let seconds = parts.flatMap(\.phases).filter { $0.name == phase.name }.map(\.seconds).max()
      return .init(name: phase.name, seconds: seconds ?? phase.seconds)
    }
    whole.basis = nil
    guard whole.failure == nil else {
      whole.cases = parts.flatMap(\.cases)
      return whole
    }
    guard let facts = Self.facts(parts.compactMap(\.basis?.facts)), parts.allSatisfy({ $0.basis != nil }) else {
      throw Mismatch(
        description: """
          A part's record of \(whole.scenario.rawValue) lacks the facts that it was judged by. A ConfigMap has them only \
          while they fit; deliver to a folder too
          """)
    }
    let isAllowed = parts.contains { $0.basis?.mayDisturb == true }
    whole.basis = .init(facts: facts, mayDisturb: isAllowed)
    var controls = HostControls()
    for part in parts.compactMap(\.basis?.controls) {
      controls.answers.merge(part.answers) { $0.merging($1) { mine, _ in mine } }
    }
    whole.basis?.controls = controls
    whole.health = HealthRecord.joined(parts.compactMap(\.health))
    whole.datapath = DatapathRecord.joined(parts.compactMap(\.datapath))
    whole.tailnet = TailnetRecord.joined(parts.compactMap(\.tailnet))
    let measured = try cases(parts, sample)
    whole.cases = measured
    let judged = whole.rejudged(endpoints: endpoints) ?? []
    whole.cases = zip(judged, measured).map { Retries.complete($0, after: $1.earlierAttempts) }
    whole.basis = .init(keeping: facts, mayDisturb: isAllowed)
    whole.fitness = Fitness.assess(whole.cases)
    return whole
  }

  /// What the parts measured, in the order of the whole run, checked to be all that was planned and nothing twice.
  private static func cases(_ parts: [ScenarioRecord], _ sample: PairSample) throws -> [CaseRecord] {
    var measured: [CaseKey: CaseRecord] = [:]
    for record in parts.flatMap(\.cases) {
      guard measured.updateValue(record, forKey: record.key) == nil else {
        throw Mismatch(description: "The case \(record.aspect.rawValue) of \(record.subject) is in two parts")
      }
    }
    // Every part asks about the same families, and NodePorts and hosts or not, which its cases tell.
    let families = IPFamily.allCases.filter { family in measured.keys.contains { $0.aspect.family == family } }
    let asked = sample.cases(
      families.isEmpty ? [.ipv4] : families, onNodePorts: measured.keys.contains { $0.aspect.isAskedOfNodePorts },
      fromOutside: measured.keys.contains { $0.aspect.isAskedFromOutside },
      fromHosts: measured.keys.contains { $0.aspect.isAskedFromHosts },
      seeingPrograms: measured.keys.contains { $0.aspect.isSeenInPrograms },
      throughProxy: measured.keys.contains { $0.aspect.isAskedThroughProxy })
    let planned = try asked.map { aspect, subject in
      guard let record = measured[CaseKey(aspect, subject)] else {
        throw Mismatch(description: "The case \(aspect.rawValue) of \(subject) is in no part")
      }
      return record
    }
    guard measured.count == planned.count else {
      throw Mismatch(description: "The parts hold \(measured.count) cases, the run planned \(planned.count)")
    }
    return planned
  }
}
