import Cilium

/// What facts say of marks that collide, in sentences for all nodes. Pure.
struct MarkRemarks {
  private let collisions: [MarkCollision]
  private let facts: ClusterFacts

  init(_ facts: ClusterFacts) {
    self.facts = facts
    collisions = MarkForecast.collisions(facts)
  }

  /// A sentence for each kind of collision, and for what is not known.
  var notes: [Sentence] {
    let open = collisions.filter { !($0.isInUse && !$0.losses.isEmpty) }
    var groups: [(key: Key, collisions: [MarkCollision])] = []
    for collision in open {
      let key = Key(collision)
      if let place = groups.firstIndex(where: { $0.key == key }) {
        groups[place].collisions.append(collision)
      } else {
        groups.append((key, [collision]))
      }
    }
    return groups.map { Self.sentence($0.collisions) } + unread
  }

  private struct Key: Hashable {
    var identity: UInt32
    var carrier: IdentityMark.Carrier
    var ways: [String]

    init(_ collision: MarkCollision) {
      identity = collision.identity
      carrier = collision.carrier
      ways = Set(collision.diversions.map { "\($0.without) \($0.with)" }).sorted()
    }
  }

  private static let mostNodes = 6

  private static func sentence(_ collisions: [MarkCollision]) -> Sentence {
    guard let first = collisions.first else { return "" }
    let nodes = collisions.map(\.node).told(mostNodes)
    let whose: Sentence = first.owner.map { "\($0)'s rules" } ?? "rules"
    let start: Sentence =
      "\(first.sender): its mark \(first.markText) on \(packets(first.carrier)) is one that \(whose) on \(nodes) "
      + "take for their own (\(first.rules.first ?? ""))"
    guard let diversion = first.diversions.first else {
      return "\(start); the routes of today lead the same way with it and without"
    }
    let way: Sentence =
      "\(start): what goes to \(diversion.destination) would take \(diversion.with) instead of \(diversion.without)"
    return diversion.isLost ? "\(way), and is lost" : "\(way); whether that way leads there, too, is not known"
  }

  private static func packets(_ carrier: IdentityMark.Carrier) -> Sentence {
    switch carrier {
    case .pod: "pods' packets"
    case .tunnel: "the tunnel's packets"
    case .proxy: "what Cilium's proxy sends"
    }
  }

  /// Nodes whose rules look at identities' bits, and whose identities are not known.
  private var unread: [Sentence] {
    let family = facts.primaryFamily
    let nodes = facts.nodes.filter {
      $0.problem == nil && $0.identities == nil && !($0.unread ?? []).contains { $0.kind == .identities }
        && MarkForecast.hasForeignMarks($0, family)
    }
    guard !nodes.isEmpty else { return [] }
    return [
      "the identities of pods on \(nodes.map(\.name).told(Self.mostNodes)) were not read: whether one of them is taken for "
        + "the mark of a rule there is not known"
    ]
  }
}
