import Conformance

/// A node in the drawing, with everything that leaves its pod.
struct TopologyNode {
  static let width = 340
  static let gap = 28
  static let margin = 16
  static let internetY = 12
  static let top = 152
  static let bottom = 432
  static let tailnetY = 504

  var x: Int
  var titleX: Int
  var title: String
  var fullTitle: String
  var address: String
  var podX: Int
  var otherPodX: Int
  var podLabel: String
  var otherPodLabel: String
  var uplinks: [Uplink]
  var lines: [Line]
  var rows: [Row]

  /// An uplink on the node's edge.
  struct Uplink {
    var x: Int
    var y: Int
    var nameY: Int
    var addressY: Int
    var middle: Int
    var name: String
    var address: String
    var isSelected: Bool
    var note: String
    var noteY: Int
  }

  /// A path as a line from a pod, with a mark on it.
  struct Line {
    var x1: Int
    var y1: Int
    var x2: Int
    var y2: Int
    var markX: Int
    var markY: Int
    var glyphY: Int
    var labelX: Int
    var labelY: Int
    /// Where the label begins: `start` at its place, or `end`s there.
    var anchor: String
    var wireY: Int
    var state: String
    var glyph: String
    var label: String
    /// The devices by which packets were seen to leave; empty where none were captured.
    var wire: String
    var tip: String
  }

  /// What has no line of its own.
  struct Row {
    var y: Int
    var glyphX: Int
    var textX: Int
    var state: String
    var glyph: String
    var label: String
    var tip: String
  }

  init(_ node: NodeSummary, cases: [CaseRecord], x: Int, _ localizer: Localizer, id: String) {
    self.x = x
    titleX = x + 196
    fullTitle = node.name
    title = BoundedText.ellipsis(node.name, limit: 17)
    address = node.internalIP ?? ""
    podX = x + 20
    otherPodX = x + 196
    podLabel = localizer(HTMLPhrase.pod)
    otherPodLabel = localizer(HTMLPhrase.otherPod)
    let selected = Self.selected(cases)
    uplinks = [
      (node.physicalDevice, Self.top - 22, Self.top + 38), (node.tailnetDevice, Self.bottom - 22, Self.bottom - 30),
    ].compactMap { device, y, noteY in
      device.map { Self.uplink($0, node, x: x + 20, y: y, noteY: noteY, selected, localizer) }
    }
    lines = TopologyPaths(node: node, cases: cases, x: x, localizer: localizer).lines()
    let asked: [(HTMLPhrase, [Aspect])] = [
      (.api, [.apiService]), (.clusterName, [.clusterName]), (.externalName, [.externalName]),
      (.dnsPods, [.clusterDNSReady, .clusterDNSRestart]), (.ownAddress, [.ownNodeIP]),
    ]
    rows = []
    for (phrase, aspects) in asked {
      let relevant = cases.filter { aspects.contains($0.aspect.ipv4Twin) }
      guard let state = PathState(relevant) else { continue }
      rows.append(
        Row(
          y: Self.top + 164 + rows.count * 23, glyphX: x + 204, textX: x + 220, state: state.rawValue,
          glyph: state.glyph, label: localizer(phrase), tip: Self.tip(relevant, localizer)))
    }
  }

  /// The devices that the agent on the node says it selected; `nil` when it was not asked.
  private static func selected(_ cases: [CaseRecord]) -> [Substring]? {
    guard case .value(let text)? = cases.first(where: { $0.aspect == .selectedDevices })?.observation?.outcome else {
      return nil
    }
    return text.split(whereSeparator: { $0 == "," || $0 == " " })
  }

  private static func uplink(
    _ device: String, _ node: NodeSummary, x: Int, y: Int, noteY: Int, _ selected: [Substring]?, _ localizer: Localizer
  ) -> Uplink {
    let isSelected = selected?.contains(device[...]) ?? false
    let mtu = node.mtus[device].map { "MTU \($0)" }
    return Uplink(
      x: x, y: y, nameY: y + 18, addressY: y + 35, middle: x + 75, name: BoundedText.ellipsis(device, limit: 18),
      address: [node.addresses[device]?.first, mtu].compactMap(\.self).joined(separator: " · "),
      isSelected: isSelected,
      note: selected == nil ? "" : localizer(isSelected ? HTMLPhrase.selected : .notSelected), noteY: noteY)
  }

  /// What was seen of each aspect.
  static func tip(_ cases: [CaseRecord], _ localizer: Localizer) -> String {
    let aspects = cases.map(\.aspect).uniqued()
    return aspects.map { aspect in
      let cell = ResultMatrix.Cell(cases: cases.filter { $0.aspect == aspect }, localizer)
      return "\(localizer.title(aspect)): \(OutputText.line(BoundedText.cut(cell.text, limit: 120, localizer)))"
    }.joined(separator: "; ")
  }
}
