import Foundation
import Kubernetes

/// Runs commands in the Cilium agents' containers.
struct AgentShell: Sendable {
  let client: KubernetesClient
  /// Node name → the agent's container on it.
  let agents: [String: PodReference]

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

  /// The same for a program whose output is text.
  func text(_ command: [String], on node: String) async throws -> String {
    try await run(command, on: node).stdoutText
  }
}
