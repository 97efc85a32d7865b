import Synchronization

/// Where each node of a list stands, found out the first time that a node of a large list is asked for by its name. Kept
/// beside the list that it is made of, and thrown away when that changes.
final class NodeIndex: Sendable, Hashable {
  /// In shorter lists looking through them is as quick.
  private static let leastNodes = 9

  private let kept = Mutex<[String: Int]?>(nil)

  /// The place of the first node of a name in the list that this index is kept beside.
  func place(of name: String, in nodes: [NodeFacts]) -> Int? {
    guard nodes.count >= Self.leastNodes else { return nodes.firstIndex { $0.name == name } }
    return kept.withLock { places in
      if let places { return places[name] }
      let made = Dictionary(nodes.indices.map { (nodes[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
      places = made
      return made[name]
    }
  }

  static func == (_: NodeIndex, _: NodeIndex) -> Bool { true }

  func hash(into _: inout Hasher) {}
}
