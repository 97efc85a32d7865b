import Foundation

extension KubernetesClient {
  /// One attempt's end.
  enum Attempt<T: Sendable>: Sendable {
    case answer(T)
    case refused(HTTPResponse)
  }

  /// When an operation may be tried again.
  enum Repetition: Sendable {
    /// Only with renewed credentials.
    case never
    /// Also where the server itself says when: it has not done anything yet.
    case whenAsked
    /// Also after what may pass by itself: doing it twice comes to the same.
    case whileTransient
  }

  /// Repeats an operation as far as it may be repeated.
  ///
  /// `operation` is told whether an earlier attempt may have reached its end on the server.
  func retrying<T: Sendable>(
    _ context: RequestContext, _ repetition: Repetition,
    _ operation: @Sendable (_ credentials: ResolvedCredentials, _ isRepeated: Bool) async throws -> Attempt<T>
  ) async throws -> T {
    var retries = 0
    var hasRenewed = false
    var isRepeated = false
    var backoff = Backoff(patience: options.transientPatience)
    while true {
      var failure: KubernetesError
      var refusal: HTTPResponse?
      do {
        let attempt = try await operation(try await credentials.current(), isRepeated)
        hasAnswered.store(true, ordering: .relaxed)
        switch attempt {
        case .answer(let answer): return answer
        case .refused(let response):
          refusal = response
          failure = KubernetesError.from(response, context)
        }
      } catch let error as KubernetesError {
        failure = error
      }
      if refusal?.head.status == 401, credentials.canRenew, !hasRenewed {
        hasRenewed = true
        await credentials.invalidate()
        continue
      }
      if let wait = refusal?.retryWait, repetition != .never {
        // As client-go. A server that asks for more patience than there is gets no second request at all.
        guard retries < options.maximumRetries, wait <= options.maximumRetryWait else { throw failure }
        retries += 1
        try await Task.sleep(for: wait)
        continue
      }
      guard repetition == .whileTransient, mayPass(failure), let pause = backoff.next() else { throw failure }
      isRepeated = true
      // Many requests fail at the same moment; they need not come back at the same.
      try await Task.sleep(for: pause * Double.random(in: 0.8...1))
    }
  }

  /// Whether an error may pass by itself. An address at which nobody has answered yet is more likely wrong than away.
  private func mayPass(_ error: KubernetesError) -> Bool {
    switch error {
    case .unreachable, .timeout: hasAnswered.load(ordering: .relaxed)
    default: error.isTransient
    }
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

extension HTTPResponse {
  /// How long to wait before the same request may be sent again, if at all.
  var retryWait: Duration? {
    head.status == 429 || (500...599).contains(head.status) ? head.retryAfter : nil
  }
}
