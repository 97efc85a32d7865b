import Tailnet

/// Turns what nodes tell of their tunnels, again and again, into what happened: a path that falls to a relay, or is direct
/// again. Pure; keeps what was told last.
struct TailnetChanges: Sendable {
  private struct Path: Sendable {
    var pair: Subject
    var target: String
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
      return Path(pair: pair, target: target, isRelayed: reading.way == .unknown ? nil : reading.way.isRelayed)
    }
  }

  /// The nodes that have to be asked.
  var nodes: [String] { paths.map(\.pair.source).uniqued() }

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
      }
      paths[index].isRelayed = reading.way.isRelayed
    }
    return events
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
