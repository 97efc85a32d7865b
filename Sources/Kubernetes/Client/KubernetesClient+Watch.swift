import Foundation

extension KubernetesError {
  /// Whether a watch may go on after it, from the last version that was seen. What could not be read is asked for again.
  fileprivate var mayEndWatch: Bool {
    switch self {
    case .decoding: true
    default: isTransient
    }
  }
}

extension KubernetesClient {
  /// Follows a collection. Ends only with an error or when the consumer stops.
  ///
  /// Without `fromVersion`, what exists now comes first, as `added` events. Ends and breaks of single connections are
  /// resumed from the last version seen (bookmarks keep it fresh); after a 410 the stream says `restarted` and begins
  /// anew.
  public func watch<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil,
    fromVersion: String? = nil
  ) -> AsyncThrowingStream<WatchEvent<T>, any Error> {
    AsyncThrowingStream { continuation in
      let selectors = Self.selectors(label: labelSelector, field: fieldSelector)
      let task = Task {
        do {
          try await follow(resource, selectors, from: fromVersion) { (event: WatchEvent<T>) in
            continuation.yield(event)
          }
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private struct Expired: Error {}

  private func follow<T: Decodable & Sendable>(
    _ resource: ResourcePath, _ selectors: [(String, String)], from start: String?,
    _ yield: @Sendable (WatchEvent<T>) -> Void
  ) async throws {
    var version = start
    var breaks = 0
    var refused = 0
    while true {
      try Task.checkCancellation()
      if version == nil {
        // Repeats by itself what may be repeated.
        let list = try await list(T.self, resource, selectors)
        list.items.forEach { yield(.added($0)) }
        version = list.metadata.resourceVersion ?? "0"
      }
      let before = version
      let began = ContinuousClock.now
      do {
        try await followOnce(resource, selectors, &version) { (event: WatchEvent<T>) in
          yield(event)
        }
        breaks = 0
        refused = 0
        // As client-go's very short watch: a server that ends every watch at once must not be asked without pause.
        if version == before, .now - began < Self.shortWatch { try await Task.sleep(for: Self.shortWatch) }
      } catch is Expired {
        version = nil
        yield(.restarted)
      } catch KubernetesError.unauthorized where refused < RetryBudget.fewTimes {
        refused += 1
        await credentials.invalidate()
        if !credentials.canRenew { try await Task.sleep(for: .milliseconds(250 << refused)) }
      } catch let error as KubernetesError where error.mayEndWatch {
        // Breaks with news in between are not a series.
        breaks = version == before ? breaks + 1 : 1
        if breaks > options.maximumRetries { throw error }
        try await Task.sleep(
          for: error.retryAfter.map { min($0, options.maximumRetryWait) } ?? .milliseconds(250 << breaks))
      }
    }
  }

  /// A watch that ends in order sooner than this and without news is followed by a pause of this length.
  private static let shortWatch = Duration.seconds(1)

  private func list<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, _ selectors: [(String, String)]
  ) async throws -> ResourceList<T> {
    let selectors = Dictionary(selectors, uniquingKeysWith: { $1 })
    return try await list(
      type, resource, labelSelector: selectors["labelSelector"], fieldSelector: selectors["fieldSelector"])
  }

  /// One watch request; returns when the server ends it in order.
  private func followOnce<T: Decodable & Sendable>(
    _ resource: ResourcePath, _ selectors: [(String, String)], _ version: inout String?,
    _ yield: (WatchEvent<T>) -> Void
  ) async throws {
    var query = selectors + [("watch", "true"), ("allowWatchBookmarks", "true")]
    query.append(("timeoutSeconds", String(options.watchTimeoutSeconds)))
    if let version { query.append(("resourceVersion", version)) }
    let target = resource.path + URLText.query(query)
    let context = connection.requestContext("watch \(target)")
    // The server ends the watch in time; a connection that has died silently is cut a little later.
    let limit = Duration.seconds(options.watchTimeoutSeconds + 30)
    let request = HTTPRequest(
      method: "GET", target: target, headers: commonHeaders + [("Accept", "application/json")], timeout: limit)
    var decoder = WatchDecoder<T>()
    var refusal: HTTPResponse?
    ledger.note { $0.calls += 1 }
    do {
      for try await part in transport.stream(request, credentials: try await credentials.current()) {
        switch part {
        case .head(let head):
          if head.status != 200 { refusal = HTTPResponse(head: head, body: Data()) }
        case .body(let data):
          ledger.note { $0.watchBytes += data.count }
          if refusal != nil {
            // A refusal's words; nobody needs a megabyte of them.
            if refusal?.body.count ?? 0 < 1 << 20 { refusal?.body += data }
            continue
          }
          for line in try decoder.receive(data) { try take(line, &version, context, yield) }
        }
      }
    } catch let failure as CurlFailure {
      throw KubernetesError.from(failure, context, timeout: limit)
    } catch let error as DecodingError {
      throw KubernetesError.decoding(context, cause: JSONProblem.describe(error))
    }
    try Task.checkCancellation()
    if let refusal {
      throw try restartOrError(Status(of: refusal), context, retryAfter: refusal.head.retryAfter)
    }
  }

  private func take<T>(
    _ line: WatchDecoder<T>.Line, _ version: inout String?, _ context: RequestContext,
    _ yield: (WatchEvent<T>) -> Void
  ) throws {
    switch line {
    case .event(let event, let seen):
      version = seen ?? version
      yield(event)
    case .bookmark(let seen): version = seen ?? version
    case .error(let status): throw try restartOrError(status, context, retryAfter: nil)
    }
  }

  /// A forgotten version comes as HTTP 410, or as HTTP 200 with an ERROR event of code 410.
  private func restartOrError(_ status: Status, _ context: RequestContext, retryAfter: Duration?) throws -> any Error {
    if status.code == 410 { return Expired() }
    return KubernetesError.from(status, context, retryAfter: retryAfter)
  }
}
