import Tailnet

/// What a node's Tailscale asked STUN servers while packets were captured, and was told: from which address and port the
/// internet sees its socket, which is what other nodes are given as its endpoint.
public struct NodeSTUN: Sendable, Codable, Hashable {
  /// The node.
  public var node: String
  /// Each of its sockets with each server that it asked.
  public var exchanges: [STUNExchange]
  /// Whether no packet of the captures is missing: only then has an answer that was not seen not come.
  public var isWitnessed: Bool

  /// Makes what a node asked.
  public init(node: String, exchanges: [STUNExchange], isWitnessed: Bool) {
    self.node = node
    self.exchanges = exchanges
    self.isWitnessed = isWitnessed
  }
}

/// What one socket asked one STUN server.
public struct STUNExchange: Sendable, Codable, Hashable {
  /// The socket, on the node.
  public var local: UDPEndpoint
  /// The server.
  public var server: UDPEndpoint
  /// How many requests left the node, each told apart by its transaction.
  public var requests: Int
  /// How many of them were answered, by a refusal too.
  public var answers: Int
  /// How many were not, although an answer had had its time.
  public var overdue: Int
  /// From where the server saw the socket, each place once.
  public var mapped: [UDPEndpoint]

  /// Makes an exchange.
  public init(
    local: UDPEndpoint, server: UDPEndpoint, requests: Int, answers: Int, overdue: Int, mapped: [UDPEndpoint]
  ) {
    self.local = local
    self.server = server
    self.requests = requests
    self.answers = answers
    self.overdue = overdue
    self.mapped = mapped
  }
}

extension NodeSTUN {
  /// How many unanswered requests it takes to say that none is: one that is lost is none.
  static let enough = 3

  /// How many requests left the node.
  public var requests: Int { exchanges.reduce(0) { $0 + $1.requests } }
  /// How many were answered.
  public var answers: Int { exchanges.reduce(0) { $0 + $1.answers } }
  /// The servers that were asked.
  public var servers: [UDPEndpoint] { exchanges.map(\.server).uniqued() }
  /// From where servers saw the node.
  public var mapped: [UDPEndpoint] { exchanges.flatMap(\.mapped).uniqued() }

  /// Whether STUN does not work for the node: nobody answered, not one server of any family.
  public var isUnanswered: Bool {
    isWitnessed && answers == 0 && exchanges.reduce(0) { $0 + $1.overdue } >= Self.enough
  }

  /// Whether what translates the node's packets gives each destination another address or port: two servers saw the same
  /// socket at places of which none is the other's. An endpoint that a server tells is of no use to peers then.
  public var mapsByDestination: Bool {
    exchanges.indices.contains { first in
      exchanges.indices.dropFirst(first + 1).contains { second in
        Self.differ(exchanges[first], exchanges[second])
      }
    }
  }

  private static func differ(_ one: STUNExchange, _ other: STUNExchange) -> Bool {
    guard one.local == other.local, one.server != other.server, !one.mapped.isEmpty, !other.mapped.isEmpty else {
      return false
    }
    return Set(one.mapped).isDisjoint(with: other.mapped)
  }

  /// What several captures show, each node once.
  static func joined(_ parts: [NodeSTUN]) -> [NodeSTUN] {
    parts.map(\.node).uniqued().map { node in
      let own = parts.filter { $0.node == node }
      var exchanges: [STUNExchange] = []
      for exchange in own.flatMap(\.exchanges) {
        guard let place = exchanges.firstIndex(where: { $0.local == exchange.local && $0.server == exchange.server })
        else {
          exchanges.append(exchange)
          continue
        }
        exchanges[place].requests += exchange.requests
        exchanges[place].answers += exchange.answers
        exchanges[place].overdue += exchange.overdue
        exchanges[place].mapped = (exchanges[place].mapped + exchange.mapped).uniqued()
      }
      return NodeSTUN(node: node, exchanges: exchanges, isWitnessed: own.allSatisfy(\.isWitnessed))
    }
  }
}
