/// How long a container that ended waits for its next start: not at all the first time, then ever longer.
struct RestartBackOff: Sendable, Hashable {
  /// The second restart's wait. A kubelet's is 10 s; the lab is faster so that a crash loop shows within seconds.
  var initial: Duration = .seconds(1)
  var maximum: Duration = .seconds(10)

  /// The wait before a restart.
  /// - Parameter restarts: How many there have been.
  func delay(restarts: Int) -> Duration {
    guard restarts > 0 else { return .zero }
    var delay = initial
    for _ in 1..<max(restarts, 1) where delay < maximum { delay *= 2 }
    return min(delay, maximum)
  }
}
