import Foundation
import Kubernetes

/// Runs commands in the Cilium agents' containers.
struct AgentShell: Sendable {
  /// Runs a command in a container, at most for some time.
  typealias Execute = @Sendable (PodReference, [String], Duration) async throws -> ExecResult
  /// Runs a shell that reads a script from its standard input.
  typealias ExecuteScript = @Sendable (PodReference, AgentScript) async throws -> ExecResult

  let agents: AgentDirectory
  /// What is known of the agents' programs; share it between shells of one run, so that no agent is asked twice.
  let programs: AgentPrograms
  private let execute: Execute
  private let executeScript: ExecuteScript?
  /// Node → what was answered in advance, and by which agent.
  private var asked: [String: (answers: AgentScript.Answers, agent: PodReference)] = [:]

  /// - Parameter executeScript: `nil` where every command goes alone.
  init(
    agents: AgentDirectory, programs: AgentPrograms = AgentPrograms(), executeScript: ExecuteScript? = nil,
    execute: @escaping Execute
  ) {
    self.agents = agents
    self.programs = programs
    self.executeScript = executeScript
    self.execute = execute
  }

  /// A shell in the agents that run now.
  init(_ reader: ClusterReader, programs: AgentPrograms = AgentPrograms()) async throws {
    self.init(reader, try await reader.agents(), programs: programs)
  }

  /// A shell in agents that have been listed.
  init(_ reader: ClusterReader, _ agents: [String: AgentInstance], programs: AgentPrograms) {
    let client = reader.client
    let selector = AgentSelector()
    let census = AgentCensus { nodes in
      try await reader.sightings(on: nodes, try await selector.text { try await reader.agentSelector() })
    }
    let directory = AgentDirectory(agents) { try await census.sighting(on: $0) }
    let script: ExecuteScript = { agent, script in
      try await client.exec(
        agent, command: script.command, stdin: Data(script.text.utf8), stdinEndsItself: true,
        timeout: .seconds(script.limit + 10), mayRunTwice: true, onOutput: nil)
    }
    self.init(
      agents: directory, programs: programs, executeScript: reader.asksInScripts ? script : nil
    ) { agent, command, timeout in
      try await client.exec(agent, command: command, timeout: timeout, mayRunTwice: true, onOutput: nil)
    }
  }

  /// This shell with the answers of a node's agent to everything that a script asks, by one exec: whoever runs a command
  /// that is among them gets its answer, any other goes alone. So does each where the script brought nothing, and those
  /// whose answers did not come whole.
  ///
  /// The answers are of the moment of this call: use the result for what belongs to it, and no longer.
  func having(asked script: AgentScript, on node: String) async -> AgentShell {
    guard let executeScript, script.parts.count > 1 else { return self }
    var shell = self
    if let (result, agent) = try? await following(node, { try await executeScript($0, script) }) {
      shell.asked[node] = (script.answers(in: result), agent)
    }
    return shell
  }

  /// Whether a command's answer is here already.
  func knows(_ command: [String], on node: String) -> Bool { asked[node]?.answers[command] != nil }

  /// How long one command may take on the far side, in seconds.
  static let commandSeconds = 20

  /// What went wrong in an agent's container.
  struct Failure: ErrorWithSentence {
    let sentence: Sentence
    /// What it is, where that has a name of its own.
    var obstacle: Obstacle?

    init(description: Sentence, obstacle: Obstacle? = nil) {
      sentence = description
      self.obstacle = obstacle
    }

    /// An obstacle, with what is known of it here.
    init(_ obstacle: Obstacle, _ detail: Sentence) {
      self.init(description: "\(obstacle.phrase): \(detail)", obstacle: obstacle)
    }

    /// A command that ended with another status than 0.
    init(_ command: [String], _ result: ExecResult, in agent: PodReference) {
      let text = result.stderrText.isEmpty ? result.stdoutText : result.stderrText
      self.init(
        description: """
          `\(command.joined(separator: " "))` in \(agent) ended with status \(result.exitCode): \
          \(text.prefix(300).trimmingCharacters(in: .whitespacesAndNewlines))
          """)
    }

    /// Any error in its own words.
    init(_ error: any Error) {
      self = error as? Failure ?? Failure(description: "\(error)", obstacle: Obstacle(error))
    }
  }

  /// Runs a program in the agent of a node; throws when it cannot be run or does not exit with status 0.
  func run(_ command: [String], on node: String) async throws -> ExecResult {
    let (result, agent) = try await attempt(command, on: node)
    guard result.exitCode == 0 else { throw Failure(command, result, in: agent) }
    return result
  }

