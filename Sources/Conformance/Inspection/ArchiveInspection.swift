import Archives
import Cilium
import Foundation
import Kubernetes
import Sysdump

/// An archive held against the rules: what they expect of its facts, and what it shows.
///
/// Nothing was sent: of the paths of packets it tells what the rules predict, and whether something that was seen speaks
/// against that.
public struct ArchiveInspection: Sendable {
  /// The cluster's facts, as far as the archive tells them.
  public let facts: ClusterFacts
  /// Node → why it takes no part.
  public let skipped: [String: Sentence]
  private let dump: Sysdump
  private let nodes: ArchivedNodes
  private let gaps: [Sentence]

  /// Reads the facts.
  ///
  /// - Throws: ``ScenarioError`` where the archive names no node that takes part.
  public init(_ dump: Sysdump) throws {
    let archived = ArchivedFacts(dump)
    guard !archived.facts.nodes.isEmpty else {
      let reasons = archived.nodes.skipped.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      throw ScenarioError(
        "The archive names no node that takes part"
          + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))")
          + ". Give a sysdump with k8s-nodes, or a bugtool whose agent answered.")
    }
    self.dump = dump
    facts = archived.facts
    nodes = archived.nodes
    gaps = archived.gaps
    skipped = archived.nodes.skipped
  }

  /// What a reader must know of the archive.
  public var notes: [Sentence] { InspectionNotes(facts: facts, dump: dump, nodes: nodes, gaps: gaps).all }

  /// The record: one scenario, whose cases are what can be seen without sending anything.
  ///
  /// - Parameter forecasts: Whether the paths that a run would probe are among them, as the rules predict them: for
  ///   comparisons with another archive or with a run.
  /// - Parameter cluster: Where what was read came from, if that was a cluster and no archive.
  public func record(
    toolVersion: String, forecasts: Bool = false, cluster: ClusterConnection? = nil
  ) -> RunRecord {
    let scenario = Scenario.detect(facts)
    let moments = nodes.records.values.compactMap(\.askedAt)
    let began = moments.min() ?? Date(timeIntervalSince1970: 0)
    var record = RunRecord(
      tool: .init(name: "netproof", version: toolVersion), runID: runID, startedAt: began, cluster: summary(cluster),
      endpoints: ExternalEndpoints())
    if cluster == nil { record.source = RecordSource(archives: dump.sources) }
    record.finishedAt = moments.max() ?? began
    var entry = ScenarioRecord(scenario: scenario, devices: facts.devicesSetting, startedAt: began)
    if facts.reasonUnread(.configuration) != nil { entry.devicesUnknown = true }
    entry.finishedAt = record.finishedAt
    entry.basis = .init(keeping: facts, mayDisturb: false)
    entry.cases = cases() + (forecasts ? forecastCases() : [])
    entry.tailnet = TailnetJudge.record(
      facts, pairs: sample.subjects(.crossNodePod).filter { nodes.records[$0.source] != nil })
    entry.fitness = .unknown(["nothing was sent: an archive shows no path at work"])
    record.scenarios = [entry]
    record.notes = notes
    return record
  }

  /// Stable for one content, so that the same archive gives the same record.
  private var runID: String {
    let sum = dump.sources.compactMap(\.sha256).first
    return "\(isLive ? "cluster" : "archive")-\(sum.map { String($0.prefix(12)) } ?? "inspection")"
  }

  private var isLive: Bool { dump.sources.contains { $0.format == "cluster" } }

  private func summary(_ cluster: ClusterConnection?) -> ClusterSummary {
    let names = dump.sources.map(\.name).joined(separator: ", ")
    let kubernetes = nodes.nodes.lazy.compactMap { $0.status?.nodeInfo?.kubeletVersion }.first
    return .make(
      context: cluster?.contextName ?? "archive \(names)", server: cluster?.safeServer ?? "",
      version: kubernetes ?? "unknown", nodes: nodes.nodes,
      skipped: skipped, facts: facts)
  }

  /// Every pair of a small cluster; of a large one what a run's first night would ask about.
  private var sample: PairSample {
    PairSampler(nodes: facts.nodes.map(\.name)).draw()
  }

  /// What the rules predict of paths, in the form of what a run would find where they are right. What they cannot predict
  /// is left out: no two archives differ in that.
  private func forecastCases() -> [CaseRecord] {
    let inspected = Set(Aspect.inspected(of: facts.families))
    return sample.cases(facts.families).filter { !inspected.contains($0.0) }.compactMap {
      aspect, subject -> CaseRecord? in
      let prediction = Rules.predict(aspect, subject, facts: facts)
      var record = CaseRecord(
        aspect: aspect, subject: subject, prediction: prediction, observation: nil, verdict: .inconclusive,
        explanation: prediction.reason)
      switch prediction {
      case .notApplicable: record.verdict = .notApplicable
      case .unknown: return nil
      case .expected(let expectation):
        let evidence = Evidence(
          origin: CaseRecord.forecastOrigin, command: "rules", output: "predicted, not measured")
        record.observation = Observation(.measured(expectation.outcome), evidence: [evidence])
        record.verdict = .conforms
        record.explanation = "\(expectation.outcome), predicted and not measured"
      }
      return record
    }
  }

  private func cases() -> [CaseRecord] {
    let sample = sample
    let observations = InspectionObservations(
      facts: facts, dump: dump, nodes: nodes, sample: sample.answered(by: Set(nodes.records.keys)))
    // A bugtool's archive is about its own node; the others it only mentions. A sysdump is about all.
    let lost = dump.damages.first(where: \.hidesFiles)
    let isAboutAll = dump.objects.nodes.value != nil || lost != nil
    let planned = Aspect.inspected(of: facts.families).flatMap { aspect in
      sample.subjects(aspect).filter { isAboutAll || nodes.records[$0.source] != nil }.map { (aspect, $0) }
    }
    var sights: [CaseKey: Sight] = [:]
    for (aspect, subject) in planned { sights[CaseKey(aspect, subject)] = observations.sight(aspect, subject) }
    // What nothing can show is neither judged nor explained: of a large cluster's cases these are most.
    var unseen: [CaseKey: CaseRecord] = [:]
    for (aspect, subject) in planned {
      guard case .unseen(let reason)? = sights[CaseKey(aspect, subject)] else { continue }
      unseen[CaseKey(aspect, subject)] = Self.unseen(aspect, subject, reason, lost, facts)
    }
    var judged = CaseJudge.judge(
      planned.filter { unseen[CaseKey($0.0, $0.1)] == nil }, facts: facts, mayDisturb: false,
      context: DiagnosisContext(isInspection: true)
    ) { aspect, subject in
      switch sights[CaseKey(aspect, subject)] {
      case .seen(let observation)?: observation
      case .missing(let reason, let evidence)?: Observation(.notMeasured(reason), evidence: evidence)
      case .unseen?, nil: nil
      }
    }[...]
    return planned.compactMap { unseen[CaseKey($0.0, $0.1)] ?? judged.popFirst() }
  }

  /// The case of something that an archive does not show; nil where the question does not arise.
  private static func unseen(
    _ aspect: Aspect, _ subject: Subject, _ reason: Sentence, _ lost: ArchiveDamage?, _ facts: ClusterFacts
  ) -> CaseRecord? {
    let prediction = Rules.predict(aspect, subject, facts: facts)
    if case .notApplicable = prediction { return nil }
    if let lost {
      // What would tell may have been in what is lost.
      return CaseRecord(
        aspect: aspect, subject: subject, prediction: prediction, observation: nil, verdict: .inconclusive,
        explanation: "\(reason), and of the archive \(lost)")
    }
    let told: Sentence = "not to be seen: \(reason)"
    return CaseRecord(
      aspect: aspect, subject: subject, prediction: .notApplicable(told), observation: nil, verdict: .notApplicable,
      explanation: told)
  }
}

extension PairSampler {
  /// What an archive is asked about, always the same of the same nodes.
  init(nodes: [String]) {
    self.init(
      nodes: nodes.map { NodePlace(name: $0) }, limit: Self.defaultLimit,
      seed: SampleSeed(Date(timeIntervalSince1970: 0)))
  }
}

extension PairSample {
  /// The same with only those nodes as witnesses of others whose agents said something.
  fileprivate func answered(by nodes: Set<String>) -> PairSample {
    var sample = self
    sample.targets = targets.mapValues { $0.filter(nodes.contains) }
    return sample
  }
}
