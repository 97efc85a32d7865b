import Foundation
import Kubernetes

/// Runs commands in the Cilium agents' containers.
struct AgentShell: Sendable {
  let client: KubernetesClient
  /// Node name → the agent's container on it.
  let agents: [String: PodReference]
  /// What is known of the agents' programs; share it between shells of one run, so that no agent is asked twice.
  let programs: AgentPrograms

  init(client: KubernetesClient, agents: [String: PodReference], programs: AgentPrograms = AgentPrograms()) {
    self.client = client
    self.agents = agents
    self.programs = programs
  }

  /// How long one command may take on the far side, in seconds.
  static let commandSeconds = 20

  /// What went wrong in an agent's container.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs a program in the agent of a node; throws when it cannot be run or does not exit with status 0.
  func run(_ command: [String], on node: String) async throws -> ExecResult {
    guard let agent = agents[node] else { throw Failure(description: "no Cilium agent runs on \(node)") }
    let bounded = ["timeout", "\(Self.commandSeconds)"] + command
    let result = try await client.exec(
      agent, command: bounded, timeout: .seconds(Self.commandSeconds + 10), onOutput: nil)
    guard result.exitCode == 0 else {
      let text = result.stderrText.isEmpty ? result.stdoutText : result.stderrText
      throw Failure(
        description: """
          `\(command.joined(separator: " "))` in \(agent) ended with status \(result.exitCode): \
          \(text.prefix(300).trimmingCharacters(in: .whitespacesAndNewlines))
          """)
    }
    return result
  }

  /// The agent's command-line client on a node.
  func program(on node: String) async throws -> AgentProgram {
    guard let agent = agents[node] else { throw Failure(description: "no Cilium agent runs on \(node)") }
    return try await programs.program(of: agent) {
      let text = try await run(AgentProgram.discovery, on: node).stdoutText
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

extension Result where Failure == AgentShell.Failure {
  /// What a piece of reading came to; whatever it throws, in its own words.
  init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(AgentShell.Failure(description: "\(error)"))
    }
  }
}
