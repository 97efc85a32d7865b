import Foundation

extension KubernetesClient {
  /// Sends a request, reads its answer, and repeats it as far as it may be repeated (``Repetition``).
  ///
  /// - Parameters:
  ///   - urgentWithin: The deadline of a request that must not wait its turn behind others, and that its sender repeats
  ///     by itself.
  ///   - settle: Told a refusal that came after an attempt whose outcome is open; what it returns is the answer. `nil`
  ///     leaves it a refusal.
  ///   - leftOpen: Told that an attempt ended without an answer, so that nobody knows whether it was carried out.
  ///   - read: Makes a value of a successful answer. A ``KubernetesError/decoding(_:cause:)`` that it throws is an answer
  ///     that cannot be read, which a further attempt may mend.
  func send<T: Sendable>(
    _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: Data? = nil,
    accept: String = "application/json", urgentWithin: Duration? = nil,
    settle: @escaping @Sendable (HTTPResponse) -> T? = { _ in nil },
    leftOpen: @escaping @Sendable () -> Void = {}, read: @escaping @Sendable (Data) throws -> T
  ) async throws -> T {
    let target = path + URLText.query(query)
    let context = connection.requestContext("\(method) \(target)")
    var headers = commonHeaders + [("Accept", accept)]
    if let contentType { headers.append(("Content-Type", contentType)) }
    let timeout = urgentWithin ?? options.requestTimeout
    let request = HTTPRequest(
      method: method, target: target, headers: headers, body: body, bodyLimit: options.maximumAnswer,
      timeout: timeout, isUrgent: urgentWithin != nil)
    @Sendable func exchange(_ credentials: ResolvedCredentials, _ isRepeated: Bool) async throws -> Attempt<T> {
      do {
        let response = try await ledger.request { try await transport.send(request, credentials: credentials) }
        ledger.note { $0.answerBytes += response.body.count }
        if response.isSuccess {
          do {
            return .answer(try read(response.body))
          } catch {
            leftOpen()
            throw error
          }
        }
        if isRepeated, let settled = settle(response) { return .answer(settled) }
        if (500...599).contains(response.head.status) { leftOpen() }
        return .refused(response)
      } catch let failure as CurlFailure {
        if failure.kind != .unreachable, failure.kind != .tls { leftOpen() }
        throw KubernetesError.from(failure, context, timeout: timeout)
      }
    }
    if urgentWithin != nil { return try await retrying(context, .never, exchange) }
    return try await requestLimiter.run { [self] in
      try await rate.take()
      return try await retrying(context, .whileTransient, exchange)
    }
  }

  /// The same for an answer of which nothing is read.
  func send(
    _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: Data? = nil,
    accept: String = "application/json"
  ) async throws -> Data {
    try await send(method, path, query: query, contentType: contentType, body: body, accept: accept) { $0 }
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
