import Cilium

/// A setting that the guides name for tuning, beside what is in force.
struct TuningRow: Sendable, Hashable {
  /// As the ConfigMap or `sysctl` calls it.
  var setting: String
  /// What is in force; `nil` where it was not read.
  var inForce: String?
  /// What the guides have, or who else is named.
  var guide: String
  /// What Cilium or the kernel does without being told, by the release.
  var byDefault: String
  /// What the guides' value costs, or what another one does.
  var cost: String

  /// What a run measured; `nil` where none is told, and of what none measures.
  var measured: String?

  /// Whose value ``guide`` is.
  var origin = "the guide"
  /// Whether more than the guides' value serves as well.
  var isLeast = false

  /// Whether the value in force is the guides'; `nil` where it was not read.
  var follows: Bool? {
    guard let inForce else { return nil }
    guard isLeast, let value = Int(inForce), let least = Int(guide) else { return inForce == guide }
    return value >= least
  }
}

/// The guides' tuning against a cluster's facts. Pure; nothing of it is a fault.
///
/// Sources: deep dive, “Tuning”; Cilium `pkg/defaults`, `pkg/option/config.go`, Helm's `values.yaml`; Tailscale's
/// “Performance best practices” for UDP GRO forwarding, and its sockets (`wgengine/magicsock`, socketBufferSize) for the
/// buffers that the guides leave out.
enum TuningTable {
  /// The rows: of the cluster's settings one each, of the kernel's one for each value that nodes have.
  ///
  /// - Parameter measured: What a run measured of paths' MTUs, where one is told.
  static func rows(_ facts: ClusterFacts, measured: MeasuredMTUs? = nil) -> [TuningRow] {
    cilium(facts) + kernel(facts) + offloads(facts) + mtu(facts, measured)
  }

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

  /// The kernel's buffers: what Tailscale's and WireGuard's UDP sockets have, and may ask for at most.
  private static func kernel(_ facts: ClusterFacts) -> [TuningRow] {
    parameters.flatMap { parameter in
      grouped(facts) { $0.sysctls?[parameter.name].map(String.init) }.map { value, place in
        TuningRow(
          setting: parameter.name + place, inForce: value, guide: parameter.guide, byDefault: "212992 in most kernels",
          cost: parameter.cost, origin: parameter.origin, isLeast: true)
      }
    }
  }

  private struct Parameter {
    var name: String
    var guide: String
    var origin: String
    var cost: String
  }

  private static let parameters = [
    Parameter(
      name: "net.core.rmem_max", guide: "26214400", origin: "the guide",
      cost: "memory for each UDP socket that asks for it; without, WireGuard's bursts are lost in the socket"),
    Parameter(
      name: "net.core.rmem_default", guide: "26214400", origin: "the guide",
      cost: "memory for every socket of the node that asks for nothing, when packets wait"),
    Parameter(
      name: "net.core.wmem_max", guide: "7340032", origin: "Tailscale",
      cost: "memory for each socket that asks for it; Tailscale asks for 7 MiB, and gets them with CAP_NET_ADMIN anyway"
    ),
    Parameter(
      name: "net.core.wmem_default", guide: "212992", origin: "the kernel",
      cost: "memory for every socket of the node that asks for nothing; WireGuard's in the kernel is one"),
  ]

  /// What Tailscale looks after itself where it forwards, and warns of.
  private static func offloads(_ facts: ClusterFacts) -> [TuningRow] {
    grouped(facts) { node in
      node.udpGROForwarding.map { devices in
        devices.sorted { $0.key < $1.key }.map { "\($0.value ? "on" : "off")" }.uniqued().joined(separator: ", ")
      }
    }.map { value, place in
      TuningRow(
        setting: "rx-udp-gro-forwarding of the default route's device" + place, inForce: value, guide: "on",
        byDefault: "off, in Linux 5.12 and later",
        cost: "fewer, larger packets for what is forwarded by UDP into the tailnet; rx-gro-list has to be off then",
        origin: "Tailscale")
    }
  }

  /// Pods' packets to other nodes: by the guide's sum, by Cilium's rule, in the node's routes, and as a run measured them
  /// (`path-mtu`).
  private static func mtu(_ facts: ClusterFacts, _ measured: MeasuredMTUs?) -> [TuningRow] {
    let model = PathModel(facts: facts)
    guard !model.isNative else { return [] }
    let known = facts.nodes.filter { $0.problem == nil }
    let rows = known.map { node -> (TuningRow, String) in
      let uplink = node.uplinks.physical?.mtu
      let rule = PodMTU(node, model)
      return (
        TuningRow(
          setting: "MTU of pods' packets to other nodes", inForce: routeMTU(node).map(String.init),
          guide: uplink.map { "\($0 - guideOverhead)" } ?? "not known",
          byDefault: rule.map { "\($0.route): \($0.reason)" } ?? "not known",
          cost:
            "larger than what a path carries, packets are cut or lost; smaller, there are more of them"
            + (measured == nil ? ". A run measures it (path-mtu, --measured)" : ""),
          measured: measured.map { $0.text(from: node.name, explaining: facts.devicesSetting) ?? "not measured" },
          origin: "the guide's sum (\(uplink.map { "\($0) of the uplink" } ?? "the uplink's") - 60 - 50 - 10)"),
        node.name
      )
    }
    return places(rows.map { ($0.0, $0.1) }).map { row, place in
      var row = row
      row.setting += place
      return row
    }
  }

  /// WireGuard's 60, VXLAN's 50 and a margin of 10, as the deep dive adds them up.
  private static let guideOverhead = 120

  /// What the routes to other nodes' pods have, which lead over Cilium's own device.
  private static func routeMTU(_ node: NodeFacts) -> Int? {
    let own = Set(node.devices.filter { $0.name == "cilium_host" }.map(\.index))
    return node.routes.filter { own.contains($0.linkIndex) }.compactMap(\.mtu).min() ?? node.podRouteMTU
  }

  /// Each value that nodes have, with which nodes these are where not all have it.
  private static func grouped(
    _ facts: ClusterFacts, _ value: (NodeFacts) -> String?
  ) -> [(value: String?, place: String)] {
    places(facts.nodes.filter { $0.problem == nil }.map { (value($0), $0.name) })
  }

  private static func places<Value: Hashable>(_ values: [(Value, String)]) -> [(value: Value, place: String)] {
    var order: [Value] = []
    var nodes: [Value: [String]] = [:]
    for (value, node) in values {
      if nodes[value] == nil { order.append(value) }
      nodes[value, default: []].append(node)
    }
    return order.map { value in
      let names = nodes[value] ?? []
      let some = names.count > 3 ? "\(names.count) nodes" : names.joined(separator: ", ")
      return (value, order.count > 1 ? " (\(some))" : "")
    }
  }

  /// The table for people.
  static func text(_ facts: ClusterFacts, measured: MeasuredMTUs? = nil) -> [String] {
    rows(facts, measured: measured).map { row in
      let told = row.measured.map { ", measured \($0)" } ?? ""
      let state = row.follows == true ? "as \(row.origin) has it" : "\(row.origin) has \(row.guide)"
      return "\(row.setting): \(row.inForce ?? "not known")\(told), \(state) (by default \(row.byDefault); \(row.cost))"
    }
  }
}
