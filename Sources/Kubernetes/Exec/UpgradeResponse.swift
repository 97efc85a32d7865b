import Foundation

/// Reads the answer to an upgrade request: `101` and then frames, or an ordinary HTTP answer with a body.
struct UpgradeResponseParser: Sendable {
  enum Outcome: Sendable, Equatable {
    case needsMore
    /// The bytes after the head belong to the new protocol.
    case upgraded(HTTPHead, rest: Data)
    case refused(HTTPResponse)
    case invalid(String)
  }

  private var buffer = Data()
  private var head: HTTPHead?

  /// More than any API server's head or Status needs.
  private static let limit = 1 << 20

  /// Takes bytes; after any outcome but `needsMore` the parser is done.
  mutating func receive(_ bytes: Data) -> Outcome {
    buffer += bytes
    if buffer.count > Self.limit { return .invalid("answer to the upgrade is too long") }
    return evaluate(atEnd: false)
  }

  /// The connection ended.
  mutating func end() -> Outcome { evaluate(atEnd: true) }

  private mutating func evaluate(atEnd: Bool) -> Outcome {
    if head == nil {
      guard let end = buffer.range(of: Data("\r\n\r\n".utf8)) else {
        return atEnd ? .invalid("connection closed before an answer to the upgrade") : .needsMore
      }
      // An unknown subprotocol name inside the status line may be any text: 400 carries its reason there.
      var lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
      guard var head = HTTPHead(statusLine: lines.removeFirst()) else {
        return .invalid("answer to the upgrade is not HTTP")
      }
      for line in lines { head.add(line: line) }
      buffer = Data(buffer[end.upperBound...])
      self.head = head
    }
    guard let head else { return .needsMore }
    if head.status == 101 { return .upgraded(head, rest: buffer) }
    return body(of: head, atEnd: atEnd)
  }

  private func body(of head: HTTPHead, atEnd: Bool) -> Outcome {
    if head.headers["transfer-encoding"]?.lowercased() == "chunked" {
      if let body = Self.dechunk(buffer) { return .refused(HTTPResponse(head: head, body: body)) }
    } else if let length = head.headers["content-length"].flatMap(Int.init), length >= 0 {
      if buffer.count >= length { return .refused(HTTPResponse(head: head, body: Data(buffer.prefix(length)))) }
    } else if atEnd {
      return .refused(HTTPResponse(head: head, body: buffer))
    }
    // A body cut short still comes with a status code that says more than "connection closed".
    return atEnd ? .refused(HTTPResponse(head: head, body: buffer)) : .needsMore
  }

  /// The body, once its last chunk is there (RFC 9112 section 7.1).
  private static func dechunk(_ data: Data) -> Data? {
    var body = Data()
    var rest = data[...]
    while let line = rest.range(of: Data("\r\n".utf8)) {
      let digits = String(decoding: rest[..<line.lowerBound].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      guard let size = Int(digits, radix: 16), size >= 0 else { return nil }
      if size == 0 { return body }
      rest = rest[line.upperBound...]
      // No sum: a chunk may claim any size.
      guard size <= rest.count - 2 else { return nil }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return nil
  }
}
