import Foundation

/// Turns what became of the cluster DNS pods into observations. Pure.
struct DNSPodObservations {
  let before: [DNSPodFacts]
  let after: [DNSPodFacts]

  /// Ready at the end, and no restart since the beginning.
  func observe(_ node: String) -> Observation {
    let pods = after.filter { $0.node == node }
    let text = pods.map { "\($0.name) ready=\($0.isReady) restarts=\($0.restarts)" }.joined(separator: "\n")
    let evidence = [Evidence(origin: "Kubernetes API", command: "pods -l k8s-app=kube-dns", output: text)]
    guard !pods.isEmpty else {
      return Observation(.measured(.unhealthy("the DNS pods of \(node) are gone")), evidence: evidence)
    }
    var troubles: [String] = []
    for pod in pods {
      let earlier = before.first { $0.name == pod.name }
      if let earlier, pod.restarts > earlier.restarts {
        troubles.append("\(pod.name) restarted \(pod.restarts - earlier.restarts) times during the run")
      } else if !pod.isReady {
        troubles.append("\(pod.name) is not Ready (\(pod.restarts) restarts)")
      }
    }
    let outcome: Outcome = troubles.isEmpty ? .healthy : .unhealthy(troubles.joined(separator: "; "))
    return Observation(.measured(outcome), evidence: evidence)
  }
}
