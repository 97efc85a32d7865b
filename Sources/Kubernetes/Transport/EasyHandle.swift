import CLibcurl
import Foundation

/// Owns one libcurl easy handle with what must live as long as it does. Not thread-safe: one thread at a time.
final class EasyHandle {
  let raw: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorBuffer: UnsafeMutablePointer<CChar>

  init() throws(CurlFailure) {
    guard CurlLibrary.isReady, let raw = curl_easy_init() else {
      throw CurlFailure(kind: .setup, message: "libcurl could not be initialised")
    }
    self.raw = raw
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try set(pointer: errorBuffer, CURLOPT_ERRORBUFFER)
    // Without this, time limits of name resolution would use signals, which other threads would feel.
    try set(1, CURLOPT_NOSIGNAL)
  }

  deinit {
    curl_easy_cleanup(raw)
    lists.forEach { curl_slist_free_all($0) }
    errorBuffer.deallocate()
  }

  /// libcurl's words about the last failure; empty if it left none.
  var errorDetail: String { String(cString: errorBuffer) }

  /// Whether a request was written, so that a passed time limit was not one of connecting.
  var hasSentRequest: Bool {
    var size = 0
    return np_curl_get_long(raw, CURLINFO_REQUEST_SIZE, &size) == CURLE_OK && size > 0
  }

  /// The socket of a finished connect-only transfer.
  var activeSocket: curl_socket_t? {
    var socket: curl_socket_t = -1
    return np_curl_get_socket(raw, &socket) == CURLE_OK && socket >= 0 ? socket : nil
  }

  func set(_ value: Int, _ option: CURLoption) throws(CurlFailure) {
    try check(np_curl_set_long(raw, option, value))
  }

  func set(_ value: String, _ option: CURLoption) throws(CurlFailure) {
    try check(np_curl_set_string(raw, option, value))
  }

  func set(pointer: UnsafeMutableRawPointer?, _ option: CURLoption) throws(CurlFailure) {
    try check(np_curl_set_pointer(raw, option, pointer))
  }

  func set(blob: Data, _ option: CURLoption) throws(CurlFailure) {
    try check(blob.withUnsafeBytes { np_curl_set_blob(raw, option, $0.baseAddress, $0.count) })
  }

  func set(body: Data) throws(CurlFailure) {
    try check(body.withUnsafeBytes { np_curl_set_body(raw, $0.baseAddress, $0.count) })
  }

  func set(list values: [String], _ option: CURLoption) throws(CurlFailure) {
    var head: UnsafeMutablePointer<curl_slist>?
    for value in values {
      guard let next = curl_slist_append(head, value) else {
        curl_slist_free_all(head)
        throw CurlFailure(kind: .setup, message: "out of memory")
      }
      head = next
    }
    if let head { lists.append(head) }
    try check(np_curl_set_list(raw, option, head))
  }

  func set(timeout: Duration, _ option: CURLoption) throws(CurlFailure) {
    // Zero would mean "no limit".
    try set(max(1, timeout.milliseconds), option)
  }

  func check(_ code: CURLcode) throws(CurlFailure) {
    if code != CURLE_OK {
      throw CurlFailure(kind: .setup, message: "libcurl option refused: " + String(cString: curl_easy_strerror(code)))
    }
  }
}

/// The library's process-wide initialisation.
enum CurlLibrary {
  static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }
}
