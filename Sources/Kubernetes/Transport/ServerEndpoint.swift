import CLibcurl
import Foundation

/// What libcurl must be told about a cluster, the same for REST and exec.
struct ServerEndpoint: Sendable {
  /// Scheme, authority and path prefix, without a trailing slash.
  let base: String
  /// The `Host` header, which is the server's own whatever name TLS uses.
  let authority: String
  /// The path of the server's URL, without a trailing slash; usually empty.
  let pathPrefix: String
  /// Whether connections are made with TLS.
  var isSecure: Bool { base.hasPrefix("https:") }
  private let connectTo: String?
  private let proxy: String?
  private let bypassProxy: Bool
  private let certificateAuthority: Data?
  private let insecure: Bool

  init(_ connection: ClusterConnection) throws {
    guard let url = URLComponents(string: connection.server), let scheme = url.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
    else {
      throw KubernetesError.configuration(
        problem: "context \(connection.contextName): server \(connection.safeServer) is no http or https URL",
        remedy: "write it as https://HOST:PORT in the kubeconfig")
    }
    let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    let bracketed = bare.contains(":") ? "[\(bare)]" : bare
    let port = url.port ?? (scheme == "https" ? 443 : 80)
    authority = url.port == nil ? bracketed : "\(bracketed):\(port)"
    // libcurl takes both SNI and the expected name from the URL: the URL gets the TLS name, and connections to it are
    // redirected to the real host.
    let name = scheme == "https" ? connection.tlsServerName : nil
    pathPrefix = Self.trimmed(url.percentEncodedPath)
    base = "\(scheme)://\(name ?? bracketed):\(port)" + pathPrefix
    connectTo = name.map { "\($0):\(port):\(bracketed):\(port)" }
    // As in Go, a SOCKS5 proxy resolves names itself.
    proxy = connection.proxyURL.map { $0.replacing(/^socks5:/, with: "socks5h:") }
    bypassProxy = proxy == nil && (bare == "localhost" || bare == "::1" || bare.hasPrefix("127."))
    certificateAuthority = connection.certificateAuthority
    insecure = connection.insecureSkipTLSVerify
  }

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Sets everything but the request itself.
  func configure(
    _ easy: EasyHandle, target: String, credentials: ResolvedCredentials, options: ClientOptions
  ) throws(CurlFailure) {
    try easy.set(base + target, CURLOPT_URL)
    try easy.set("http,https", CURLOPT_PROTOCOLS_STR)
    // A redirect could carry credentials to another host; API servers do not redirect.
    try easy.set(0, CURLOPT_FOLLOWLOCATION)
    try easy.set(timeout: options.connectTimeout, CURLOPT_CONNECTTIMEOUT_MS)
    // A peer that vanishes without a word: what is sent meets silence, what only listens must ask.
    try easy.check(np_curl_set_user_timeout(easy.raw, UInt32(clamping: options.silenceTimeout.milliseconds)))
    try easy.set(1, CURLOPT_TCP_KEEPALIVE)
    try easy.set(15, CURLOPT_TCP_KEEPIDLE)
    try easy.set(5, CURLOPT_TCP_KEEPINTVL)
    if let connectTo { try easy.set(list: [connectTo], CURLOPT_CONNECT_TO) }
    if let proxy {
      try easy.set(proxy, CURLOPT_PROXY)
      try easy.set("", CURLOPT_NOPROXY)
      try easy.set(1, CURLOPT_SUPPRESS_CONNECT_HEADERS)
    } else if bypassProxy {
      try easy.set("*", CURLOPT_NOPROXY)
    }
    if insecure {
      try easy.set(0, CURLOPT_SSL_VERIFYPEER)
      try easy.set(0, CURLOPT_SSL_VERIFYHOST)
    }
    if let certificateAuthority { try easy.set(blob: certificateAuthority, CURLOPT_CAINFO_BLOB) }
    if let certificate = credentials.clientCertificate, let key = credentials.clientKey {
      try easy.set("PEM", CURLOPT_SSLCERTTYPE)
      try easy.set(blob: certificate, CURLOPT_SSLCERT_BLOB)
      try easy.set("PEM", CURLOPT_SSLKEYTYPE)
      try easy.set(blob: key, CURLOPT_SSLKEY_BLOB)
    }
  }
}

/// Credentials ready for one request.
struct ResolvedCredentials: Sendable, Equatable {
  /// The value of the `Authorization` header.
  var authorization: String?
  var clientCertificate: Data?
  var clientKey: Data?
}
