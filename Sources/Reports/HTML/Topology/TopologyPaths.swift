import Conformance

/// The paths of a node's pod as lines of the drawing: each through the uplink that it takes.
///
/// Where packets were captured, that is the uplink by which they were seen to leave; otherwise the physical one for the
/// internet, and the tailnet one for other nodes.
struct TopologyPaths {
  let node: NodeSummary
  let cases: [CaseRecord]
  /// The node's left edge.
  let x: Int
  let localizer: Localizer

  /// The two sides of a node where uplinks are.
  private enum Edge {
    case top
    case bottom
  }

  private static let pod = (top: TopologyNode.top + 78, bottom: TopologyNode.top + 122)

  /// All lines that have cases.
  func lines() -> [TopologyNode.Line] {
    [
      line(.internet, [.externalPing, .externalHTTPS, .upstreamDNS], column: 95, usually: .top),
      beside(),
      line(.tunnel, [.crossNodePod, .crossNodeService, .pathMTU], column: 45, usually: .bottom),
      line(.nodeAddress, [.otherNodeIP], column: 145, usually: .bottom),
    ].compactMap { $0 }
  }

  /// To the pod on the same node.
  private func beside() -> TopologyNode.Line? {
    let relevant = cases.filter { $0.aspect.ipv4Twin == .sameNodePod }
    guard let state = PathState(relevant) else { return nil }
    let y = TopologyNode.top + 100
    return TopologyNode.Line(
      x1: x + 170, y1: y, x2: x + 196, y2: y, markX: x + 183, markY: y, glyphY: y + 4, labelX: 0, labelY: 0,
      anchor: "start", wireY: 0, state: state.rawValue, glyph: state.glyph, label: "", wire: "",
      tip: TopologyNode.tip(relevant, localizer))
  }

  private func line(
    _ phrase: HTMLPhrase, _ aspects: [Aspect], column: Int, usually: Edge
  ) -> TopologyNode.Line? {
    let relevant = cases.filter { aspects.contains($0.aspect.ipv4Twin) }
    guard let state = PathState(relevant) else { return nil }
    let devices = relevant.compactMap(\.path).flatMap { $0.devicesLeft(of: node.name) }
      .uniqued()
    let edge = edge(devices) ?? usually
    let mark = markY(edge, isUsual: edge == usually)
    // The leftmost column has no room to its right beside the internet's mark.
    let isLeft = edge == .top && edge != usually && column < 95
    let tip = TopologyNode.tip(relevant, localizer)
    let seen = devices.joined(separator: ", ")
    return TopologyNode.Line(
      x1: x + column, y1: edge == .top ? Self.pod.top : Self.pod.bottom, x2: x + column,
      y2: edge == .top ? TopologyNode.internetY + 46 : TopologyNode.tailnetY, markX: x + column, markY: mark,
      glyphY: mark + 4, labelX: x + column + (isLeft ? -14 : 14), labelY: mark + 4, anchor: isLeft ? "end" : "start",
      wireY: mark + 17, state: state.rawValue, glyph: state.glyph, label: localizer(phrase),
      wire: BoundedText.ellipsis(seen, limit: 16),
      tip: seen.isEmpty ? tip : "\(tip); \(localizer(PacketPhrase.leftBy, ["device": seen]))")
  }

  /// The side that packets were seen to leave by; `nil` where none were, or by both.
  private func edge(_ devices: [String]) -> Edge? {
    guard devices.count == 1, let device = devices.first else { return nil }
    return device == node.physicalDevice ? .top : device == node.tailnetDevice ? .bottom : nil
  }

  /// Paths that leave by an unusual side have their marks at another height, so that none covers another.
  private func markY(_ edge: Edge, isUsual: Bool) -> Int {
    switch (edge, isUsual) {
    case (.top, true): TopologyNode.internetY + 84
    case (.top, false): TopologyNode.internetY + 66
    case (.bottom, true): TopologyNode.tailnetY - 24
    case (.bottom, false): TopologyNode.bottom - 60
    }
  }
}
