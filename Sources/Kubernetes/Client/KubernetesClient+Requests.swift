import Foundation

extension KubernetesClient {
  /// Sends a request and returns the body of a successful answer.
  ///
  /// - Parameter urgentWithin: The deadline of a request that must not wait its turn behind others, and that its sender
  ///   repeats by itself.
  func send(
    _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: Data? = nil,
    accept: String = "application/json", urgentWithin: Duration? = nil
  ) async throws -> Data {
    let target = path + URLText.query(query)
    let context = connection.requestContext("\(method) \(target)")
    var headers = commonHeaders + [("Accept", accept)]
    if let contentType { headers.append(("Content-Type", contentType)) }
    let timeout = urgentWithin ?? options.requestTimeout
    let request = HTTPRequest(
      method: method, target: target, headers: headers, body: body, bodyLimit: options.maximumAnswer,
      timeout: timeout, isUrgent: urgentWithin != nil)
    if urgentWithin != nil { return try await send(request, context, timeout, repeating: .never) }
    return try await requestLimiter.run { [self] in
      try await rate.take()
      return try await send(
        request, context, timeout,
        repeating: ["GET", "DELETE"].contains(method) ? .whileTransient : .whenAsked)
    }
  }

  private func send(
    _ request: HTTPRequest, _ context: RequestContext, _ timeout: Duration, repeating repetition: Repetition
  ) async throws -> Data {
    try await retrying(context, repetition) { credentials, isRepeated in
      do {
        let response = try await transport.send(request, credentials: credentials)
        // The attempt that seemed to fail has deleted it.
        let isDone = isRepeated && request.method == "DELETE" && response.head.status == 404
        return response.isSuccess || isDone ? .answer(response.body) : .refused(response)
      } catch let failure as CurlFailure {
        throw KubernetesError.from(failure, context, timeout: timeout)
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
