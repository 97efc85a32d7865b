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
    var connection: ExecConnection?
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
        let isCancelled = state.withLock { state in
          state.connection = connection
          return state.isCancelled
        }
        if isCancelled {
          connection.abort(.cancelled)
        } else if !transport.loop.submit(.adopt(connection)) {
          connection.abort(.closed)
        }
      } catch {
        completion(.disconnected(error))
      }
    }
    thread.name = "kubernetes-exec-dial"
    thread.start()
  }

  /// Ends the session wherever it is.
  func cancel(on loop: CurlLoop) {
    let connection = state.withLock { state in
      state.isCancelled = true
      return state.connection
    }
    if let connection { _ = loop.submit(.abort(connection, .cancelled)) }
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
