/// What an aspect is asked of: a node, or an ordered pair of nodes.
public enum Subject: Sendable, Hashable, Codable {
  /// The node whose pod asks.
  case node(String)
  /// From a pod on the first node towards the second.
  case pair(from: String, to: String)

  /// The node where the probe starts.
  public var source: String {
    switch self {
    case .node(let name): name
    case .pair(let from, _): from
    }
  }

  /// The other node of a pair.
  public var target: String? {
    switch self {
    case .node: nil
    case .pair(_, let to): to
    }
  }

  /// Every subject of the scope, in the order of `nodes`.
  public static func all(_ scope: Aspect.Scope, nodes: [String]) -> [Subject] {
    switch scope {
    case .node: nodes.map(Subject.node)
    case .pair: nodes.flatMap { from in nodes.filter { $0 != from }.map { Subject.pair(from: from, to: $0) } }
    }
  }

  private enum CodingKeys: String, CodingKey { case from, to }

  /// Reads `{"from": …, "to": …}`; a missing `to` means a single node.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let from = try values.decode(String.self, forKey: .from)
    if let to = try values.decodeIfPresent(String.self, forKey: .to) {
      self = .pair(from: from, to: to)
    } else {
      self = .node(from)
    }
  }

  /// Writes `{"from": …, "to": …}`; a single node has no `to`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(source, forKey: .from)
    try values.encodeIfPresent(target, forKey: .to)
  }
}

extension Subject {
  /// `instance-master`, or `instance-master/instance-worker`: one word for scripts.
  public var path: String { [source, target].compactMap { $0 }.joined(separator: "/") }
}

extension Subject: CustomStringConvertible {
  /// `instance-master`, or `instance-master → instance-worker`.
  public var description: String {
    switch self {
    case .node(let name): name
    case .pair(let from, let to): "\(from) → \(to)"
    }
  }
}
