import Synchronization

/// Counts what a client asks of its server, and what comes back.
final class ClientLedger: Sendable {
  private struct State {
    var cost = ClientCost()
    var inFlight = 0
  }

  private let state = Mutex(State())

  /// What was asked until now.
  var cost: ClientCost { state.withLock { $0.cost } }

  /// Counts a request from its sending to the end of its answer.
  func request<T>(_ body: () async throws -> T) async rethrows -> T {
    begin { $0.calls += 1 }
    defer { end() }
    return try await body()
  }

  /// Counts an exec session from its beginning to its end.
  func exec<T>(_ body: () async throws -> T) async rethrows -> T {
    begin { $0.execs += 1 }
    defer { end() }
    return try await body()
  }

  /// Counts what is over at once, or never: bytes that came, and the beginning of a watch.
  func note(_ change: (inout ClientCost) -> Void) { state.withLock { change(&$0.cost) } }

  private func begin(_ change: (inout ClientCost) -> Void) {
    state.withLock {
      change(&$0.cost)
      $0.inFlight += 1
      $0.cost.peakInFlight = max($0.cost.peakInFlight, $0.inFlight)
    }
  }

  private func end() { state.withLock { $0.inFlight -= 1 } }
}
