import Kubernetes

/// Looks after agents, many at once: those that are asked for within a short time are seen in one look at the cluster.
///
/// What is seen is never older than the question: a question that comes while a look is under way waits for the next one.
/// An agent that answered before it went must not be taken for one that is still there.
actor AgentCensus {
  private struct Round {
    var number: Int
    var nodes: Set<String>
    var look: SharedWork<[String: AgentSighting]>
  }

  /// For how long questions are gathered: little beside the time after which a search looks again.
  static let gathering = Duration.milliseconds(250)

  private let gathering: Duration
  private let look: @Sendable (Set<String>) async throws -> [String: AgentSighting]
  private var open: Round?
  private var rounds = 0

  /// - Parameter look: What is seen of these nodes' agents now.
  init(
    gathering: Duration = AgentCensus.gathering,
    look: @escaping @Sendable (Set<String>) async throws -> [String: AgentSighting]
  ) {
    self.gathering = gathering
    self.look = look
  }

  /// What is seen of a node's agent.
  func sighting(on node: String) async throws -> AgentSighting {
    try await joined(node).value()[node] ?? .absent
  }

  private func joined(_ node: String) -> SharedWork<[String: AgentSighting]> {
    let number = rounds + 1
    let work = SharedWork.joining(open?.look) { [self, gathering, look] in
      try await Task.sleep(for: gathering)
      return try await look(try await close(number))
    }
    if let open, open.look === work {
      self.open?.nodes.insert(node)
    } else {
      rounds = number
      open = Round(number: number, nodes: [node], look: work)
    }
    return work
  }

  /// Ends the gathering. A round that everybody has left may find another in its place.
  private func close(_ number: Int) throws -> Set<String> {
    guard let round = open, round.number == number else { throw CancellationError() }
    open = nil
    return round.nodes
  }
}

/// How the agents are labelled, once somebody has asked: a DaemonSet's selector cannot be changed.
actor AgentSelector {
  private var known: String?

  /// The selector; `read` reads it where it is not known.
  func text(_ read: @Sendable () async throws -> String) async throws -> String {
    if let known { return known }
    let text = try await read()
    known = text
    return text
  }
}
