import Foundation

extension KubernetesError {
  /// The error for an answer that is no success.
  static func from(_ response: HTTPResponse, _ context: RequestContext) -> KubernetesError {
    from(Status(of: response), context, retryAfter: response.head.retryAfter)
  }

  /// The error for a Status with a code, from an answer or a watch event.
  static func from(_ status: Status, _ context: RequestContext, retryAfter: Duration? = nil) -> KubernetesError {
    switch status.code {
    case 401: .unauthorized(context, status)
    case 403: .forbidden(context, status)
    case 404: .notFound(context, status)
    case 409: .conflict(context, status)
    case 410: .gone(context, status)
    case 429: .tooManyRequests(context, status, retryAfter: retryAfter)
    default: .status(context, status)
    }
  }

  /// The error for a transfer that did not come to an answer; a `CancellationError` for a cancelled one.
  static func from(_ failure: CurlFailure, _ context: RequestContext, timeout: Duration) -> any Error {
    switch failure.kind {
    case .cancelled: CancellationError()
    case .unreachable: KubernetesError.unreachable(context, cause: failure.message)
    case .tls: KubernetesError.tls(context, cause: failure.message)
    case .timeout: KubernetesError.timeout(context, after: timeout)
    case .tooLarge: KubernetesError.decoding(context, cause: failure.message)
    case .transport: KubernetesError.transport(context, cause: failure.message)
    case .setup:
      KubernetesError.configuration(
        problem: "\(context): \(failure.message)", remedy: "check the certificates and proxy-url of the context")
    }
  }
}

extension Status {
  /// The Status in an answer's body, or one made of its code and text: proxies and the server's own mux answer in plain
  /// text (`404 page not found`).
  init(of response: HTTPResponse) {
    if let status = try? KubernetesJSON.decode(Status.self, from: response.body), status.status != nil {
      self = status
      if code == nil { code = Int32(response.head.status) }
      return
    }
    let text = String(decoding: response.body.prefix(300), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    self.init(
      status: "Failure", message: text.isEmpty ? "HTTP status \(response.head.status) without a body" : text,
      code: Int32(response.head.status))
  }
}
