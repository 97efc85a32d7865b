import Synchronization
import Testing

@testable import Kubernetes

@Suite("Work that several wait for")
struct SharedWorkTests {
  /// A gate that the work waits at, and that tells whether it was cancelled there.
  private func gate() -> (open: @Sendable () -> Void, wait: @Sendable () async throws -> Int) {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    return (
      { continuation.finish() },
      {
        for await _ in stream {}
        try Task.checkCancellation()
        return 7
      }
    )
  }

  @Test("a waiter that is cancelled ends its own wait at once, and nobody else's")
  func oneLeaves() async throws {
    let gate = gate()
    let work = SharedWork(gate.wait)
    let patient = Task { try await work.value() }
    let hasty = Task { try await work.value() }
    try await Task.sleep(for: .milliseconds(50))
    hasty.cancel()
    await #expect(throws: CancellationError.self) { try await hasty.value }
    #expect(!work.isAbandoned)
    gate.open()
    #expect(try await patient.value == 7)
    #expect(try await work.value() == 7, "who comes later gets it, too")
  }

  @Test("with the last waiter the work is cancelled")
  func allLeave() async throws {
    let wasCancelled = Mutex(false)
    let (ended, end) = AsyncStream<Void>.makeStream()
    let work = SharedWork<Int> {
      do { try await Task.sleep(for: .seconds(600)) } catch { wasCancelled.withLock { $0 = true } }
      end.finish()
      return 7
    }
    let only = Task { try await work.value() }
    try await Task.sleep(for: .milliseconds(50))
    only.cancel()
    await #expect(throws: CancellationError.self) { try await only.value }
    #expect(work.isAbandoned)
    for await _ in ended {}
    #expect(wasCancelled.withLock { $0 })
  }

  @Test("what it throws, all get")
  func failure() async throws {
    struct Refused: Error {}
    let work = SharedWork<Int> { throw Refused() }
    await #expect(throws: Refused.self) { try await work.value() }
    await #expect(throws: Refused.self) { try await work.value() }
  }
}
