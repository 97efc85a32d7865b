import Cilium

/// Which families' packets a run sends.
public enum FamilyChoice: String, Sendable, CaseIterable, Hashable {
  /// What pods have, by the ConfigMap's `enable-ipv4` and `enable-ipv6`.
  case auto
  /// IPv4 only.
  case ipv4
  /// IPv6 only.
  case ipv6
  /// Both; what the cluster does not have is not applicable.
  case both

  /// The families that are asked about on a cluster; never none.
  func of(_ facts: ClusterFacts) -> [IPFamily] {
    switch self {
    case .auto: facts.families.isEmpty ? [.ipv4] : facts.families
    case .ipv4: [.ipv4]
    case .ipv6: [.ipv6]
    case .both: [.ipv4, .ipv6]
    }
  }
}
