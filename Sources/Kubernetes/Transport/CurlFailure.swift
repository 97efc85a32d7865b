import CLibcurl

/// Why libcurl could not finish a transfer.
struct CurlFailure: Error, Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case cancelled
    case unreachable
    case tls
    case timeout
    case tooLarge
    case transport
    case setup
  }

  var kind: Kind
  var message: String

  static let cancelled = CurlFailure(kind: .cancelled, message: "cancelled")
  static let closed = CurlFailure(kind: .transport, message: "the client was shut down")

  init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  /// Sorts libcurl's codes; `detail` is its error buffer. `connected` tells a timeout while connecting from a later one.
  init(code: CURLcode, detail: String, connected: Bool) {
    let general = String(cString: curl_easy_strerror(code))
    message = detail.isEmpty ? general : detail
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
      kind = .unreachable
    case CURLE_OPERATION_TIMEDOUT:
      kind = connected ? .timeout : .unreachable
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED:
      kind = .tls
    case CURLE_ABORTED_BY_CALLBACK:
      kind = .cancelled
    default:
      // In TLS 1.3 the refusal of a client certificate arrives with the first read, as a receive error.
      kind = detail.contains("alert") ? .tls : .transport
    }
  }
}
