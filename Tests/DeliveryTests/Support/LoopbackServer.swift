import Foundation

/// An HTTP server on loopback that lives as long as its object, and asks a function for every answer.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    var method = ""
    /// Without the query.
    var path = ""
    var body = Data()
  }

  struct Response: Sendable {
    var status = 200
    var body = Data()
  }

  struct Failure: Error {}

  let port: UInt16
  private let listener: Int32

  init(_ answer: @escaping @Sendable (Request) -> Response) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, raw, &size) == 0
      }
    }
    guard isBound else { throw Failure() }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread {
      // Until the listener is shut down.
      while case let connection = accept(descriptor, nil, nil), connection >= 0 {
        if let request = Self.read(connection) { Self.write(answer(request), connection) }
        close(connection)
      }
      close(descriptor)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private static func read(_ connection: Int32) -> Request? {
    var received = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let request = request(received) { return request }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      received += buffer[..<count]
    }
  }

  /// The request, as soon as it is whole.
  private static func request(_ received: Data) -> Request? {
    guard let end = received.range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let length = head.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: ":").last
      .flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    let body = Data(received[end.upperBound...])
    let words = head[0].split(separator: " ").map(String.init)
    guard body.count >= length ?? 0, words.count == 3 else { return nil }
    return Request(method: words[0], path: words[1].split(separator: "?").first.map(String.init) ?? "", body: body)
  }

  private static func write(_ response: Response, _ connection: Int32) {
    let head = """
      HTTP/1.1 \(response.status) As asked\r
      Content-Type: application/json\r
      Content-Length: \(response.body.count)\r
      Connection: close\r
      \r

      """
    let bytes = [UInt8](Data(head.utf8) + response.body)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}
