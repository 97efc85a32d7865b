import CLinux
import Dispatch
import Foundation
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into the cancellation of a piece of work, and a second Ctrl-C into the end.
///
/// Only SIGINT ends the program at once, because only a person sends it twice on purpose: supervisors go on with SIGTERM
/// when they lose patience (GitHub's runner 7.5 s after SIGINT), and a terminal that goes away with SIGHUP. Clean-up must
/// not be cut off by either; who really wants that has SIGKILL.
enum Interruption {
  private static let signals = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")]

  /// A SIGINT that follows the first signal so soon is the same one, passed on by a parent besides the terminal
  /// (`timeout`, `npm`).
  private static let echo = Duration.milliseconds(500)

  /// Runs `work`; the first signal cancels it and is told to `onSignal`.
  ///
  /// SIGHUP is let be where it is ignored already, as under nohup.
  /// - Returns: The work's result and the name of the signal that came meanwhile, if one did. From then on SIGTERM and
  ///   SIGHUP stay ignored, so that reports are still written.
  static func watching<Value: Sendable>(
    onSignal: @escaping @Sendable (String) -> Void, _ work: @escaping @Sendable () async throws -> Value
  ) async -> (result: Result<Value, any Error>, signal: String?) {
    let task = Task { try await work() }
    let received = Mutex<(name: String, at: ContinuousClock.Instant)?>(nil)
    let queue = DispatchQueue(label: "netproof.signals")
    let watched = signals.filter { $0.0 != SIGHUP || netproof_ignores_signal(SIGHUP) == 0 }
    let sources = watched.map { number, name in
      // The default action would end the process before the source is asked.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let first = received.withLock { value in
          defer { value = value ?? (name, .now) }
          return value
        }
        guard let first else {
          onSignal(name)
          return task.cancel()
        }
        if number == SIGINT, .now - first.at > echo { _exit(ExitStatus.inconclusive.rawValue) }
      }
      source.resume()
      return (number, source)
    }
    let result = await task.result
    let name = received.withLock { $0?.name }
    for (number, source) in sources {
      source.cancel()
      if name == nil || number == SIGINT { signal(number, SIG_DFL) }
    }
    return (result, name)
  }
}
