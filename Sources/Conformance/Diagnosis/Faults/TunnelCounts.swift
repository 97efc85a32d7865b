/// What the nodes' tunnel devices counted during the probes, which tells by which way packets are lost. Pure.
struct TunnelCounts {
  private let nodes: [String: NodeHealth]
  /// What arrives at one of two nodes comes from the other; of more nodes nobody knows whose it was.
  private let areTwo: Bool

  init(_ nodes: [NodeHealth], of count: Int) {
    self.nodes = Dictionary(nodes.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    areTwo = count == 2
  }

  /// The nodes of a pair at which nothing of the tunnel arrived while the other sent; nil where neither is one, or it
  /// was not counted.
  func deaf(_ pair: Subject) -> [String]? {
    guard let target = pair.target else { return nil }
    let deaf = [(pair.source, target), (target, pair.source)].filter { receiver, sender in
      nodes[receiver]?.tunnelReceived == 0 && (nodes[sender]?.tunnelSent ?? 0) > 0
    }.map(\.0)
    return deaf.isEmpty ? nil : deaf
  }

  /// The node of a pair at which the other's packets arrived, while at that one nothing did; nil where that is not
  /// known.
  func heard(_ pair: Subject) -> String? {
    guard areTwo, let target = pair.target, let deaf = deaf(pair), deaf.count == 1,
      let other = [pair.source, target].first(where: { $0 != deaf[0] }), (nodes[other]?.tunnelReceived ?? 0) > 0
    else { return nil }
    return other
  }
}
