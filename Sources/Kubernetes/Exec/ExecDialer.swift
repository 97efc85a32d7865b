import CLibcurl
import Foundation
import Synchronization

/// Makes the connection of an exec session and hands it to the loop.
///
/// libcurl keeps a connect-only connection alive only in its easy handle, and must wait for TCP and TLS: this happens on
/// a short-lived thread per session. From then on the loop's one thread serves all sessions.
final class ExecDialer: Sendable {
  private struct State {
    var isCancelled = false
    /// The session and the loop that serves it.
    var adopted: (connection: ExecConnection, loop: CurlLoop)?
  }

  private let state = Mutex(State())

  /// Connects and runs the session; `completion` is called exactly once.
  func start(
    transport: CurlTransport, target: String, request: Data, credentials: ResolvedCredentials, stdin: ExecInput?,
    timeout: Duration, onOutput: (@Sendable (ExecStream, Data) -> Void)?,
    completion: @escaping @Sendable (ExecOutcome) -> Void
  ) {
    let deadline = ContinuousClock.now + timeout
    let thread = Thread { [self] in
      blockBrokenPipes()
      do throws(CurlFailure) {
        var options = transport.options
        options.connectTimeout = min(options.connectTimeout, timeout)
        let easy = try connect(transport.endpoint, target: target, credentials: credentials, options: options)
        let connection = ExecConnection(
          easy: easy, request: request, stdin: stdin, deadline: deadline, timeout: timeout, onOutput: onOutput
        ) { outcome in
          // Holds the transport, and with it the loop, until the session is over.
          withExtendedLifetime(transport) { completion(outcome) }
        }
        let refusal: CurlFailure? = state.withLock { state in
          if state.isCancelled { return .cancelled }
          guard let loop = transport.submit(.adopt(connection)) else { return .closed }
          state.adopted = (connection, loop)
          return nil
        }
        if let refusal { connection.abort(refusal) }
      } catch {
        completion(.disconnected(error))
      }
    }
    thread.name = "kubernetes-exec-dial"
    thread.start()
  }

  /// Ends the session wherever it is.
  func cancel() {
    let adopted = state.withLock { state in
      state.isCancelled = true
      return state.adopted
    }
    if let adopted { _ = adopted.loop.submit(.abort(adopted.connection, .cancelled)) }
  }

  private func connect(
    _ endpoint: ServerEndpoint, target: String, credentials: ResolvedCredentials, options: ClientOptions
  ) throws(CurlFailure) -> EasyHandle {
    let easy = try EasyHandle()
    try endpoint.configure(easy, target: target, credentials: credentials, options: options)
    try easy.set(1, CURLOPT_CONNECT_ONLY)
    // Through a proxy even an http:// server needs a tunnel, as we speak with it ourselves.
    try easy.set(1, CURLOPT_HTTPPROXYTUNNEL)
    try easy.set(Int(CURL_HTTP_VERSION_1_1), CURLOPT_HTTP_VERSION)
    let context = Unmanaged.passUnretained(self).toOpaque()
    try easy.check(np_curl_set_progress(easy.raw, stopIfCancelled, context))
    let code = curl_easy_perform(easy.raw)
    // The dialer may be gone before the handle.
    try easy.set(1, CURLOPT_NOPROGRESS)
    if code != CURLE_OK {
      throw CurlFailure(code: code, detail: easy.errorDetail, connected: false)
    }
    guard easy.activeSocket != nil else {
      throw CurlFailure(kind: .transport, message: "the connection was closed right after it was made")
    }
    return easy
  }

  fileprivate var isCancelled: Bool { state.withLock { $0.isCancelled } }
}

private let stopIfCancelled: np_curl_progress_callback = { context, _, _, _, _ in
  guard let context else { return 0 }
  return Unmanaged<ExecDialer>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
}
