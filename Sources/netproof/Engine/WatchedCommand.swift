import Conformance
import Foundation
import Subprocess

/// The command that a watch runs around. Its input and outputs are the program's own.
struct WatchedCommand: Sendable {
  let words: [String]

  /// How long a command that is told to end may take.
  private static let patience = Duration.seconds(30)

  /// The program's name, which is all that reports tell of the command.
  var program: String { words.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "" }

  /// A command that cannot even be started is found before anything is made in the cluster.
  func check() async throws {
    guard let program = words.first else { return }
    if program.contains("/") {
      guard !FileManager.default.isExecutableFile(atPath: program) else { return }
      throw ConfigurationError("The command \(program) cannot be run: it is no program", remedy: "Check its path")
    }
    do {
      _ = try await Executable.name(program).resolveExecutablePath(in: .inherit)
    } catch {
      throw ConfigurationError("The command \(program) cannot be run: \(error)", remedy: "Check its name and PATH")
    }
  }

  /// Runs the command to its end; told to end when the task is cancelled.
  ///
  /// - Returns: The exit status, 128 + N for a death by signal N; `nil` when it was ended by us.
  func run() async throws -> Int32? {
    guard let program = words.first else { return 0 }
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.patience)]
    let executable: Executable = program.contains("/") ? .path(.init(program)) : .name(program)
    let result = try await Subprocess.run(
      executable, arguments: Arguments(Array(words.dropFirst())), platformOptions: options,
      input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError)
    if Task.isCancelled { return nil }
    return switch result.terminationStatus {
    case .exited(let status): status
    case .signaled(let signal): 128 + signal
    }
  }
}
