/// Chooses the nodes that take part where their number is limited (`--max-nodes`). Pure.
enum NodeChoice {
  /// At most `limit` of the nodes: from every zone one, then a second one, and so on; others every night.
  ///
  /// - Returns: the names of those that take part.
  /// - Throws: ``ScenarioError`` when there are more zones than nodes may take part: a run that leaves a zone out would
  ///   look complete.
  static func choose(_ nodes: [NodePlace], limit: Int, seed: SampleSeed) throws -> Set<String> {
    guard nodes.count > limit else { return Set(nodes.map(\.name)) }
    let zones = Dictionary(grouping: nodes.sorted { $0.name < $1.name }, by: { $0.zone ?? "" })
      .sorted { $0.key < $1.key }
    guard zones.count <= limit else {
      throw ScenarioError(
        """
        --max-nodes \(limit) cannot represent the cluster's \(zones.count) zones \
        (\(zones.map { $0.key.isEmpty ? "none" : $0.key }.joined(separator: ", "))). \
        Give at least \(zones.count).
        """)
    }
    var chosen: Set<String> = []
    var round = 0
    while chosen.count < limit {
      for (_, members) in zones where round < members.count && chosen.count < limit {
        chosen.insert(members[(seed.night + round) % members.count].name)
      }
      round += 1
    }
    return chosen
  }

  /// Why a node that could take part does not.
  static func reason(limit: Int, of count: Int) -> Sentence {
    "it is not among the \(limit) of \(count) nodes that --max-nodes lets take part"
  }

  /// Whether that is why a node takes no part.
  static func isReason(_ reason: Sentence) -> Bool {
    reason.text.wholeMatch(of: /it is not among the [0-9]+ of [0-9]+ nodes that --max-nodes lets take part/) != nil
  }
}

extension ClusterSummary {
  /// The nodes that could take part and are left to other nights, where their number is limited.
  public var nodesBeyondLimit: Set<String> {
    Set(skippedNodes.filter { NodeChoice.isReason($0.value) }.keys)
  }
}
