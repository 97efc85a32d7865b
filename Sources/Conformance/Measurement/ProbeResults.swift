import Foundation
import Kubernetes
import Probes

/// What came back from the client pods of a scenario.
struct ProbeResults: Sendable {
  /// One probe with what it brought.
  struct Answer: Sendable {
    var probe: Probe
    var raw: RawProbeResult
    var outcome: ProbeOutcome
    var evidence: Evidence
  }

  /// Node name → probe id → answer.
  var answers: [String: [ProbeID: Answer]] = [:]
  /// Node name → why its probes, or some of them, brought nothing.
  var problems: [String: String] = [:]

  /// Sends every node's probes, all nodes at once and one exec per pod.
  static func send(_ plan: ProbePlan, pods: ProbePods, client: KubernetesClient) async throws -> ProbeResults {
    try await withThrowingTaskGroup(of: (String, [ProbeID: Answer], String?).self) { group in
      for (node, probes) in plan.probes {
        switch pods.nodes[node]?.client {
        case .success(let pod)?:
          group.addTask { try await send(probes, from: node, pod, client) }
        case .failure(let failure)?:
          group.addTask { (node, [:], failure.description) }
        case nil:
          group.addTask { (node, [:], "\(NotMeasured.podNotRunning): none was made on \(node)") }
        }
      }
      return try await group.reduce(into: ProbeResults()) { result, part in
        result.answers[part.0] = part.1
        result.problems[part.0] = part.2
      }
    }
  }

  private static func send(
    _ probes: [Probe], from node: String, _ pod: ProbePods.Running, _ client: KubernetesClient
  ) async throws -> (String, [ProbeID: Answer], String?) {
    do {
      let batch = try ProbeBatch(probes: probes)
      let seconds = batch.longestSeconds + 5
      let result = try await client.exec(
        pod.reference, command: ["timeout", "\(seconds)", "sh", "-c", batch.script()],
        timeout: .seconds(seconds + 10), onOutput: nil)
      var raw: [ProbeID: RawProbeResult]
      var problem: String?
      do {
        raw = try batch.parse(result.stdout)
      } catch let incomplete as IncompleteBatch {
        raw = incomplete.results
        problem = "\(incomplete) (exit status \(result.exitCode): \(result.stderrText.prefix(200)))"
      }
      let answers = probes.compactMap { probe -> (ProbeID, Answer)? in
        guard let bytes = raw[probe.id] else { return nil }
        return (probe.id, answer(probe, bytes, pod))
      }
      return (node, Dictionary(uniqueKeysWithValues: answers), problem)
    } catch let error as CancellationError {
      throw error
    } catch {
      return (node, [:], "the probes could not be run in \(pod.reference): \(error)")
    }
  }

  private static func answer(_ probe: Probe, _ raw: RawProbeResult, _ pod: ProbePods.Running) -> Answer {
    let command = (try? probe.arguments())?.joined(separator: " ") ?? "\(probe.kind)"
    let output = [raw.stdout, raw.stderr].filter { !$0.isEmpty }.joined(separator: "\n")
    return Answer(
      probe: probe, raw: raw, outcome: ProbeResult.interpret(probe, raw),
      evidence: Evidence(
        origin: "pod \(pod.reference.namespace)/\(pod.reference.name) (\(pod.address))", command: command,
        exitStatus: raw.exitCode, output: output))
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
