import Foundation

/// A server on loopback that takes one request and answers 200, as Sonobuoy's worker does.
final class ProgressServer: Sendable {
  let port: UInt16
  private let listener: Int32

  struct Failure: Error {}

  init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, size) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, raw, &size) == 0
      }
    }
    guard isBound else { throw Failure() }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(listener) }

  /// The first request, whole.
  func request() async throws -> String {
    let listener = listener
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        let connection = accept(listener, nil, nil)
        defer { close(connection) }
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !Self.isWhole(text) {
          let count = read(connection, &buffer, buffer.count)
          guard count > 0 else {
            continuation.resume(throwing: Failure())
            return
          }
          text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        _ = write(connection, answer, answer.utf8.count)
        continuation.resume(returning: text)
      }
    }
  }

  private static func isWhole(_ text: String) -> Bool {
    let parts = text.components(separatedBy: "\r\n\r\n")
    guard parts.count > 1,
      let field = parts[0].split(separator: "\r\n").first(where: { $0.lowercased().hasPrefix("content-length:") }),
      let length = Int(field.split(separator: ":")[1].trimmingCharacters(in: .whitespaces))
    else { return false }
    return parts[1].utf8.count >= length
  }
}
