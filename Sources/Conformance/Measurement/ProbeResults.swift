import Foundation
import Kubernetes
import Probes

/// What came back from the client pods of a scenario.
struct ProbeResults: Sendable {
  /// One probe with what it brought. A class, because a dictionary has room for about twice the values that it holds, and
  /// these are large.
  final class Answer: Sendable {
    let probe: Probe
    let raw: RawProbeResult
    let outcome: ProbeOutcome
    /// The pod that sent it, for people.
    let origin: String

    init(probe: Probe, raw: RawProbeResult, outcome: ProbeOutcome, origin: String) {
      self.probe = probe
      self.raw = raw
      self.outcome = outcome
      self.origin = origin
    }

    /// What was run where, and what came back. Made when it is asked for: a large cluster's answers are many, and the
    /// output is there once already.
    var evidence: Evidence {
      // Joining copies, and nearly always there is one of the two only.
      let output =
        raw.stderr.isEmpty ? raw.stdout : raw.stdout.isEmpty ? raw.stderr : "\(raw.stdout)\n\(raw.stderr)"
      let command = (try? probe.arguments())?.joined(separator: " ") ?? "\(probe.kind)"
      return Evidence(origin: origin, command: command, exitStatus: raw.exitCode, output: output)
    }
  }

  /// Node name → probe id → answer.
  var answers: [String: [ProbeID: Answer]] = [:]
  /// Node name → why its probes, or some of them, brought nothing.
  var problems: [String: AgentShell.Failure] = [:]
  /// The nodes whose answers were cut off: the connection broke, and a new one may bring them.
  var cut: Set<String> = []

  /// Sends every node's probes: one exec per client pod, which carries all of them, and a limited number of pods at once.
  ///
  /// A pod that does not answer in time costs its own deadline, which its probes' time-outs bound, and no more.
  static func send(_ plan: ProbePlan, pods: ProbePods, client: KubernetesClient) async throws -> ProbeResults {
    var results = ProbeResults()
    let jitter = Pace.jitterPerPod * min(plan.probes.count, Pace.probingPods)
    let isLarge = plan.probes.values.reduce(0) { $0 + $1.count } > ScenarioRecord.mostCasesInFull
    // In a fixed order, so that two runs meet the same pods at about the same time.
    let sources = plan.probes.sorted { $0.key < $1.key }
    try await FanOut.each(sources, atOnce: Pace.probingPods, jitter: plan.probes.count > 2 ? jitter : .zero) {
      node, probes -> (String, Sent) in
      switch pods.nodes[node]?.client {
      case .success(let pod)?: return (node, try await send(probes, pod, client, inShort: isLarge))
      case .failure(let failure)?: return (node, Sent(problem: failure))
      case nil: return (node, Sent(problem: AgentShell.Failure(.podNotRunning, "none was made on \(node)")))
      }
    } take: { node, sent in
      results.answers[node] = sent.answers
      results.problems[node] = sent.problem
      if sent.isCut { results.cut.insert(node) }
    }
    return results
  }

  /// What one pod's probes brought.
  private struct Sent: Sendable {
    var answers: [ProbeID: Answer] = [:]
    var problem: AgentShell.Failure?
    var isCut = false
  }

  private static func send(
    _ probes: [Probe], _ pod: ProbePods.Running, _ client: KubernetesClient, inShort: Bool
  ) async throws -> Sent {
    do {
      let batch = try ProbeBatch(probes: probes)
      let seconds = batch.longestSeconds + 5
      let result = try await client.exec(
        pod.reference, command: ["timeout", "\(seconds)", "sh", "-s"], stdin: Data(batch.script().utf8),
        stdinEndsItself: true, timeout: .seconds(seconds + 10), onOutput: nil)
      var raw: [ProbeID: RawProbeResult]
      var problem: AgentShell.Failure?
      do {
        raw = try batch.parse(result.stdout)
      } catch let incomplete as IncompleteBatch {
        raw = incomplete.results
        problem = AgentShell.Failure(
          description: "\(incomplete) (exit status \(result.exitCode): \(result.stderrText.prefix(200)))")
      }
      let addresses = pod.addresses.map(\.description).joined(separator: ", ")
      let origin = "pod \(pod.reference.namespace)/\(pod.reference.name) (\(addresses))"
      let answers = probes.compactMap { probe -> (ProbeID, Answer)? in
        guard let bytes = raw[probe.id] else { return nil }
        return (probe.id, answer(probe, bytes, origin, inShort: inShort))
      }
      return Sent(answers: Dictionary(uniqueKeysWithValues: answers), problem: problem, isCut: problem != nil)
    } catch let error as CancellationError {
      throw error
    } catch {
      let isCut = (error as? KubernetesError).map(AgentShell.isCut) ?? false
      let problem = AgentShell.Failure(
        description: "the probes could not be run in \(pod.reference): \(error)", obstacle: Obstacle(error))
      return Sent(problem: problem, isCut: isCut)
    }
  }

  /// - Parameter inShort: whether so many answers come that of those that tell success only the beginning is kept.
  static func answer(_ probe: Probe, _ raw: RawProbeResult, _ origin: String, inShort: Bool) -> Answer {
    let outcome = ProbeResult.interpret(probe, raw)
    let kept = inShort && outcome.success ? raw.shortened(to: ScenarioRecord.shortEvidence) : raw
    return Answer(probe: probe, raw: kept, outcome: outcome, origin: origin)
  }

  /// The answer to a probe of a case.
  func answer(_ aspect: Aspect, _ subject: Subject, _ part: String) -> Answer? {
    answers[subject.source]?[ProbePlan.Key(aspect: aspect, subject: subject, part: part).id]
  }

  /// All answers of a case, in the order in which the plan has them.
  func all(_ aspect: Aspect, _ subject: Subject, in plan: ProbePlan) -> [Answer] {
    plan.probes(aspect, subject).compactMap { answers[subject.source]?[$0.id] }
  }
}

extension RawProbeResult {
  /// The same with the beginning of standard output. Standard error stays: packets are found by what it says.
  fileprivate func shortened(to limit: Int) -> RawProbeResult {
    RawProbeResult(
      exitCode: exitCode, stdout: stdout.bounded(to: limit), stderr: stderr, processID: processID,
      startedAtUptime: startedAtUptime, duration: duration)
  }
}
