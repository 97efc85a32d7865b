import ArgumentParser
import Foundation

/// `netproof lab shell`: becomes a shell in a node or pod.
struct LabShell: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell", abstract: "Opens a shell in a node's network namespace or in a pod.",
    discussion: """
      EXAMPLES:
        netproof lab shell instance-master
        netproof lab shell kube-system/coredns-xyz
        netproof lab shell instance-worker -- ip route
      """)

  @Argument(help: ArgumentHelp("A node, or a pod as NAMESPACE/NAME.", valueName: "node-or-pod"))
  var target: String

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("A command instead of a shell.", valueName: "command"))
  var command: [String] = []

  func run() async throws {
    let given = command.first == "--" ? Array(command.dropFirst()) : command
    let shell = ProcessInfo.processInfo.environment["SHELL"] ?? "/bin/sh"
    let words = try await LabGroup.running().command(in: target, given.isEmpty ? [shell] : given)
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    // The shell takes this process's place: terminal, signals and exit status are its own.
    if let program = words.first { execvp(program, arguments) }
    throw ConfigurationError(
      "Could not start `\(words.joined(separator: " "))`: \(String(cString: strerror(errno)))",
      remedy: "Check that the program is installed")
  }
}
