/// How often, after what pauses, and until when one operation is tried again: the only place where that is decided.
///
/// After the first failure no attempt begins later than the longest patience of the options, whatever went wrong in
/// between; ``ClientOptions/longestOperation`` follows from it. Pure: the time is given.
struct RetryBudget: Sendable {
  /// What an attempt failed by.
  enum Failure: Sendable, Hashable {
    /// 401: the server did not know the credentials. A server that has just come back answers so as well, when the
    /// authenticator behind it is not there yet (kubernetes `staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go`
    /// turns every error of an authenticator into 401).
    case unauthorized(renewed: Bool)
    /// 429 or 5xx with `Retry-After`.
    case asked(Duration)
    /// An answer that is not what the API promises. A proxy's error page may be one, and so may be a cut body.
    case unreadable
    /// What may pass by itself.
    case transient
    /// The same where many operations meet it at once, each of which is worth a few attempts only.
    case brief
  }

  private let options: ClientOptions
  private var deadline: ContinuousClock.Instant?
  private var counts: [Kind: Int] = [:]
  private var backoff: Backoff

  private enum Kind: Hashable { case unauthorized, asked, unreadable, brief }

  /// How often something is repeated that is unlikely to pass.
  static let fewTimes = 2

  init(_ options: ClientOptions) {
    self.options = options
    backoff = Backoff(patience: options.transientPatience)
  }

  /// The pause before the next attempt; `nil` when there is none.
  mutating func pause(after failure: Failure, at now: ContinuousClock.Instant = .now) -> Duration? {
    let end = deadline ?? now + options.longestPatience
    deadline = end
    guard let pause = wanted(failure, now), now + pause <= end else { return nil }
    return pause
  }

  private mutating func wanted(_ failure: Failure, _ now: ContinuousClock.Instant) -> Duration? {
    switch failure {
    case .unauthorized(let isRenewed):
      guard let nth = take(.unauthorized, atMost: Self.fewTimes) else { return nil }
      return isRenewed ? .zero : Self.shortPause * nth
    case .asked(let wait):
      // As client-go. A server that asks for more patience than there is gets no second request at all.
      guard wait <= options.maximumRetryWait, take(.asked, atMost: options.maximumRetries) != nil else { return nil }
      return wait
    case .unreadable:
      guard options.transientPatience > .zero else { return nil }
      return take(.unreadable, atMost: Self.fewTimes).map { Self.shortPause * $0 }
    case .brief:
      guard options.transientPatience > .zero else { return nil }
      return take(.brief, atMost: Self.fewTimes).map { Self.shortPause * $0 }
    case .transient: return backoff.next(at: now)
    }
  }

  private static let shortPause = Duration.milliseconds(250)

  /// The how-manieth of its kind this is; `nil` when there were enough.
  private mutating func take(_ kind: Kind, atMost limit: Int) -> Int? {
    let count = counts[kind, default: 0] + 1
    guard count <= limit else { return nil }
    counts[kind] = count
    return count
  }
}

/// The pauses between attempts at something that may pass by itself: they double, from a quarter of a second to two.
struct Backoff: Sendable {
  private var pause = Duration.milliseconds(250)
  private var deadline: ContinuousClock.Instant?
  private let patience: Duration

  /// - Parameter patience: How long after the first failure the last attempt may begin. The first attempt does not
  ///   count, because failing may take long by itself.
  init(patience: Duration) { self.patience = patience }

  /// How long to wait after a failure; `nil` when it was the last attempt.
  mutating func next(at now: ContinuousClock.Instant = .now) -> Duration? {
    let end = deadline ?? now + patience
    deadline = end
    guard now + pause <= end else { return nil }
    defer { pause = min(pause * 2, .seconds(2)) }
    return pause
  }
}

extension ClientOptions {
  /// How long after its first failure the last attempt at an operation may begin.
  var longestPatience: Duration { max(transientPatience, maximumRetryWait * maximumRetries) }

  /// The longest time that one request takes from its first byte to its answer or its error, whatever the server does:
  /// the first attempt, the patience after it, and a last attempt that begins at its end. The wait for a turn, and a
  /// credential plugin's own time, come before.
  public var longestOperation: Duration { requestTimeout * 2 + longestPatience }
}
