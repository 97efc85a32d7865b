import Foundation
import Kubernetes

/// Restarts the cluster DNS pods and watches whether the new ones become ready. Only on a cluster whose configuration
/// may be changed: for a moment the cluster has fewer DNS pods.
struct DNSRestart: Sendable {
  let client: KubernetesClient
  let reader: ClusterReader
  let timeout: Duration

  /// Deletes the DNS pods and waits for their successors, at most until the time is up.
  ///
  /// - Returns: node name → what was observed of the pod that was started there.
  func run(_ old: [DNSPodFacts]) async throws -> [String: Observation] {
    let began = ContinuousClock.now
    for pod in old {
      do {
        try await client.delete(.pod(namespace: "kube-system", name: pod.name), gracePeriodSeconds: 1)
      } catch KubernetesError.notFound { continue }
    }
    let names = Set(old.map(\.name))
    var pods: [DNSPodFacts] = []
    repeat {
      try await Task.sleep(for: .milliseconds(200))
      pods = try await reader.dnsPods().filter { !names.contains($0.name) }
      if pods.count >= old.count, pods.allSatisfy(\.isReady) { break }
    } while ContinuousClock.now - began < timeout
    let waited = ContinuousClock.now - began
    return Set(old.map(\.node)).reduce(into: [:]) { result, node in
      result[node] = observe(node, pods, waited)
    }
  }

  private func observe(_ node: String, _ pods: [DNSPodFacts], _ waited: Duration) -> Observation {
    let here = pods.filter { $0.node == node }
    let text = here.map { "\($0.name) ready=\($0.isReady) restarts=\($0.restarts)" }.joined(separator: "\n")
    let evidence = [
      Evidence(
        origin: "Kubernetes API", command: "delete pods -l k8s-app=kube-dns, then wait at most \(timeout)", output: text
      )
    ]
    let seconds = waited / .seconds(1)
    guard !here.isEmpty else {
      let reason: Sentence = "no DNS pod was started on \(node) after the restart; the scheduler chose other nodes"
      return Observation(.notMeasured(reason), evidence: evidence, seconds: seconds)
    }
    if here.allSatisfy({ $0.startedAt == nil && $0.restarts == 0 && !$0.isReady }) {
      let names = here.map(\.name).joined(separator: ", ")
      let reason: Sentence = "\(Obstacle.podNotRunning.phrase): \(names) did not start on \(node)"
      return Observation(.notMeasured(reason), obstacle: .podNotRunning, evidence: evidence, seconds: seconds)
    }
    let unready = here.filter { !$0.isReady }
    let outcome: Outcome =
      unready.isEmpty
      ? .healthy : .unhealthy("\(unready.map(\.name).joined(separator: ", ")) not Ready within \(timeout)")
    return Observation(.measured(outcome), evidence: evidence, seconds: seconds)
  }
}
