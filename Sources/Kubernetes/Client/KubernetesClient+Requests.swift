import Foundation

extension KubernetesClient {
  /// Sends a request and returns the body of a successful answer.
  func send(
    _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: Data? = nil,
    accept: String = "application/json"
  ) async throws -> Data {
    let target = path + URLText.query(query)
    let context = connection.requestContext("\(method) \(target)")
    var headers = commonHeaders + [("Accept", accept)]
    if let contentType { headers.append(("Content-Type", contentType)) }
    let request = HTTPRequest(
      method: method, target: target, headers: headers, body: body, timeout: options.requestTimeout)
    return try await requestLimiter.run { [self] in
      try await rate.take()
      return try await retrying(context, repeatable: method == "GET") { credentials in
        do {
          let response = try await transport.send(request, credentials: credentials)
          return response.isSuccess ? .answer(response.body) : .refused(response)
        } catch let failure as CurlFailure {
          throw KubernetesError.from(failure, context, timeout: options.requestTimeout)
        }
      }
    }
  }

  func decode<T: Decodable>(_ type: T.Type, _ data: Data, of operation: String) throws -> T {
    do {
      return try KubernetesJSON.decode(type, from: data)
    } catch {
      throw KubernetesError.decoding(
        connection.requestContext(operation),
        cause: "\(data.count) bytes are no \(type): \(JSONProblem.describe(error))")
    }
  }

  /// One attempt's end.
  enum Attempt<T: Sendable>: Sendable {
    case answer(T)
    case refused(HTTPResponse)
  }

  /// Repeats an operation while the server asks for it, a plugin can renew credentials, or (if `repeatable`) the
  /// connection broke; at most `options.maximumRetries` times.
  func retrying<T: Sendable>(
    _ context: RequestContext, repeatable: Bool,
    _ operation: @Sendable (ResolvedCredentials) async throws -> Attempt<T>
  ) async throws -> T {
    var retries = 0
    var hasRenewed = false
    while true {
      let current = try await credentials.current()
      let response: HTTPResponse
      do {
        switch try await operation(current) {
        case .answer(let answer): return answer
        case .refused(let refusal): response = refusal
        }
      } catch KubernetesError.transport where repeatable && retries < options.maximumRetries {
        retries += 1
        try await Task.sleep(for: .milliseconds(100 << retries))
        continue
      }
      if response.head.status == 401, credentials.canRenew, !hasRenewed {
        hasRenewed = true
        await credentials.invalidate()
        continue
      }
      // As client-go: only where the server itself says when, it has not done anything yet.
      guard let wait = response.retryWait, retries < options.maximumRetries, wait <= options.maximumRetryWait else {
        throw KubernetesError.from(response, context)
      }
      retries += 1
      try await Task.sleep(for: wait)
    }
  }
}

extension HTTPResponse {
  /// How long to wait before the same request may be sent again, if at all.
  var retryWait: Duration? {
    head.status == 429 || (500...599).contains(head.status) ? head.retryAfter : nil
  }
}

/// Words for JSON errors, without the data.
enum JSONProblem {
  static func describe(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is missing in \(place(context))"
    case DecodingError.typeMismatch(let type, let context): "\(place(context)) is no \(type)"
    case DecodingError.valueNotFound(let type, let context): "\(place(context)) is null instead of \(type)"
    case DecodingError.dataCorrupted(let context): "not JSON at \(place(context))"
    default: "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? "the top level" : path
  }
}
