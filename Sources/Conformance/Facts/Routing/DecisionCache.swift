import Cilium
import Routing
import Synchronization

/// Keeps the kernel's decisions about pods' packets, which rules, ways and diagnosis ask for the same few addresses again
/// and again.
final class DecisionCache: Sendable {
  /// What a decision is about.
  private struct Question: Hashable, Sendable {
    let address: IPAddress
    let mark: UInt32
    let isOfPod: Bool
  }

  /// So many are kept: a node of a large cluster may be asked about thousands of others.
  private static let most = 512

  private let kept = Mutex<[Question: ForwardingDecision]>([:])

  /// A decision; made the first time.
  func decision(
    ofPod isOfPod: Bool, to address: IPAddress, mark: UInt32, _ make: () -> ForwardingDecision
  ) -> ForwardingDecision {
    let question = Question(address: address, mark: mark, isOfPod: isOfPod)
    if let known = kept.withLock({ $0[question] }) { return known }
    let made = make()
    kept.withLock { kept in
      if kept.count < Self.most { kept[question] = made }
    }
    return made
  }
}
