import Conformance
import Foundation
import Subprocess

/// A vantage that a command of the user's, or the lab's, speaks for.
struct VantageCommand: Sendable {
  /// How long one connection may take, ssh's own beginnings included.
  private static let patience = Duration.seconds(20)
  /// The shell's own words that a program cannot be run, and ssh's that it did not get there.
  private static let unable: [Int32: String] = [
    126: "its command cannot be run", 127: "its command is not found",
    255: "its command ended with status 255, as ssh does",
  ]

  /// A vantage whose command is a template for a shell.
  ///
  /// - Parameter template: with `{address}`, `{port}` and `{node}`.
  static func vantage(_ name: String, _ template: String) -> Vantage {
    Vantage(name: name) { question in await run(["sh", "-c", command(template, question)]) }
  }

  /// A template with a question put in: addresses, numbers and names of Kubernetes nodes hold nothing that a shell minds.
  static func command(_ template: String, _ question: Vantage.Question) -> String {
    template.replacing("{address}", with: question.address.description)
      .replacing("{port}", with: String(question.port)).replacing("{node}", with: question.node)
  }

  /// Runs a command that tries to connect.
  static func run(_ words: [String]) async -> Vantage.Answer {
    guard let program = words.first else { return .unable("its command is empty") }
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
    let (executable, arguments) = (Executable.name(program), Arguments(Array(words.dropFirst())))
    let settings = options
    return await withTaskGroup(of: Vantage.Answer.self) { group in
      group.addTask {
        do {
          let result = try await Subprocess.run(
            executable, arguments: arguments, platformOptions: settings, input: .none, output: .discarded,
            error: .discarded)
          return answer(result.terminationStatus)
        } catch {
          return .unable("its command cannot be started: \(error)")
        }
      }
      group.addTask {
        try? await Task.sleep(for: patience)
        return .unable("its command did not end within \(patience)")
      }
      defer { group.cancelAll() }
      return await group.next() ?? .unable("its command was not run")
    }
  }

  static func answer(_ status: TerminationStatus) -> Vantage.Answer {
    switch status {
    case .exited(0): .connected
    case .exited(let code): unable[code].map { .unable($0) } ?? .silent
    case .signaled(let signal): .unable("its command was ended by signal \(signal)")
    }
  }
}
