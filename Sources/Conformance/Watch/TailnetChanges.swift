import Tailnet

/// Turns what nodes tell of their tunnels, again and again, into what happened: a path that is relayed from the start or
/// falls to a relay, or is direct again. Pure; keeps what was told last.
struct TailnetChanges: Sendable {
  private struct Path: Sendable {
    var pair: Subject
    var target: String
    var overlay: String
    /// What was known when the watch began.
    var start: TailnetReading
    /// What was known last.
    var isRelayed: Bool?
  }

  private var facts: ClusterFacts
  private var paths: [Path]

  /// - Parameter facts: The cluster when the watch began, with what the nodes told of their tunnels then.
  init(_ facts: ClusterFacts, pairs: [Subject]) {
    let ways = TailnetWays(facts)
    self.facts = facts
    paths = pairs.compactMap { pair in
      guard let target = pair.target, let node = facts.node(pair.source), let other = facts.node(target),
        let (overlay, address) = ways.overlay(from: node, to: other)
      else { return nil }
      let reading = ways.reading(.before, from: node, to: other, over: overlay, at: address)
      return Path(
        pair: pair, target: target, overlay: overlay.title, start: reading,
        isRelayed: reading.way == .unknown ? nil : reading.way.isRelayed)
    }
  }

  /// The nodes that have to be asked.
  var nodes: [String] { paths.map(\.pair.source).uniqued() }

  /// How many paths are named of those of one kind.
  private static let mostPaths = 6

  /// The ways of all paths when the watch began, a sentence for each kind; none where no overlay is.
  var state: [Sentence] {
    func names(_ paths: [Path]) -> String { paths.map(\.pair.description).told(Self.mostPaths) }
    let direct = paths.filter { $0.isRelayed == false }
    let relayed = paths.filter { $0.isRelayed == true }
    let unknown = paths.filter { $0.isRelayed == nil }
    let sources = direct.compactMap { $0.start.source?.rawValue }.uniqued().joined(separator: ", ")
    var said: [Sentence] = []
    if !direct.isEmpty {
      said.append(
        "the overlay when the watch began: \(direct.count) of \(paths.count) paths went straight to the other node (known by "
          + "\(sources))")
    }
    if !relayed.isEmpty {
      said.append(
        "the overlay when the watch began: \(relayed.count) of \(paths.count) paths went by a relay: \(names(relayed))")
    }
    if !unknown.isEmpty {
      said.append(
        "the overlay when the watch began: of \(unknown.count) of \(paths.count) paths it was not known whether they were relayed: "
          + "\(names(unknown))")
    }
    return said
  }

  /// The paths that are relayed from the start.
  func begun(at: Double) -> [ClusterEvent] {
    paths.filter { $0.isRelayed == true }.map { path in
      ClusterEvent(
        at: at, kind: .tailnet, object: path.pair.description, text: Self.first(path.start, path.overlay))
    }
  }

  /// What has changed since nodes told something last. What is not known has not changed.
  ///
  /// - Parameter told: Node → what it tells now; a node that was not asked is missing.
  mutating func take(_ told: [String: TunnelListings], at: Double) -> [ClusterEvent] {
    let before = facts
    for index in facts.nodes.indices {
      guard let listings = told[facts.nodes[index].name] else { continue }
      (facts.nodes[index].tailscale, facts.nodes[index].overlayPeers) = (nil, nil)
      facts.nodes[index].take(listings)
    }
    let ways = TailnetWays(facts)
    var events: [ClusterEvent] = []
    for index in paths.indices {
      let path = paths[index]
      guard let listings = told[path.pair.source], let earlier = before.node(path.pair.source),
        let node = facts.node(path.pair.source), let other = facts.node(path.target),
        let (overlay, address) = ways.overlay(from: node, to: other)
      else { continue }
      var reading = ways.reading(.during, from: node, to: other, over: overlay, at: address)
      // Of counters only the node knows, of all of its peers together.
      if reading.way == .unknown, let counted = TailnetJudge.counters(earlier, listings) { reading = counted }
      guard reading.way != .unknown else { continue }
      if let old = path.isRelayed, old != reading.way.isRelayed {
        events.append(
          ClusterEvent(at: at, kind: .tailnet, object: path.pair.description, text: Self.text(reading, overlay.title)))
      } else if path.isRelayed == nil, reading.way.isRelayed {
        // Not known before: nobody can tell since when.
        events.append(
          ClusterEvent(at: at, kind: .tailnet, object: path.pair.description, text: Self.first(reading, overlay.title)))
      }
      paths[index].isRelayed = reading.way.isRelayed
    }
    return events
  }

  /// What is said of a relayed path of which nothing was known before.
  private static func first(_ reading: TailnetReading, _ overlay: String) -> Sentence {
    let source = reading.source?.rawValue ?? ""
    let relay = reading.relay.map { " (\($0))" } ?? ""
    return switch reading.way {
    case .derp: "\(overlay) is found to send it by a DERP relay\(relay), known by \(source)"
    case .peerRelay: "\(overlay) is found to send it by a peer relay\(relay), known by \(source)"
    case .relayed, .direct, .unknown:
      "\(overlay) is found to send it by something in between\(relay), known by \(source)"
    }
  }

  private static func text(_ reading: TailnetReading, _ overlay: String) -> Sentence {
    let source = reading.source?.rawValue ?? ""
    let relay = reading.relay.map { " (\($0))" } ?? ""
    return switch reading.way {
    case .derp: "\(overlay) sends it by a DERP relay now\(relay), known by \(source)"
    case .peerRelay: "\(overlay) sends it by a peer relay now\(relay), known by \(source)"
    case .relayed: "\(overlay) sends it by something in between now\(relay), known by \(source)"
    case .direct, .unknown: "\(overlay) sends it straight to the other node again, known by \(source)"
    }
  }
}
