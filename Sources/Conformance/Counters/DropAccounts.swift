import Cilium
import Probes

/// Which drops say nothing about a cluster's health. Pure.
///
/// Everything else counts, also what a policy denies: whoever wants to live with it sets the threshold.
struct DropAccounts: Sendable {
  /// Node name → how many packets of its pod the run's own probes make Cilium drop, at most.
  var oversized: [String: Int] = [:]
  /// Whether Cilium handles IPv6. Where it does not, it drops the neighbour and router solicitations of every pod.
  var hasIPv6 = false

  /// The delta with what accounts for it.
  func account(_ drop: DropDelta, on node: String) -> DropDelta {
    var drop = drop
    switch (drop.reason, drop.direction) {
    case ("Invalid packet", "EGRESS"):
      drop.accounted = min(drop.packets, Double(oversized[node] ?? 0))
      if drop.accounted > 0 { drop.account = Self.fragments }
    case ("Unsupported L3 protocol", "EGRESS") where !hasIPv6:
      drop.accounted = drop.packets
      drop.account = Self.ipv6
    default: break
    }
    return drop
  }

  static let fragments = "fragments of the run's own pings that are larger than the path's MTU"
  static let ipv6 = "pods' IPv6 packets, which Cilium drops where IPv6 is switched off"
}

extension DropAccounts {
  init(plans: [ProbePlan], facts: ClusterFacts) {
    hasIPv6 = facts.configuration["enable-ipv6"] == "true"
    let model = PathModel(facts: facts)
    for plan in plans {
      for (node, probes) in plan.probes {
        guard let mtu = facts.node(node).flatMap({ PodMTU($0, model)?.route }) else { continue }
        oversized[node, default: 0] += probes.reduce(0) { $0 + Self.fragments(of: $1, mtu: mtu) }
      }
    }
  }

  /// How many fragments a probe's pings are cut into by the pod, which Cilium then drops all (`bpf/lib/conntrack.h`,
  /// DROP_INVALID): none where the pings fit.
  static func fragments(of probe: Probe, mtu: Int) -> Int {
    guard case .ping(_, let count, let payload?) = probe.kind else { return 0 }
    let header = 20
    let size = payload + 8
    guard size + header > mtu else { return 0 }
    // All but the last fragment hold a multiple of eight bytes (RFC 791).
    let piece = max(8, (mtu - header) / 8 * 8)
    let before = size - (mtu - header)
    return count * (1 + (before + piece - 1) / piece)
  }
}
