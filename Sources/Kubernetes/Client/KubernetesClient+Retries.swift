import Foundation

extension KubernetesClient {
  /// One attempt's end.
  enum Attempt<T: Sendable>: Sendable {
    case answer(T)
    case refused(HTTPResponse)
  }

  /// When an operation may be tried again. What the server refuses by 401, or with `Retry-After`, has not been done and
  /// is repeated in all cases but the first.
  enum Repetition: Sendable {
    /// Only with other credentials.
    case never
    /// A few times, and only what the server refused: once under way, it is not begun a second time.
    case untilBegun
    /// A few times, also what broke on the way: doing it twice comes to the same.
    case briefly
    /// After everything that may pass by itself, as long as there is patience.
    case whileTransient
  }

  /// Repeats an operation as far as it may be repeated.
  ///
  /// `operation` is told whether an earlier attempt may have reached its end on the server.
  func retrying<T: Sendable>(
    _ context: RequestContext, _ repetition: Repetition,
    _ operation: @Sendable (_ credentials: ResolvedCredentials, _ isRepeated: Bool) async throws -> Attempt<T>
  ) async throws -> T {
    var isRepeated = false
    var budget = RetryBudget(options)
    while true {
      let failure: KubernetesError
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
      guard let kind = self.failure(failure, refusal, repetition), let pause = budget.pause(after: kind) else {
        throw failure
      }
      switch kind {
      case .unauthorized(renewed: true): await credentials.invalidate()
      case .unauthorized, .asked: break
      case .unreadable, .transient, .brief: isRepeated = true
      }
      // Many requests fail at the same moment; they need not come back at the same. A server that says when is obeyed.
      if case .asked = kind {
        try await Task.sleep(for: pause)
      } else if pause > .zero {
        try await Task.sleep(for: pause * Double.random(in: 0.8...1))
      }
    }
  }

  /// What a failure is to the budget; `nil` for one that no further attempt can mend, or may.
  private func failure(
    _ error: KubernetesError, _ refusal: HTTPResponse?, _ repetition: Repetition
  ) -> RetryBudget.Failure? {
    if refusal?.head.status == 401 {
      return credentials.canRenew
        ? .unauthorized(renewed: true) : repetition == .never ? nil : .unauthorized(renewed: false)
    }
    guard repetition != .never else { return nil }
    if let wait = refusal?.retryWait { return .asked(wait) }
    // Success without the upgrade that was asked for: some proxy's page, behind which nothing has begun.
    if let status = refusal?.head.status, (200...299).contains(status) { return .unreadable }
    if case .decoding = error { return repetition == .untilBegun ? nil : .unreadable }
    guard mayPass(error) else { return nil }
    switch repetition {
    case .never: return nil
    case .untilBegun: return refusal == nil && !error.isUnreachable ? nil : .brief
    case .briefly: return .brief
    case .whileTransient: return .transient
    }
  }

  /// Whether an error may pass by itself. An address at which nobody has answered yet is more likely wrong than away.
  private func mayPass(_ error: KubernetesError) -> Bool {
    switch error {
    case .unreachable: hasAnswered.load(ordering: .relaxed)
    // The command had its time.
    case .exec(_, .timeout): false
    default: error.isTransient
    }
  }
}

extension KubernetesError {
  /// Whether no connection came about, so that nothing was asked.
  fileprivate var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}

extension HTTPResponse {
  /// How long to wait before the same request may be sent again, if at all.
  var retryWait: Duration? {
    head.status == 429 || (500...599).contains(head.status) ? head.retryAfter : nil
  }
}
