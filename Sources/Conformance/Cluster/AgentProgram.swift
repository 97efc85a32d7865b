import Cilium
import Kubernetes

/// How one agent is talked to: found out once, before its first command.
struct AgentProgram: Sendable, Hashable {
  /// The command-line client in the agent's image: `cilium-dbg` since 1.15, `cilium` before.
  var name: String
  /// What it calls itself; nil when it could not be read.
  var version: AgentVersion?

  /// The release that decides about formats and rules: the agent's own, or its client's while it does not answer.
  var release: CiliumRelease? { (version?.daemon ?? version?.client).flatMap { CiliumRelease($0) } }

  /// Where the node's devices and routes can be read, the best place first.
  ///
  /// `shell` came with 1.17 and `statedb TABLE` left with it, having come with 1.15. An agent whose release is not known
  /// is asked for each in turn.
  var tableSources: [NodeTableSource] {
    switch release {
    case nil: [.shell, .statedb, .kernel]
    case let release? where release >= CiliumRelease(1, 17): [.shell, .kernel]
    case let release? where release >= CiliumRelease(1, 15): [.statedb, .kernel]
    case .some: [.kernel]
    }
  }

  /// How long an agent may take to tell its version, in seconds. One that does not in this time answers nothing else either:
  /// its process is stopped, or hangs.
  static let patience = 8
  /// How ``discovery`` ends then (EX_TEMPFAIL).
  static let silence: Int32 = 75

  /// Prints the client's name, then what `version` says. Its status does not matter: without an answer from the agent
  /// there is still the client's line.
  static let discovery = [
    "sh", "-c",
    """
    for p in cilium-dbg cilium; do command -v "$p" >/dev/null 2>&1 && { echo "$p"; \
    timeout \(patience) "$p" version; [ $? -ne 124 ] || exit \(silence); exit 0; }; done; \
    echo "neither cilium-dbg nor cilium is in PATH" >&2; exit 127
    """,
  ]

  /// Reads what ``discovery`` prints; nil when the first line names no program.
  init?(discovered text: String) {
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, name == "cilium-dbg" || name == "cilium" else { return nil }
    self.init(name: String(name), version: try? AgentVersion.parse(parts.count > 1 ? String(parts[1]) : ""))
  }

  init(name: String, version: AgentVersion? = nil) {
    self.name = name
    self.version = version
  }
}

/// Where a node's devices and routes were read.
public enum NodeTableSource: String, Sendable, Codable, Hashable {
  /// `cilium-dbg shell -- db/show TABLE`.
  case shell
  /// `cilium-dbg statedb TABLE`.
  case statedb
  /// `ip -j` in the agent's container, which shares the node's network namespace.
  case kernel
}

/// What is known of the agents' programs, asked for once per agent.
actor AgentPrograms {
  private var found: [PodReference: SharedWork<AgentProgram>] = [:]
  /// Those of which an agent itself has said its release.
  private var answered: [PodReference: AgentProgram]
  /// Agents that did not answer, and until when they are not asked again: all that is to be read of one would else wait
  /// for it anew.
  private var silent: [PodReference: Silence]
  private let respite: Duration

  /// Why an agent did not answer, and until when it is left alone.
  private struct Silence {
    let failure: AgentShell.Failure
    let until: ContinuousClock.Instant
  }

  /// - Parameter respite: How long an agent that did not answer is left alone.
  init(respite: Duration = .seconds(120)) { self.init([:], [:], respite) }

  private init(
    _ answered: [PodReference: AgentProgram], _ silent: [PodReference: Silence], _ respite: Duration
  ) {
    (self.answered, self.silent, self.respite) = (answered, silent, respite)
  }

  /// The same knowledge without what agents did not say themselves, so that they are asked again.
  func ofAnswering() -> AgentPrograms { AgentPrograms(answered, silent, respite) }

  /// The program of an agent, found with `discover` the first time. A failure is not kept.
  func program(
    of agent: PodReference, _ discover: @escaping @Sendable () async throws -> AgentProgram
  ) async throws -> AgentProgram {
    if let silence = silent[agent], ContinuousClock.now < silence.until { throw silence.failure }
    if let known = answered[agent] { return known }
    let work = SharedWork.joining(found[agent], or: discover)
    found[agent] = work
    do {
      let program = try await work.value()
      if program.version?.daemon != nil { answered[agent] = program }
      return program
    } catch {
      // A waiter that was cancelled says nothing about the search of the others.
      if !Task.isCancelled, found[agent] === work { found[agent] = nil }
      if let failure = error as? AgentShell.Failure, failure.obstacle == .agentSilent {
        silent[agent] = Silence(failure: failure, until: ContinuousClock.now + respite)
      }
      throw error
    }
  }
}

extension NodeTableSource {
  /// The words before a table's name, behind the client's; `nil` where it is no agent's table.
  var words: [String]? {
    switch self {
    case .shell: ["shell", "--", "db/show"]
    case .statedb: ["statedb"]
    case .kernel: nil
    }
  }
}