  /// Runs a program in the agent of a node, whatever its exit status, and tells in which. When the agent went meanwhile,
  /// the program is run once more, in the one that took its place: netproof only reads in agents. A session that broke for
  /// another reason is the client's to repeat.
  func attempt(
    _ command: [String], on node: String, seconds: Int = commandSeconds
  ) async throws -> (result: ExecResult, agent: PodReference) {
    if let asked = asked[node], let known = asked.answers[command], !Self.hasGone(known) {
      return (known, asked.agent)
    }
    let bounded = ["timeout", "\(seconds)"] + command
    return try await following(node) { try await execute($0, bounded, .seconds(seconds + 10)) }
  }

  /// Runs something in the agent of a node, and where that has gone, once more in its successor.
  private func following(
    _ node: String, _ run: (PodReference) async throws -> ExecResult
  ) async throws -> (result: ExecResult, agent: PodReference) {
    let agent = try await known(node)
    do {
      let answer = try await run(agent.reference)
      guard Self.hasGone(answer), case .replaced(let next) = try await agents.fate(of: agent, on: node) else {
        return (answer, agent.reference)
      }
      return (try await run(next.reference), next.reference)
    } catch let error as KubernetesError where Self.hasGone(error) {
      switch try await agents.fate(of: agent, on: node) {
      case .replaced(let next): return (try await run(next.reference), next.reference)
      case .running, .gone: throw error
      }
    }
  }

  private func known(_ node: String) async throws -> AgentInstance {
    guard let agent = try await agents.agent(on: node) else {
      throw Failure(description: "no Cilium agent runs on \(node)")
    }
    return agent
  }

  /// The agent's command-line client on a node.
  func program(on node: String) async throws -> AgentProgram {
    let agent = try await known(node).reference
    return try await programs.program(of: agent) {
      let (result, _) = try await attempt(AgentProgram.discovery, on: node)
      guard result.exitCode != AgentProgram.silence else {
        throw Failure(
          .agentSilent, "\(agent) runs, and did not tell its version within \(AgentProgram.patience) seconds")
      }
      guard result.exitCode == 0 else { throw Failure(AgentProgram.discovery, result, in: agent) }
      let text = result.stdoutText
      guard let program = AgentProgram(discovered: text) else {
        throw Failure(description: "\(agent) has no Cilium client: \(text.prefix(100))")
      }
      return program
    }
  }

  /// A command of the agent's client, with the client's own name before it.
  func command(_ arguments: [String], on node: String) async throws -> [String] {
    [try await program(on: node).name] + arguments
  }

  /// Runs a command of the agent's client, such as `["node", "list"]`.
  func cilium(_ arguments: [String], on node: String) async throws -> ExecResult {
    try await run(try await command(arguments, on: node), on: node)
  }
}

extension AgentShell {
  /// Whether an answer is one that a container gives whose agent is going or gone: with its first process all others are
  /// killed (128 + SIGKILL), and what is left of it says that nobody listens at the agent's socket (cilium
  /// `pkg/client`, “Is the agent running?”).
  static func hasGone(_ result: ExecResult) -> Bool {
    guard result.exitCode != 0 else { return false }
    let outputs = [result.stderrText, result.stdoutText]
    return result.exitCode == 137 || outputs.contains { $0.contains("Is the agent running?") }
  }

  /// Whether an error may come from a pod or container that is no longer there. What speaks of a node, a credential or
  /// the API itself does not.
  static func hasGone(_ error: KubernetesError) -> Bool {
    switch error {
    case .notFound, .conflict, .transport: true
    case .exec(_, let failure):
      switch failure {
      case .noStatus, .notStarted: true
      case .timeout, .outputTooLarge, .protocolViolation, .inputNeedsVersion5: false
      }
    // The kubelet's answer for a container that does not run, handed on by the API server.
    case .status(_, let status): speaksOfContainer(status.message ?? "")
    default: false
    }
  }

  /// Whether a connection broke that may have been a good one but for its end.
  static func isCut(_ error: KubernetesError) -> Bool {
    switch error {
    case .transport, .exec(_, .noStatus): true
    default: false
    }
  }

  /// What kubelet, containerd (`container is in CONTAINER_EXITED state`) and CRI-O (`container is not created or
  /// running`) say.
  private static func speaksOfContainer(_ message: String) -> Bool {
    guard message.contains("container") else { return false }
    return ["not found", "not running", "not created", "CONTAINER_EXITED"].contains { message.contains($0) }
  }
}

extension Result where Failure == AgentShell.Failure {
  /// What a piece of reading came to; whatever it throws, in its own words.
  init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(AgentShell.Failure(error))
    }
  }
}
