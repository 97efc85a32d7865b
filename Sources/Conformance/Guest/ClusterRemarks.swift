import Cilium

/// What facts alone say of a cluster that somebody should know, whatever is measured on it. Pure.
enum ClusterRemarks {
  /// A sentence each.
  static func notes(_ facts: ClusterFacts) -> [Sentence] {
    starts(facts) + prerequisites(facts) + uplinks(facts) + overlays(facts) + chains(facts) + marks(facts)
      + unread(facts)
  }

  /// What Tailscale's chains do that is nobody's trouble, and where it is not known whether they drop the cluster's packets.
  static func chains(_ facts: ClusterFacts) -> [Sentence] {
    let model = PathModel(facts: facts, family: .ipv4)
    let open = facts.nodes.filter { Prerequisites.mayDropUnread($0, model) }
    let clamping = facts.nodes.filter { node in
      node.tailscaleChains?.clamping.contains { $0 == node.tailscaleChains?.device } == true
        && model.legacyHostRouting(of: node) != nil
    }
    var notes: [Sentence] = []
    if !open.isEmpty {
      notes.append(
        "Tailscale drops what comes from 100.64.0.0/10 by another device than its own, unless it is told not to, and addresses "
          + "of the cluster lie there: whether \(open.map(\.name).told(6)) does was not read (iptables-save)")
    }
    if !clamping.isEmpty {
      notes.append(
        "TCP that \(clamping.map(\.name).told(6)) forwards into the tailnet is made to fit it (TCPMSS): it may pass where "
          + "path-mtu, which asks by ping, finds less room than pods believe in")
    }
    return notes
  }

  /// Marks of identities that rules take for others', where that is not yet anybody's trouble: one sentence for each
  /// rule's mark and kind of packet, for all nodes.
  static func marks(_ facts: ClusterFacts) -> [Sentence] {
    MarkRemarks(facts).notes + ProxyForecast.notes(facts) + StackRemarks.notes(facts)
  }

  /// What nodes lack of what Cilium and Kubernetes need, beside that agents start.
  static func prerequisites(_ facts: ClusterFacts) -> [Sentence] {
    Prerequisites.broken(facts).filter { $0.code != .agentDoesNotStart }.map(\.causeSentence)
  }

  /// A second overlay on a node: which of them carries what, the routes decide.
  static func overlays(_ facts: ClusterFacts) -> [Sentence] {
    facts.nodes.compactMap { node in
      let overlays = node.uplinks.overlays
      guard overlays.count > 1 else { return nil }
      let names = overlays.map { "\($0.title) (\($0.device.name))" }.joined(separator: ", ")
      return "\(node.name) has \(overlays.count) overlays: \(names)"
    }
  }

  /// What could not be read, or is newer than the rules, so that predictions may be wrong.
  static func unread(_ facts: ClusterFacts) -> [Sentence] {
    var notes = UnreadFact.notes(facts)
    if let newer = facts.releases.filter({ $0.minorRelease > CiliumRelease.known.upperBound }).max() {
      notes.append(
        "Cilium \(newer) is newer than the rules, which are known up to \(CiliumRelease.known.upperBound): what is "
          + "predicted for it is what that release would do")
    }
    return notes + unruled(facts)
  }

  /// Settings that choose addresses and routes, of others' packets than the probes' (both since 1.20):
  /// `pkg/loadbalancer/config.go` and `bpf/lib/nodeport.h` (6c788332c0), `daemon/cmd/daemon_main.go`, `bpf/lib/nat.h`.
  private static func unruled(_ facts: ClusterFacts) -> [Sentence] {
    func nodes(_ option: String) -> String? {
      let model = PathModel(facts: facts)
      let found = facts.nodes.filter {
        $0.release >= CiliumRelease(1, 20) && model.configuration(of: $0).boolean(option, default: false)
      }
      return found.isEmpty ? nil : found.map(\.name).told(8)
    }
    return [
      nodes("enable-dynamic-source-lookup-nodeport").map {
        "enable-dynamic-source-lookup-nodeport is on for \($0): NodePort requests that go on to another node leave with the "
          + "source that the kernel's routes name; behind which address pods are hidden it does not change"
      },
      nodes("fib-table-id-annotation").map {
        "fib-table-id-annotation is on for \($0): pods that network.cilium.io/fib-table-id names a table for leave by that "
          + "one; netproof's own pods are none of them"
      },
    ].compactMap { $0 }
  }

  /// Agents run with the settings that they were started with: these may no longer let them start.
  static func starts(_ facts: ClusterFacts) -> [Sentence] {
    SettingForecast(facts).startObstacles().map {
      ["an agent that is started now would not start on \($0)"]
    } ?? []
  }

  /// Uplinks that do not hold what WireGuard makes of full-size packets.
  static func uplinks(_ facts: ClusterFacts) -> [Sentence] {
    facts.nodes.compactMap { node in TailnetFit(node).map { Sentence(UplinkMTUTooSmall(node.name, $0).cause) } }
  }
}
