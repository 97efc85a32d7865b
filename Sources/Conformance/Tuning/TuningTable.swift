import Cilium

/// A setting that the guides name for tuning, beside what is in force.
struct TuningRow: Sendable, Hashable {
  /// As the ConfigMap or `sysctl` calls it.
  var setting: String
  /// What is in force; `nil` where it was not read.
  var inForce: String?
  /// What the guides have.
  var guide: String
  /// What Cilium or the kernel does without being told, by the release.
  var byDefault: String
  /// What the guides' value costs, or what another one does.
  var cost: String

  /// Whether the value in force is the guides'; `nil` where it was not read.
  var follows: Bool? { inForce.map { $0 == guide } }
}

/// The guides' tuning against a cluster's facts. Pure; nothing of it is a fault.
///
/// Sources: deep dive, “Tuning”; Cilium `pkg/defaults`, `pkg/option/config.go`, Helm's `values.yaml`; Tailscale's
/// performance notes for the kernel's buffers.
enum TuningTable {
  /// The rows: of the cluster's settings one each, of the kernel's one for each value that nodes have.
  static func rows(_ facts: ClusterFacts) -> [TuningRow] { cilium(facts) + kernel(facts) }

  private static func cilium(_ facts: ClusterFacts) -> [TuningRow] {
    let data = facts.configuration
    let oldest = facts.releases.min() ?? .latest
    func flag(_ key: String, _ fallback: Bool) -> String {
      CiliumConfigMap(data: data).boolean(key, default: fallback) ? "true" : "false"
    }
    let dynamic = data["bpf-map-dynamic-size-ratio"].flatMap(Double.init).flatMap { $0 > 0 ? $0 : nil }
    let tracked =
      data["bpf-ct-global-tcp-max"]
      ?? dynamic.map { "by memory (bpf-map-dynamic-size-ratio \($0))" } ?? "524288"
    let accounting =
      oldest < CiliumRelease(1, 17) ? "true" : flag("bpf-conntrack-accounting", false)
    return [
      TuningRow(
        setting: "preallocate-bpf-maps", inForce: flag("preallocate-bpf-maps", true), guide: "true",
        byDefault: "true of the agent, false of Helm's chart",
        cost: "memory for full maps from the start, against latency of the first packets"),
      TuningRow(
        setting: "enable-bpf-masquerade", inForce: flag("enable-bpf-masquerade", false), guide: "true",
        byDefault: "false", cost: "only selected devices translate; netfilter's rules look at none"),
      TuningRow(
        setting: "clock source (enable-bpf-clock-probe)",
        inForce: flag("enable-bpf-clock-probe", false) == "true" ? "jiffies where the kernel has them" : "ktime",
        guide: "ktime", byDefault: "ktime", cost: "jiffies are cheaper to read and coarser"),
      TuningRow(
        setting: "bpf-ct-global-tcp-max", inForce: tracked, guide: "524288",
        byDefault: dynamic == nil ? "524288" : "by memory, at least 131072",
        cost: "about 60 MB when full; a full map forgets connections that are in use"),
      TuningRow(
        setting: "bpf-conntrack-accounting", inForce: accounting, guide: "false",
        byDefault: oldest < CiliumRelease(1, 17) ? "true, it cannot be switched off before 1.17" : "false",
        cost: "a write to the map for each packet, against counters per connection"),
    ]
  }

  /// The kernel's buffers: what Tailscale's and WireGuard's UDP sockets may ask for at most.
  private static func kernel(_ facts: ClusterFacts) -> [TuningRow] {
    parameters.flatMap { parameter -> [TuningRow] in
      let values = facts.nodes.filter { $0.problem == nil }.map { ($0.name, $0.sysctls?[parameter.name]) }
      var groups: [(value: Int?, nodes: [String])] = []
      for (node, value) in values {
        if let place = groups.firstIndex(where: { $0.value == value }) {
          groups[place].nodes.append(node)
        } else {
          groups.append((value, [node]))
        }
      }
      return groups.map { value, nodes in
        let some = nodes.count > 3 ? "\(nodes.count) nodes" : nodes.joined(separator: ", ")
        return TuningRow(
          setting: parameter.name + (groups.count > 1 ? " (\(some))" : ""), inForce: value.map(String.init),
          guide: parameter.guide, byDefault: "212992 in most kernels", cost: parameter.cost)
      }
    }
  }

  private static let parameters = [
    (
      name: "net.core.rmem_max", guide: "26214400",
      cost: "memory for each UDP socket that asks for it; without, WireGuard's bursts are lost in the socket"
    )
  ]

  /// The table for people.
  static func text(_ facts: ClusterFacts) -> [String] {
    rows(facts).map { row in
      let state = row.follows == true ? "as the guide has it" : "the guide has \(row.guide)"
      return "\(row.setting): \(row.inForce ?? "not known"), \(state) (by default \(row.byDefault); \(row.cost))"
    }
  }
}
