import Cilium
import Foundation
import Kubernetes
import Probes

extension HopTracer {
  /// Traces in one exec per pod. A pod that may not send raw packets, or does not answer, leaves its cases without.
  static func run(
    _ candidates: [Candidate], _ pods: ProbePods, _ facts: ClusterFacts, _ client: KubernetesClient
  ) async -> [CaseKey: HopTrace] {
    let byNode = Dictionary(grouping: candidates, by: \.subject.source).sorted { $0.key < $1.key }
    var traces: [CaseKey: HopTrace] = [:]
    await FanOut.each(byNode, atOnce: Pace.probingPods) { node, candidates in
      (candidates, await trace(candidates.map(\.target), from: try? pods.nodes[node]?.client.get(), client))
    } take: { candidates, found in
      for candidate in candidates {
        let target = candidate.target.description
        guard let hops = found[target] else { continue }
        traces[CaseKey(candidate.aspect, candidate.subject)] = HopTrace(
          target: target, hops: hops, nodes: nodes(hops, facts))
      }
    }
    return traces
  }

  private static func trace(
    _ targets: [IPAddress], from pod: ProbePods.Running?, _ client: KubernetesClient
  ) async -> [String: [TraceHop]] {
    guard let pod else { return [:] }
    let result = try? await client.exec(
      pod.reference, command: ["timeout", "\(seconds)", "sh", "-c", script(targets)], timeout: .seconds(seconds + 10))
    return result.map { self.traces(in: $0.stdoutText) } ?? [:]
  }
}
