import Foundation
import Kubernetes
import Probes

/// Keeps one pod's script running and writes down what it says.
struct PodFollower: Sendable {
  let client: KubernetesClient
  let pod: PodReference
  let script: WatchScript
  let recorder: PodRecorder
  let journal: WatchJournal

  /// How long to wait before a broken session is made again.
  private static let pause = Duration.seconds(1)

  /// Runs until the task is cancelled or the script's lifetime is over. A session that breaks is made again; the time
  /// in between counts as not watched.
  func run() async {
    let deadline = ContinuousClock.now + .seconds(script.lifetimeSeconds)
    while !Task.isCancelled, ContinuousClock.now < deadline {
      do {
        let status = try await session().exitCode
        // The script ends by itself only when its lifetime is over.
        recorder.sessionEnded("the script in \(pod) ended with status \(status): \(recorder.lastWords)")
      } catch is CancellationError {
        recorder.sessionEnded(nil)
        return
      } catch {
        recorder.sessionEnded("\(error)")
      }
      try? await Task.sleep(for: Self.pause)
    }
  }

  private func session() async throws -> ExecResult {
    let timeout = Duration.seconds(script.lifetimeSeconds + 10)
    @Sendable func receive(_ stream: ExecStream, _ data: Data) {
      switch stream {
      case .stdout: recorder.receive(data, arrived: journal.now)
      case .stderr: recorder.receiveError(data)
      }
    }
    return try await client.exec(
      pod, command: script.command, stdin: Data(script.text.utf8), stdinEndsItself: true, timeout: timeout,
      onOutput: receive)
  }
}
