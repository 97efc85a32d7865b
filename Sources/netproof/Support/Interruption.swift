import Dispatch
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into the cancellation of a piece of work; the second signal ends the program at once.
enum Interruption {
  /// Runs `work`; the first signal cancels it and is told to `onSignal`.
  ///
  /// - Returns: The work's result and the name of the signal that came meanwhile, if one did.
  static func watching<Value: Sendable>(
    onSignal: @escaping @Sendable (String) -> Void, _ work: @escaping @Sendable () async throws -> Value
  ) async -> (result: Result<Value, any Error>, signal: String?) {
    let task = Task { try await work() }
    let received = Mutex<String?>(nil)
    let queue = DispatchQueue(label: "netproof.signals")
    let sources = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")].map { number, name in
      // The default action would end the process before the source is asked.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let isFirst = received.withLock { value in
          defer { value = value ?? name }
          return value == nil
        }
        guard isFirst else { _exit(ExitStatus.inconclusive.rawValue) }
        onSignal(name)
        task.cancel()
      }
      source.resume()
      return (number, source)
    }
    let result = await task.result
    for (number, source) in sources {
      source.cancel()
      signal(number, SIG_DFL)
    }
    return (result, received.withLock { $0 })
  }
}
