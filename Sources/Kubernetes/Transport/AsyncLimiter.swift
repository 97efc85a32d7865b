import Synchronization

/// Lets a limited number of operations run at the same time; the others wait in order, and can be cancelled.
final class AsyncLimiter: Sendable {
  private struct State {
    var free: Int
    var nextTicket = 0
    var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    /// Tickets cancelled before they could queue.
    var cancelled: Set<Int> = []
  }

  private let state: Mutex<State>

  init(_ limit: Int) { state = Mutex(State(free: max(1, limit))) }

  /// Runs `operation` when there is room.
  /// - Throws: `CancellationError` while waiting, and what the operation throws.
  func run<T: Sendable>(_ operation: @Sendable () async throws -> T) async throws -> T {
    try await acquire()
    defer { release() }
    return try await operation()
  }

  private func acquire() async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let immediate: Result<Void, any Error>? = state.withLock { state in
          if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
          if state.free > 0 {
            state.free -= 1
            return .success(())
          }
          state.waiting.append((ticket, continuation))
          return nil
        }
        if let immediate { continuation.resume(with: immediate) }
      }
    } onCancel: {
      let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
          state.cancelled.insert(ticket)
          return nil
        }
        return state.waiting.remove(at: index).continuation
      }
      waiting?.resume(throwing: CancellationError())
    }
    // A cancellation that found the ticket already served leaves its mark behind.
    state.withLock { _ = $0.cancelled.remove(ticket) }
  }

  private func release() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      if state.waiting.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume()
  }
}
