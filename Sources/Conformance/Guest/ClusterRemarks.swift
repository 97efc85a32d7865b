import Cilium

/// What facts alone say of a cluster that somebody should know, whatever is measured on it. Pure.
enum ClusterRemarks {
  /// A sentence each.
  static func notes(_ facts: ClusterFacts) -> [String] { starts(facts) + uplinks(facts) }

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
