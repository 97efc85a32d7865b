import Synchronization

/// Spreads requests in time: a burst at once, then so many per second (a token bucket, as client-go's flow control).
final class RateLimiter: Sendable {
  private let interval: Duration
  private let burst: Int
  /// When the bucket would be full again if nobody took anything.
  private let fullAt: Mutex<ContinuousClock.Instant>

  /// - Parameters:
  ///   - perSecond: The lasting rate; must be positive.
  ///   - burst: How many go at once after a pause.
  init(perSecond: Double, burst: Int) {
    interval = .seconds(1 / max(perSecond, 0.001))
    self.burst = max(1, burst)
    fullAt = Mutex(.now)
  }

  /// Waits for the turn of one request.
  /// - Throws: `CancellationError`.
  func take() async throws {
    let wait = reserve(at: .now)
    if wait > .zero { try await Task.sleep(for: wait) }
  }

  /// Takes a place in the queue; returns how long to wait for it.
  func reserve(at now: ContinuousClock.Instant) -> Duration {
    fullAt.withLock { fullAt in
      fullAt = max(fullAt, now) + interval
      // With `burst` tokens in the full bucket, that many requests may be ahead of the rate.
      return max(.zero, fullAt - now - interval * burst)
    }
  }
}
