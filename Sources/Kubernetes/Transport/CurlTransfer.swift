import CLibcurl
import Foundation
import Synchronization

/// One HTTP exchange. Made by a caller, then used by the loop's thread only; `isCancelled` is the exception.
final class CurlTransfer: @unchecked Sendable {
  /// What happens, on the loop's thread.
  enum Event: Sendable {
    case head(HTTPHead)
    case body(Data)
    /// The last event, exactly once.
    case finished(CurlFailure?)
  }

  let isCancelled = Atomic<Bool>(false)
  private let request: HTTPRequest
  private let endpoint: ServerEndpoint
  private let credentials: ResolvedCredentials
  private let options: ClientOptions
  private let handler: @Sendable (Event) -> Void
  private var head: HTTPHead?
  private var bodyBytes = 0
  private var isTooLarge = false
  private(set) var easy: EasyHandle?

  init(
    request: HTTPRequest, endpoint: ServerEndpoint, credentials: ResolvedCredentials, options: ClientOptions,
    handler: @escaping @Sendable (Event) -> Void
  ) {
    self.request = request
    self.endpoint = endpoint
    self.credentials = credentials
    self.options = options
    self.handler = handler
  }

  /// Makes the handle. The loop keeps the transfer alive until the handle is gone, as the callbacks need it.
  func prepare() throws(CurlFailure) -> EasyHandle {
    let easy = try EasyHandle()
    try endpoint.configure(easy, target: request.target, credentials: credentials, options: options)
    if let timeout = request.timeout { try easy.set(timeout: timeout, CURLOPT_TIMEOUT_MS) }
    try easy.set(Int(CURL_HTTP_VERSION_2TLS), CURLOPT_HTTP_VERSION)
    // Rather wait for a connection that may turn out to be HTTP/2 than open one per request. Without TLS none does, and
    // libcurl 7.88 would wait until the first answer is there, past the request's own deadline.
    if endpoint.isSecure && !request.isUrgent { try easy.set(1, CURLOPT_PIPEWAIT) }
    try easy.set("gzip", CURLOPT_ACCEPT_ENCODING)
    if let body = request.body { try easy.set(body: body) }
    try easy.set(request.method, CURLOPT_CUSTOMREQUEST)
    try easy.set(list: headerLines, CURLOPT_HTTPHEADER)
    let context = Unmanaged.passUnretained(self).toOpaque()
    try easy.check(np_curl_set_header(easy.raw, receiveHeader, context))
    try easy.check(np_curl_set_write(easy.raw, receiveBody, context))
    self.easy = easy
    return easy
  }

  private var headerLines: [String] {
    // An empty `Expect:` keeps libcurl from waiting for "100 Continue" before larger bodies.
    var lines = ["Host: " + endpoint.authority, "User-Agent: " + options.userAgent, "Expect:"]
    lines += request.headers.map { "\($0.name): \($0.value)" }
    if let authorization = credentials.authorization { lines.append("Authorization: " + authorization) }
    return lines
  }

  /// Ends the transfer; the handle must have left the multi handle.
  func finish(_ failure: CurlFailure?) {
    easy = nil
    let limit = (request.bodyLimit ?? 0) >> 20
    let tooLarge = CurlFailure(kind: .tooLarge, message: "more than \(limit) MiB came")
    handler(.finished(isTooLarge ? tooLarge : failure))
  }

  fileprivate func receive(headerLine line: String) {
    if let start = HTTPHead(statusLine: line) {
      head = start
    } else if line.isEmpty {
      // Interim answers (1xx) are followed by the real one.
      if let head, head.status >= 200 { handler(.head(head)) }
    } else {
      head?.add(line: line)
    }
  }

  /// Whether it is taken; what is not ends the transfer.
  fileprivate func receive(body: Data) -> Bool {
    bodyBytes += body.count
    if let limit = request.bodyLimit, bodyBytes > limit {
      isTooLarge = true
      return false
    }
    handler(.body(body))
    return true
  }
}

private let receiveHeader: np_curl_data_callback = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
  let line = String(decoding: raw, as: UTF8.self).trimmingCharacters(in: .newlines)
  Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().receive(headerLine: line)
  return size * count
}

private let receiveBody: np_curl_data_callback = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let data = Data(bytes: bytes, count: size * count)
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.receive(body: data) ? size * count : 0
}
