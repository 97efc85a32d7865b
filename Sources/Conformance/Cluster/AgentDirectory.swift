import Kubernetes

/// What is seen of a node's agent.
enum AgentSighting: Sendable, Hashable {
  /// It has a pod.
  case present(AgentInstance)
  /// Its pod is on its way out, and another is to come.
  case leaving
  /// There is none: never was, or the next one has not been made yet.
  case absent
}

/// What has become of an agent that a command lost.
enum AgentFate: Sendable, Hashable {
  /// Another has taken its place.
  case replaced(AgentInstance)
  /// It still runs: whatever the command met, the agent's end it was not.
  case running
  /// It is gone, and no other was Ready in time.
  case gone
}

/// Where the Cilium agents run. One that goes while a run needs it, because its DaemonSet is rolled out or it crashes, is
/// looked for again: its node gets another, under another name.
actor AgentDirectory {
  private var agents: [String: AgentInstance]
  /// Nodes where a search was in vain, and is not made with the same patience again.
  private var abandoned: Set<String> = []
  private var searches: [String: SharedWork<AgentFate>] = [:]
  private let look: @Sendable (String) async throws -> AgentSighting
  private let patience: Patience

  /// How long a successor is waited for, and how often it is looked for.
  struct Patience: Sendable {
    /// How often in a row a node must be seen the same to be believed: the API learns of a container's end some moments
    /// after it, and of a pod that a DaemonSet has yet to make.
    var looks = 3
    /// How long an agent is waited for that is on its way.
    var limit = Duration.seconds(30)
    var interval = Duration.seconds(1)

    /// A single look.
    static let none = Patience(looks: 1, limit: .zero)
  }

  /// - Parameters:
  ///   - agents: Node name → its agent.
  ///   - look: What is seen of a node's agent now.
  init(
    _ agents: [String: AgentInstance], patience: Patience = Patience(),
    look: @escaping @Sendable (String) async throws -> AgentSighting
  ) {
    self.agents = agents
    self.patience = patience
    self.look = look
  }

  /// The agent of a node. One that is not known is looked for, and waited for while it is on its way; `nil` where none
  /// runs.
  func agent(on node: String) async throws -> AgentInstance? {
    if let known = agents[node] { return known }
    guard !abandoned.contains(node), case .replaced(let found) = try await search(nil, node) else { return nil }
    return found
  }

  /// What has become of an agent. However many commands one takes with it, its successor is waited for once.
  func fate(of lost: AgentInstance, on node: String) async throws -> AgentFate {
    if let known = agents[node], !known.isSameProcess(as: lost) { return .replaced(known) }
    return try await search(lost, node)
  }

  /// Takes in agents as they were seen elsewhere.
  func update(_ seen: [String: AgentInstance]) { agents.merge(seen) { _, new in new } }

  private func search(_ lost: AgentInstance?, _ node: String) async throws -> AgentFate {
    let patience = abandoned.contains(node) ? .none : patience
    let search = SharedWork.joining(searches[node]) { [look] in try await Self.search(lost, node, patience, look) }
    searches[node] = search
    // A waiter that was cancelled leaves the search to the others.
    defer { if !Task.isCancelled, searches[node] === search { searches[node] = nil } }
    let fate = try await search.value()
    switch fate {
    case .replaced(let found): agents[node] = found
    case .gone: abandoned.insert(node)
    case .running: break
    }
    return fate
  }

  private static func search(
    _ lost: AgentInstance?, _ node: String, _ patience: Patience,
    _ look: @Sendable (String) async throws -> AgentSighting
  ) async throws -> AgentFate {
    let deadline = ContinuousClock.now + patience.limit
    var (unchanged, empty) = (0, 0)
    while true {
      do {
        switch try await look(node) {
        case .present(let seen):
          if lost.map(seen.isSameProcess) == true {
            unchanged += seen.isReady ? 1 : 0
          } else if seen.isReady {
            return .replaced(seen)
          }
        case .absent: empty += 1
        case .leaving: break
        }
      } catch let error as KubernetesError where error.isTransient && ContinuousClock.now < deadline {
        // The API server may be what is being restarted.
      }
      if unchanged >= patience.looks { return .running }
      // Where an agent was there is to be one again; where none was, there may never be one.
      if lost == nil, empty >= patience.looks { return .gone }
      guard ContinuousClock.now < deadline else { return .gone }
      try await Task.sleep(for: patience.interval)
    }
  }
}
