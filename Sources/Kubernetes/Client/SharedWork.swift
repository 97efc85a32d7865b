import Synchronization

/// Work that several tasks wait for, begun once. A waiter that is cancelled ends its own wait and nobody else's; with the
/// last one the work itself is cancelled.
public final class SharedWork<Value: Sendable>: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var result: Result<Value, any Error>?
    var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    var waiters = 0
    var isAbandoned = false
  }

  private let state = Mutex(State())

  /// Begins the work.
  public init(_ work: @escaping @Sendable () async throws -> Value) {
    // Unstructured, because it must outlive the cancellation of who began it.
    let task = Task {
      let result: Result<Value, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      finish(result)
    }
    state.withLock { $0.task = task }
  }

  /// The work that is under way, or else new work: one that was cancelled because nobody waited any more gives nothing.
  public static func joining(
    _ running: SharedWork?, or work: @escaping @Sendable () async throws -> Value
  ) -> SharedWork {
    if let running, !running.isAbandoned { return running }
    return SharedWork(work)
  }

  /// Whether it was cancelled because nobody waits any more: who comes now must begin anew.
  var isAbandoned: Bool { state.withLock(\.isAbandoned) }

  /// What the work came to.
  ///
  /// - Throws: What the work throws, or `CancellationError` as soon as the waiting task is cancelled.
  public func value() async throws -> Value {
    let waiter = state.withLock { state in
      state.waiters += 1
      return state.waiters
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let known: Result<Value, any Error>? = state.withLock { state in
          if let result = state.result { return result }
          // A cancellation that came before this has found nothing to end.
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiting[waiter] = continuation
          return nil
        }
        if let known { continuation.resume(with: known) }
      }
    } onCancel: {
      leave(waiter)
    }
  }

  private func leave(_ waiter: Int) {
    let (continuation, task) = state.withLock { state in
      guard let continuation = state.waiting.removeValue(forKey: waiter) else {
        return (nil, nil) as (CheckedContinuation<Value, any Error>?, Task<Void, Never>?)
      }
      state.isAbandoned = state.waiting.isEmpty
      return (continuation, state.waiting.isEmpty ? state.task : nil)
    }
    task?.cancel()
    continuation?.resume(throwing: CancellationError())
  }

  private func finish(_ result: Result<Value, any Error>) {
    let waiting = state.withLock { state in
      state.result = result
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume(with: result) }
  }
}
