import Foundation
import Subprocess

/// One more command in a container: streams its input and output. Cancellation kills it with all it has started.
enum ContainerExec {
  typealias Output = @Sendable (ExecChunk) async -> Void

  static func run(_ configuration: Configuration, output: @escaping Output) async throws -> Int32 {
    let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .sequence) {
      execution in
      try await drain(execution.standardOutput, execution.standardError, into: output)
    }
    return result.terminationStatus.shellStatus
  }

  static func run(
    _ configuration: Configuration, stdin: AsyncStream<Data>, output: @escaping Output
  ) async throws -> Int32 {
    let result = try await Subprocess.run(
      configuration, input: .inputWriter, output: .sequence, error: .sequence
    ) { execution in
      let writer = execution.standardInputWriter
      let feeding = Task {
        // A command that has closed its input ends the feeding, not the session.
        do {
          for await chunk in stdin { _ = try await writer.write(chunk) }
          try await writer.finish()
        } catch {}
      }
      defer { feeding.cancel() }
      try await drain(execution.standardOutput, execution.standardError, into: output)
    }
    return result.terminationStatus.shellStatus
  }

  private static func drain(
    _ stdout: SubprocessOutputSequence, _ stderr: SubprocessOutputSequence, into output: @escaping Output
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for try await buffer in stdout { await output(.stdout(Data(buffer: buffer))) } }
      group.addTask { for try await buffer in stderr { await output(.stderr(Data(buffer: buffer))) } }
      try await group.waitForAll()
    }
  }
}
