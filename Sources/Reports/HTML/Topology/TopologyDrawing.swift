import Conformance

/// A scenario as a drawing: nodes with their uplinks, the internet above, the tailnet below, and every path of a pod in
/// the colour of its verdict. Only geometry is computed here; the template writes the SVG.
struct TopologyDrawing {
  /// More nodes than this are counted, not drawn: those with something to see come first.
  static let limit = 3

  var width: Int
  var height: Int
  var title: String
  var summary: String
  var internet: Band
  var tailnet: Band
  var nodes: [TopologyNode]
  var more: String?
  var moreY: Int

  /// A bar across the drawing.
  struct Band {
    var y: Int
    var textY: Int
    var width: Int
    var middle: Int
    var label: String
  }

  /// The drawing of a scenario; `nil` when there is nothing to draw.
  init?(_ scenario: ScenarioRecord, cluster: ClusterSummary, _ localizer: Localizer, id: String) {
    guard !cluster.nodes.isEmpty, !scenario.cases.isEmpty else { return nil }
    let bySource = Dictionary(grouping: scenario.cases, by: \.subject.source)
    let drawn = Self.chosen(cluster.nodes, bySource)
    let left = cluster.nodes.filter { node in !drawn.contains { $0.name == node.name } }
    let content = drawn.count * TopologyNode.width + (drawn.count - 1) * TopologyNode.gap
    width = max(720, content + 2 * TopologyNode.margin)
    let start = (width - content) / 2
    height = TopologyNode.tailnetY + 64 + (left.isEmpty ? 0 : 34)
    title = localizer(HTMLPhrase.drawing, ["scenario": scenario.scenario.rawValue])
    summary = localizer(HTMLPhrase.drawingText)
    let bar = width - 2 * TopologyNode.margin
    internet = Band(
      y: TopologyNode.internetY, textY: TopologyNode.internetY + 29, width: bar, middle: width / 2,
      label: localizer(HTMLPhrase.internet))
    tailnet = Band(
      y: TopologyNode.tailnetY, textY: TopologyNode.tailnetY + 29, width: bar, middle: width / 2,
      label: localizer(HTMLPhrase.tailnetBand))
    nodes = drawn.enumerated().map { index, node in
      TopologyNode(
        node, cases: bySource[node.name] ?? [], x: start + index * (TopologyNode.width + TopologyNode.gap), localizer,
        id: "\(id)-\(index)")
    }
    moreY = height - 12
    more = left.isEmpty ? nil : Self.describe(left, bySource, localizer)
  }

  /// The nodes to draw: in their order, where there is room; otherwise those with the worst verdicts.
  private static func chosen(_ nodes: [NodeSummary], _ cases: [String: [CaseRecord]]) -> [NodeSummary] {
    guard nodes.count > limit else { return nodes }
    let ranked = nodes.enumerated().sorted { left, right in
      let (a, b) = (severity(cases[left.element.name]), severity(cases[right.element.name]))
      return a == b ? left.offset < right.offset : a > b
    }
    return ranked.prefix(limit).sorted { $0.offset < $1.offset }.map(\.element)
  }

  private static func severity(_ cases: [CaseRecord]?) -> Int {
    switch PathState(cases ?? []) {
    case .deviates?: 4
    case .inconclusive?: 3
    case .failsAsPredicted?: 2
    case .works?: 1
    case .notApplicable?, nil: 0
    }
  }

  private static func describe(
    _ nodes: [NodeSummary], _ cases: [String: [CaseRecord]], _ localizer: Localizer
  ) -> String {
    let states = nodes.map { PathState(cases[$0.name] ?? []) ?? .notApplicable }
    let counts = PathState.allCases.compactMap { state -> String? in
      let count = states.count { $0 == state }
      return count == 0 ? nil : "\(count) × \(localizer(state.phrase))"
    }
    return localizer(
      HTMLPhrase.moreNodes, ["count": String(nodes.count), "states": counts.joined(separator: ", ")])
  }
}
