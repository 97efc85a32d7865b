/// Everything that can go wrong between netproof and an API server.
///
/// A cancelled task gets a `CancellationError` instead.
public enum KubernetesError: Error, Sendable {
  /// The kubeconfig, a credential or a file named by it cannot be used. `remedy` says what to do.
  case configuration(problem: String, remedy: String)
  /// No connection: name resolution, TCP, proxy or connect timeout.
  case unreachable(RequestContext, cause: String)
  /// A connection without a trusted TLS session: certificates, names, protocol versions.
  case tls(RequestContext, cause: String)
  /// 401: the server does not know the credentials.
  case unauthorized(RequestContext, Status)
  /// 403: the user lacks a permission.
  case forbidden(RequestContext, Status)
  /// 404: no such object or resource.
  case notFound(RequestContext, Status)
  /// 409: the object exists already, or changed in between.
  case conflict(RequestContext, Status)
  /// 410: the asked version or continue token has expired.
  case gone(RequestContext, Status)
  /// 429, still after the retries.
  case tooManyRequests(RequestContext, Status, retryAfter: Duration?)
  /// Any other error answer.
  case status(RequestContext, Status)
  /// The connection broke, or what came was no HTTP.
  case transport(RequestContext, cause: String)
  /// The deadline passed before the answer was complete.
  case timeout(RequestContext, after: Duration)
  /// The answer is not what the API promises.
  case decoding(RequestContext, cause: String)
  /// An exec session ended without a usable result.
  case exec(RequestContext, ExecFailure)
}

/// Why an exec session has no exit status.
public enum ExecFailure: Error, Sendable, Hashable {
  /// The session ended without a Status. `outputBytes` had come by then; they may not be all, so they are not a result.
  case noStatus(cause: String, outputBytes: Int)
  /// The server could not run the command, for example because the program does not exist in the container.
  case notStarted(Status)
  /// The command was still running when the time was up. Closing a session does not kill the remote process.
  case timeout(after: Duration)
  /// More output came than is held, in bytes. The session was closed.
  case outputTooLarge(limit: Int)
  /// The server broke the protocol, or chose a subprotocol that was not offered.
  case protocolViolation(String)
  /// Standard input was given, but the server speaks only v4, in which its end cannot be told.
  case inputNeedsVersion5
}
