import Cilium

/// What facts alone say of a cluster that somebody should know, whatever is measured on it. Pure.
enum ClusterRemarks {
  /// A sentence each.
  static func notes(_ facts: ClusterFacts) -> [String] {
    starts(facts) + prerequisites(facts) + uplinks(facts) + overlays(facts) + marks(facts) + unread(facts)
  }

  /// Marks of identities that rules take for others', where that is not yet anybody's trouble: one sentence for each
  /// rule's mark and kind of packet, for all nodes.
  static func marks(_ facts: ClusterFacts) -> [String] { MarkRemarks(facts).notes + ProxyForecast.notes(facts) }

  /// What nodes lack of what Cilium and Kubernetes need, beside that agents start.
  static func prerequisites(_ facts: ClusterFacts) -> [String] {
    Prerequisites.broken(facts).filter { $0.code != .agentDoesNotStart }.map(\.cause)
  }

  /// A second overlay on a node: which of them carries what, the routes decide.
  static func overlays(_ facts: ClusterFacts) -> [String] {
    facts.nodes.compactMap { node in
      let overlays = node.uplinks.overlays
      guard overlays.count > 1 else { return nil }
      let names = overlays.map { "\($0.title) (\($0.device.name))" }.joined(separator: ", ")
      return "\(node.name) has \(overlays.count) overlays: \(names)"
    }
  }

  /// What could not be read, or is newer than the rules, so that predictions may be wrong.
  static func unread(_ facts: ClusterFacts) -> [String] {
    var notes = UnreadFact.notes(facts)
    if let newer = facts.releases.filter({ $0.minorRelease > CiliumRelease.known.upperBound }).max() {
      notes.append(
        "Cilium \(newer) is newer than the rules, which are known up to \(CiliumRelease.known.upperBound): what is "
          + "predicted for it is what that release would do")
    }
    return notes
  }

  /// Agents run with the settings that they were started with: these may no longer let them start.
  static func starts(_ facts: ClusterFacts) -> [String] {
    SettingForecast(facts).startObstacles().map {
      ["an agent that is started now would not start on \($0)"]
    } ?? []
  }

  /// Uplinks that do not hold what WireGuard makes of full-size packets.
  static func uplinks(_ facts: ClusterFacts) -> [String] {
    facts.nodes.compactMap { node in TailnetFit(node).map { UplinkMTUTooSmall(node.name, $0).cause.en } }
  }
}
