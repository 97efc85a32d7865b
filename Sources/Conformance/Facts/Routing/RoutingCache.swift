import Synchronization

/// Keeps what was derived from a node's facts, which a run asks tens of thousands of times. Of no matter to equality, and
/// in no record.
final class RoutingCache: Sendable, Hashable {
  private let keptRouting = Mutex<NodeRouting?>(nil)
  private let keptUplinks = Mutex<Uplinks?>(nil)

  /// The node's routing; made the first time.
  func routing(of node: NodeFacts) -> NodeRouting {
    if let known = keptRouting.withLock({ $0 }) { return known }
    let made = NodeRouting(node)
    keptRouting.withLock { $0 = made }
    return made
  }

  /// What the node's devices are for; found out the first time.
  func uplinks(of node: NodeFacts) -> Uplinks {
    if let known = keptUplinks.withLock({ $0 }) { return known }
    let made = Uplinks(node)
    keptUplinks.withLock { $0 = made }
    return made
  }

  static func == (_: RoutingCache, _: RoutingCache) -> Bool { true }

  func hash(into _: inout Hasher) {}
}
