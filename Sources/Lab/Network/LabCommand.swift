import Foundation
import Subprocess

/// Runs the machine's own tools (`ip`, `nft`, …) and collects what they say.
enum LabCommand {
  /// More than any tool of the lab prints; a full connection-tracking table is a few MB.
  private static let outputLimit = 64 << 20
  /// Where tools live on Debian; the caller's PATH may lack the `sbin` directories.
  static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Runs `command` to its end. A status other than 0 is a result, not an error.
  /// - Throws: `LabError` when the program is missing or does not end before `deadline` (it is killed then).
  static func run(
    _ command: [String], input: String? = nil, deadline: Duration = .seconds(30)
  ) async throws -> CommandOutput {
    guard let program = command.first else { throw LabError("an empty command cannot be run") }
    let executable = try path(of: program)
    let arguments = Array(command.dropFirst())
    return try await withThrowingTaskGroup(of: CommandOutput.self) { group in
      group.addTask {
        let result = try await Subprocess.run(
          .path(.init(executable)), arguments: Arguments(arguments), environment: environment,
          platformOptions: killingSession, input: .inputWriter, output: .bytes(limit: outputLimit),
          error: .bytes(limit: outputLimit)
        ) { execution in
          // Not as a string: swift-subprocess 1.0.2 traps when a program ends before it has read one, because it leaves
          // the pipe open then. What such a program wanted to say, its status says.
          guard let input else { return }
          _ = try? await execution.standardInputWriter.write(input)
        }
        // As strings, the library would put them together byte by byte.
        return CommandOutput(
          status: result.terminationStatus.shellStatus, stdout: String(decoding: result.standardOutput, as: UTF8.self),
          stderr: String(decoding: result.standardError, as: UTF8.self))
      }
      group.addTask {
        try await Task.sleep(for: deadline)
        throw LabError("`\(command.joined(separator: " "))` did not end within \(deadline); it was killed")
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  /// Runs `command` and demands status 0; returns its standard output.
  /// - Throws: `LabError` with the command, its status and what it said.
  @discardableResult
  static func check(
    _ command: [String], input: String? = nil, deadline: Duration = .seconds(30)
  ) async throws -> String {
    let output = try await run(command, input: input, deadline: deadline)
    guard output.status == 0 else {
      let said = (output.stderr.isEmpty ? output.stdout : output.stderr).trimmingCharacters(in: .whitespacesAndNewlines)
      throw LabError("`\(command.joined(separator: " "))` ended with status \(output.status): \(said)")
    }
    return output.stdout
  }

  /// Prefix of a command that is to run in a network namespace.
  static func inNamespace(_ name: String, _ command: [String]) -> [String] {
    ["nsenter", "--net=\(LabPaths.namespace(name))"] + command
  }

  /// The file of a tool on the search path.
  static func path(of program: String) throws -> String {
    if program.contains("/") { return program }
    for directory in searchPath.split(separator: ":") {
      let candidate = "\(directory)/\(program)"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    throw LabError("the program \(program) is missing on this machine; \(HostTools.advice(for: [program]))")
  }

  static var environment: Environment {
    .custom(["PATH": searchPath, "LC_ALL": "C", "HOME": "/root"])
  }

  /// Cancellation kills the program together with everything it started.
  static var killingSession: PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
    return options
  }
}

extension TerminationStatus {
  /// The exit status as a shell reports it: 128 + N for a death by signal N.
  var shellStatus: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }
}
