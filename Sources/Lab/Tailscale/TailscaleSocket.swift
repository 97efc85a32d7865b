import Foundation
import NIOCore

/// A node's tailscaled on its unix socket: of its LocalAPI, the status (`ipn/localapi/localapi.go`).
struct TailscaleSocket: Sendable {
  /// Where it is on a node.
  static let place = "/var/run/tailscale/tailscaled.sock"
  private static let host = "local-tailscaled.sock"
  private static let path = "/localapi/v0/status"
  private static let longestHead = 16 << 10

  private let server: UnixSocketServer

  /// Starts to listen.
  static func listen(path: String) async throws -> TailscaleSocket {
    let server = try await UnixSocketServer.listen(path: path)
    // As tailscaled's: everybody on the machine may ask.
    guard chmod(path, 0o666) == 0 else { throw LabError("cannot set the mode of \(path)") }
    return TailscaleSocket(server: server)
  }

  /// Answers until the task is cancelled.
  ///
  /// - Parameter status: The status as JSON; nil where it is not known.
  func run(_ status: @escaping @Sendable () async -> String?) async {
    await server.run { await Self.serve($0, status) }
  }

  private static func serve(
    _ connection: UnixSocketServer.Connection, _ status: @Sendable () async -> String?
  ) async {
    // A client that goes away in the middle of the answer is no failure.
    try? await connection.executeThenClose { inbound, outbound in
      // The iterator has to outlive the answer: NIO closes the channel when it goes away.
      var parts = inbound.makeAsyncIterator()
      var head = ""
      while !head.contains("\r\n\r\n"), head.utf8.count < longestHead, let part = try await parts.next() {
        head += String(buffer: part)
      }
      let (code, body) = await answer(head, status)
      let lines = [
        "HTTP/1.0 \(code)", "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "Connection: close",
        "", body,
      ]
      try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n")))
    }
  }

  /// The status line's code and the body, for the head of a request.
  static func answer(_ head: String, _ status: @Sendable () async -> String?) async -> (code: String, body: String) {
    // Swift takes CR and LF together for one character.
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let request = (lines.first ?? "").split(separator: " ")
    let name = lines.lazy.map { $0.split(separator: ":", maxSplits: 1) }
      .first { $0.count == 2 && $0[0].lowercased() == "host" }?[1].trimmingCharacters(in: .whitespaces)
    guard name == nil || name == host else { return ("403 Forbidden", "invalid localapi request\n") }
    guard request.count > 1, request[1].split(separator: "?").first == Substring(path) else {
      return ("404 Not Found", "404 page not found\n")
    }
    guard request[0] == "GET" else { return ("405 Method Not Allowed", "want GET\n") }
    guard let status = await status() else { return ("500 Internal Server Error", "no status\n") }
    return ("200 OK", status + "\n")
  }
}
