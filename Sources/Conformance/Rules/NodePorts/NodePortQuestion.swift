/// A NodePort Service of the run's, as the node that is asked has it.
struct NodePortQuestion: Sendable, Hashable {
  /// `externalTrafficPolicy`.
  enum Policy: String, Sendable, Hashable, CaseIterable {
    case cluster = "Cluster"
    case local = "Local"
  }

  let policy: Policy
  /// Whether a backend is on the node that is asked.
  let hasBackend: Bool

  /// Policy Cluster, and the backend is on another node.
  static let cluster = NodePortQuestion(policy: .cluster, hasBackend: false)
  /// Policy Local, and a backend is on the node.
  static let localWithBackend = NodePortQuestion(policy: .local, hasBackend: true)
  /// Policy Local, and none is.
  static let localWithoutBackend = NodePortQuestion(policy: .local, hasBackend: false)
}

extension Outcome {
  /// Whether addresses of an expected list are not among those that were seen to answer.
  func lacksAddresses(of expected: Outcome) -> Bool {
    guard case .value(let wanted) = expected else { return false }
    guard case .value(let seen) = self else { return true }
    return !Self.addresses(wanted).isSubset(of: Self.addresses(seen))
  }

  private static func addresses(_ list: String) -> Set<String> {
    Set(list.split(separator: ",").map { String($0.trimmingPrefix(" ")) }.filter { $0 != "none" })
  }
}
