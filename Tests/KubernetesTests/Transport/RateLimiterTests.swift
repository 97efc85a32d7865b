import Testing

@testable import Kubernetes

@Suite("The rate of requests")
struct RateLimiterTests {
  @Test("a burst goes at once, what follows is spread by the rate")
  func burst() {
    let start = ContinuousClock.now + .seconds(10)
    let limiter = RateLimiter(perSecond: 8, burst: 3)
    let waits = (0..<5).map { _ in limiter.reserve(at: start) }
    #expect(waits == [.zero, .zero, .zero, .milliseconds(125), .milliseconds(250)])
  }

  @Test("a pause fills the bucket again, and not beyond the burst")
  func pause() {
    let start = ContinuousClock.now + .seconds(10)
    let limiter = RateLimiter(perSecond: 8, burst: 2)
    for _ in 0..<4 { _ = limiter.reserve(at: start) }
    let later = start + .seconds(60)
    #expect((0..<3).map { _ in limiter.reserve(at: later) } == [.zero, .zero, .milliseconds(125)])
  }

  @Test("a wait ends with its task")
  func cancellation() async {
    let limiter = RateLimiter(perSecond: 0.01, burst: 1)
    let task = Task {
      for _ in 0..<2 { try await limiter.take() }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
