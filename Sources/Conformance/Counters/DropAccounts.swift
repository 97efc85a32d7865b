import Cilium
import Probes

/// Which drops say nothing about a cluster's health. Pure.
///
/// Everything else counts, also what a policy denies: whoever wants to live with it sets the threshold.
struct DropAccounts: Sendable {
  /// Node name → how many packets of its pod the run's own probes make Cilium drop as invalid, at most.
  var oversized: [String: Int] = [:]
  /// The same of IPv6 packets up to 1.17, where no fragment of IPv6 is supported (c904170041).
  var unsupported: [String: Int] = [:]
  /// Whether Cilium handles IPv6. Where it does not, it drops the neighbour and router solicitations of every pod.
  var hasIPv6 = false

  /// The delta with what accounts for it.
  func account(_ drop: DropDelta, on node: String) -> DropDelta {
    var drop = drop
    switch (drop.reason, drop.direction) {
    case ("Invalid packet", "EGRESS"), ("IP fragmentation not supported", "EGRESS"):
      let own = drop.reason == "Invalid packet" ? oversized : unsupported
      drop.accounted = min(drop.packets, Double(own[node] ?? 0))
      if drop.accounted > 0 { drop.account = Self.fragments }
    case ("Unsupported L3 protocol", "EGRESS") where !hasIPv6:
      drop.accounted = drop.packets
      drop.account = Self.ipv6
    default: break
    }
    return drop
  }

  static let fragments: Sentence = "fragments of the run's own pings that are larger than the path's MTU"
  static let ipv6: Sentence = "pods' IPv6 packets, which Cilium drops where IPv6 is switched off"
}

extension DropAccounts {
  init(plans: [ProbePlan], facts: ClusterFacts) {
    hasIPv6 = facts.configuration["enable-ipv6"] == "true"
    let model = PathModel(facts: facts)
    for plan in plans {
      for (node, probes) in plan.probes {
        guard let known = facts.node(node), let mtu = PodMTU(known, model)?.route else { continue }
        for probe in probes {
          let count = Self.fragments(of: probe, mtu: mtu)
          if Self.isIPv6(probe), known.release < CiliumRelease(1, 18) {
            unsupported[node, default: 0] += count
          } else {
            oversized[node, default: 0] += count
          }
        }
      }
    }
  }

  private static func isIPv6(_ probe: Probe) -> Bool {
    guard case .ping(let target, _, _) = probe.kind else { return false }
    return IPAddress(target)?.family == .ipv6
  }

  /// How many fragments a probe's pings are cut into by the pod, which Cilium then drops all (`bpf/lib/conntrack.h`,
  /// DROP_INVALID): none where the pings fit.
  static func fragments(of probe: Probe, mtu: Int) -> Int {
    guard case .ping(_, let count, let payload?) = probe.kind else { return 0 }
    let isIPv6 = isIPv6(probe)
    let size = payload + 8
    guard size + (isIPv6 ? 40 : 20) > mtu else { return 0 }
    // Of IPv6, fragments have a header of their own behind the address header (RFC 8200, section 4.5).
    let header = isIPv6 ? 48 : 20
    // All but the last fragment hold a multiple of eight bytes (RFC 791).
    let piece = max(8, (mtu - header) / 8 * 8)
    let before = size - (mtu - header)
    return count * (1 + (before + piece - 1) / piece)
  }
}
