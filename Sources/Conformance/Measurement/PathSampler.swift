import Foundation
import Kubernetes
import Probes
import Synchronization

/// Tries paths further times: one exec per client pod, which carries all of its rounds.
struct PathSampler {
  let sampling: PathSampling
  let probeTimeoutSeconds: Int
  let plan: ProbePlan
  let pods: ProbePods
  let facts: ClusterFacts
  let client: KubernetesClient

  /// What the further tries of one path brought.
  struct Tried: Sendable {
    /// In order, with when each began; those that did not arrive are not measured.
    var tries: [(result: PathSamples.Try, began: Date?)]
    /// What the path does when it is answered, where it was.
    var answer: Outcome?
    /// What was run in the first try that was lost.
    var evidence: [Evidence] = []
  }

  /// Which cases are tried further times: paths that pods' probes measure. How large packets may be is a property of the
  /// path that its measurement looks for with many sizes already.
  static func cases(_ judged: [CaseRecord]) -> [(Aspect, Subject)] {
    judged.filter { record in
      guard record.verdict != .notApplicable, record.aspect.kind != .pathMTU else { return false }
      return record.aspect.isMeasuredByProbes
    }.map { ($0.aspect, $0.subject) }
  }

  /// Tries all of the cases. What a pod did not answer is not measured, and fails nothing else.
  func run(_ cases: [(Aspect, Subject)]) async throws -> [CaseKey: Tried] {
    let part = plan.only(cases)
    let byNode = Dictionary(grouping: cases, by: \.1.source).sorted { $0.key < $1.key }
    var tried: [CaseKey: Tried] = [:]
    try await FanOut.each(byNode, atOnce: Pace.probingPods) { node, cases -> [CaseKey: Tried] in
      let rounds = try await rounds(part.probes[node] ?? [], on: node)
      return Dictionary(
        cases.map { (CaseKey($0.0, $0.1), read($0.0, $0.1, rounds, part)) }, uniquingKeysWith: { first, _ in first })
    } take: {
      tried.merge($0) { first, _ in first }
    }
    return tried
  }

  private func rounds(_ probes: [Probe], on node: String) async throws -> [ProbeRounds.Round] {
    guard case .success(let pod)? = pods.nodes[node]?.client, !probes.isEmpty else { return [] }
    let rounds = ProbeRounds(
      batch: try ProbeBatch(probes: probes), count: sampling.further, pauseSeconds: sampling.intervalSeconds)
    let seconds = sampling.longestSeconds(probeTimeoutSeconds: probeTimeoutSeconds) + 5
    let output = Output()
    do {
      _ = try await client.exec(
        pod.reference, command: ["timeout", "\(seconds)", "sh", "-s"], stdin: Data(rounds.script().utf8),
        stdinEndsItself: true, timeout: .seconds(seconds + 10)
      ) { stream, data in
        if stream == .stdout { output.append(data) }
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      // The rounds that arrived before the connection broke are measured; the others are told as not measured.
    }
    return rounds.parse(output.all).rounds
  }

  /// Reads a path's answers, round by round, as those of its measurement are read.
  private func read(
    _ aspect: Aspect, _ subject: Subject, _ rounds: [ProbeRounds.Round], _ part: ProbePlan
  ) -> Tried {
    var tried = Tried(tries: [])
    for round in rounds {
      var results = ProbeResults()
      results.answers[subject.source] = Self.answers(part.probes(aspect, subject), round, on: subject.source)
      let observation = PathObservations(plan: part, results: results, pods: pods, facts: facts)
        .observe(aspect, subject)
      let result: PathSamples.Try = Self.result(observation)
      tried.tries.append((result, round.began))
      switch result {
      case .answered: tried.answer = tried.answer ?? observation.outcome
      case .lost: if tried.evidence.isEmpty { tried.evidence = observation.evidence }
      case .notMeasured: break
      }
    }
    let missing = max(0, sampling.further - rounds.count)
    tried.tries += Array(repeating: (.notMeasured, nil), count: missing)
    return tried
  }

  private static func answers(
    _ probes: [Probe], _ round: ProbeRounds.Round, on node: String
  ) -> [ProbeID: ProbeResults.Answer] {
    let origin = "client pod on \(node), a try that began at \(RecordTime.text(round.began))"
    return probes.reduce(into: [:]) { answers, probe in
      guard let raw = round.results[probe.id] else { return }
      answers[probe.id] = ProbeResults.answer(probe, raw, origin, inShort: false)
    }
  }

  /// What became of a try.
  static func result(_ observation: Observation?) -> PathSamples.Try {
    switch observation?.outcome?.servesUsers {
    case true?: .answered
    case false?: .lost
    case nil: .notMeasured
    }
  }

  /// Output as it comes, whatever becomes of the connection later.
  private final class Output: Sendable {
    private let data = Mutex(Data())
    var all: Data { data.withLock { $0 } }
    func append(_ more: Data) { data.withLock { $0.append(more) } }
  }
}

/// What the further tries of a scenario's paths brought, by case. Pure.
struct SampledPaths {
  let sampling: PathSampling
  /// Empty where paths are tried once.
  var tried: [CaseKey: PathSampler.Tried] = [:]
  /// What the first measurement of each case brought, before any retry: a retry is made because that one failed, and would
  /// make the rate better than it is.
  var first: [CaseKey: Observation] = [:]
  /// When the first measurement began.
  var began: Date?

  /// An observation with its tries.
  func observation(_ aspect: Aspect, _ subject: Subject, _ observation: Observation) -> Observation {
    let key = CaseKey(aspect, subject)
    guard let further = tried[key] else { return observation }
    let first = first[key] ?? observation
    let samples = PathSamples(
      [(PathSampler.result(first), began)] + further.tries, intervalSeconds: sampling.intervalSeconds,
      toleratedLoss: sampling.toleratedLoss)
    return observation.sampled(samples, answer: further.answer ?? first.outcome, evidence: further.evidence)
  }
}
