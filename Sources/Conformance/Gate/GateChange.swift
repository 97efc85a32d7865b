/// What can differ between two runs.
///
/// The raw value is the name in policies and records; it never changes once published.
public enum GateChange: String, Sendable, Codable, Hashable, CaseIterable {
  /// Worked, or was as predicted, and no longer does.
  case lost
  /// Deviates now; before it failed too, but as predicted or unnoticed.
  case deviating
  /// Could not be established after, whatever it was before.
  case inconclusive
  /// Was verified before and is not verified any more.
  case missing
  /// Conforms although something was lost, by a retry or a try, and lost nothing before, or less for certain.
  case flaky
  /// Answers come later than before, by more than noise explains.
  case slower
  /// Both runs are content with it, and yet what was seen differs.
  case changed
  /// Deviates after as it did before.
  case broken
  /// Is verified for the first time.
  case new
  /// Failed, or was not as predicted, and is now.
  case gained
  /// Something about the cluster differs: versions, devices, addresses.
  case fact
}

extension GateChange {
  /// A heading for the findings of this kind.
  public var title: String {
    switch self {
    case .lost: "Lost"
    case .deviating: "Deviates now"
    case .inconclusive: "Could not be established"
    case .missing: "No longer verified"
    case .flaky: "Became flaky"
    case .slower: "Slower"
    case .changed: "Changed"
    case .broken: "Deviates as before"
    case .new: "New"
    case .gained: "Gained"
    case .fact: "Facts that changed"
    }
  }

  /// What a gate does about it unless a policy says otherwise: it refuses what takes something away, or leaves open
  /// whether it does.
  public var defaultEffect: GatePolicy.Effect {
    switch self {
    case .lost, .deviating, .inconclusive, .missing: .refuse
    case .flaky, .slower, .changed, .broken, .new, .gained, .fact: .report
    }
  }
}

/// The facts of a cluster that are compared. The raw value is the name in policies and records.
public enum GateFact: String, Sendable, Codable, Hashable, CaseIterable {
  case kubernetesVersion = "kubernetes-version"
  case ciliumVersion = "cilium-version"
  case netproofVersion = "netproof-version"
  /// The value of `devices`.
  case devices
  /// Another key of `cilium-config`.
  case configuration
  /// Which nodes take part.
  case nodes
  case nodeIP = "node-ip"
  case podCIDR = "pod-cidr"
  /// The names of a node's uplinks.
  case uplinks
  /// The addresses of a node's uplinks.
  case addresses
  /// The MTU of a node's uplinks, in bytes.
  case mtu
  case kernel
  case kubelet
  /// The outside endpoints that were probed: with other ones, outside paths are not compared like with like.
  case endpoints
}
