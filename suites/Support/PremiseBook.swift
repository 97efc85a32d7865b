import Conformance
import Synchronization

/// Which premises hold of a page's cluster: what is a matter of all its nodes is looked for once, and not for each case.
final class PremiseBook: Sendable {
  private let found = Mutex<[Premise: String?]>([:])

  /// Why a premise does not hold of a node; `nil` where it does.
  ///
  /// - Parameter facts: The page's, the same each time.
  func obstacle(_ premise: Premise, _ node: NodeFacts, _ facts: ClusterFacts) -> String? {
    guard premise.isOfCluster else { return premise.obstacle(node, facts) }
    if let known = found.withLock({ $0[premise] }) { return known }
    let obstacle = premise.obstacle(node, facts)
    found.withLock { $0[premise] = .some(obstacle) }
    return obstacle
  }
}
