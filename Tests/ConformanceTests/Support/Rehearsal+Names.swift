@testable import Conformance

extension Rehearsal {
  /// The API of nodes whose API server is on the other side of broken pairs, and what a new DNS pod needs of it.
  mutating func loseAPI(across pairs: [Subject]) {
    let endpoints = facts.apiService?.endpoints ?? []
    for pair in pairs {
      guard let target = pair.target, let address = facts.node(target)?.internalIP, endpoints.contains(address) else {
        continue
      }
      let node = Subject.node(pair.source)
      if Self.asPredicted(.apiService, node, facts) == .reachable { see(.apiService, .unreachable, node) }
      if Self.asPredicted(.clusterDNSRestart, node, facts) == .healthy {
        see(.clusterDNSRestart, .unhealthy("not Ready"), node)
      }
    }
  }

  /// What the cluster DNS's pods on the other side of broken pairs do not answer: every one of them is asked.
  mutating func loseNames(across pairs: [Subject]) {
    let homes = facts.dnsPods.filter(\.isReady).map(\.node)
    for node in nodes {
      let working = homes.filter { home in
        !pairs.contains { Set([$0.source, $0.target]) == Set([node, home]) }
      }
      guard working.count < homes.count else { continue }
      for aspect in [Aspect.clusterName, .externalName] {
        see(aspect, working.isEmpty ? .unreachable : .partly(Rules.answering(working)), .node(node))
      }
    }
  }
}
