import Foundation

/// Turns what became of the cluster DNS pods into observations. Pure.
struct DNSPodObservations {
  let before: [DNSPodFacts]
  /// What they are now; or why they could not be listed.
  let after: Result<[DNSPodFacts], AgentShell.Failure>

  /// What became of the pods that were there: rolled out, evicted or moved they are no outage, but what was asked of their
  /// addresses says nothing any more. `nil` when all are where they were.
  var replacement: Sentence? {
    guard case .success(let after) = after else { return nil }
    let gone = before.filter { pod in
      !after.contains {
        $0.name == pod.name && $0.node == pod.node && $0.address == pod.address && $0.addressIPv6 == pod.addressIPv6
      }
    }
    guard !gone.isEmpty else { return nil }
    return "\(Obstacle.clusterChanged.phrase): DNS pods were replaced: \(gone.map(\.name).joined(separator: ", "))"
  }

  /// What was observed of lookups, some of which went to the pods themselves.
  func lookups(_ observation: Observation) -> Observation {
    guard observation.outcome?.servesUsers == false, let replacement else { return observation }
    return observation.withdrawn(replacement, by: .clusterChanged)
  }

  /// Ready at the end, and no restart since the beginning. Pods that came meanwhile are somebody's new ones, and have the
  /// time that they take.
  func observe(_ node: String) -> Observation {
    let listed: [DNSPodFacts]
    switch after {
    case .success(let pods): listed = pods.filter { $0.node == node }
    case .failure(let failure):
      return Observation(
        .notMeasured("the DNS pods could not be listed: \(failure)"), obstacle: failure.obstacle)
    }
    let pods = listed.filter { pod in before.contains { $0.name == pod.name && $0.node == node } }
    let text = listed.map { "\($0.name) ready=\($0.isReady) restarts=\($0.restarts)" }.joined(separator: "\n")
    let evidence = [Evidence(origin: "Kubernetes API", command: "pods -l k8s-app=kube-dns", output: text)]
    guard !pods.isEmpty else {
      let reason: Sentence = replacement ?? "there was no DNS pod on \(node)"
      return Observation(
        .notMeasured(reason), obstacle: replacement == nil ? nil : .clusterChanged, evidence: evidence)
    }
    var troubles: [Sentence] = []
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
