import Foundation

/// The HTTP/1.1 request that starts an exec session (RFC 6455 section 4.1).
struct UpgradeRequest: Sendable {
  var target: String
  var authority: String
  var headers: [(name: String, value: String)]

  /// The bytes on the wire, with a fresh key.
  ///
  /// The server's `Sec-WebSocket-Accept` is not checked: it guards against caches that replay, which TLS rules out, and
  /// the chosen subprotocol in the answer shows that it was understood.
  func bytes(generator: inout some RandomNumberGenerator) -> Data {
    let key = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
    var lines = [
      "GET \(target) HTTP/1.1", "Host: \(authority)", "Connection: Upgrade", "Upgrade: websocket",
      "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
      "Sec-WebSocket-Protocol: " + ExecProtocol.allCases.map(\.rawValue).joined(separator: ", "),
    ]
    lines += headers.map { "\($0.name): \($0.value)" }
    return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
