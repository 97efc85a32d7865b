import Foundation
import Subprocess

/// A long-running program of the lab (wireguard-go, nginx, …): a child in the foreground, so that it dies with the lab.
final class LabDaemon: Sendable {
  /// What it is, for messages.
  let name: String
  private let task: Task<Int32, any Error>

  /// Starts `command`; what it prints goes to the file `log`.
  init(_ name: String, command: [String], log: String) throws {
    guard let program = command.first else { throw LabError("\(name) has no command") }
    let executable = try LabCommand.path(of: program)
    self.name = name
    let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw LabError("the log \(log) of \(name) cannot be opened: \(String(cString: strerror(errno)))")
    }
    task = Task {
      defer { close(file) }
      let output = FileDescriptorOutput.fileDescriptor(.init(rawValue: file), closeAfterSpawningProcess: false)
      let result = try await Subprocess.run(
        .path(.init(executable)), arguments: Arguments(Array(command.dropFirst())),
        environment: LabCommand.environment, platformOptions: LabCommand.killingSession, input: .none,
        output: output, error: output)
      return result.terminationStatus.shellStatus
    }
  }

  /// Kills the program and waits for its end.
  func stop() async {
    task.cancel()
    _ = await task.result
  }

  /// Waits until `ready` holds.
  /// - Throws: `LabError` with the end of the program's log when it does not hold within `deadline`.
  func waitUntil(
    _ condition: String, within deadline: Duration = .seconds(10), log: String,
    _ ready: @Sendable () async throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + deadline
    while try await !ready() {
      guard ContinuousClock.now < end else {
        let said = (try? String(contentsOfFile: log, encoding: .utf8))?.suffix(600) ?? ""
        throw LabError("\(name): \(condition) did not come true within \(deadline); it said: \(said)")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
