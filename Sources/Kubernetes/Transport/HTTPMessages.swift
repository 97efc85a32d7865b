import Foundation

/// A request relative to the server's URL.
struct HTTPRequest: Sendable {
  var method: String
  /// Path and query, percent-encoded.
  var target: String
  var headers: [(name: String, value: String)] = []
  var body: Data?
  /// How many bytes of an answer are taken; `nil` for streams, whose consumers bound them.
  var bodyLimit: Int?
  /// Deadline for the whole exchange; `nil` for streams.
  var timeout: Duration?
  /// Whether it may open a connection of its own rather than wait for one that is under way.
  var isUrgent = false
}

/// The head of a response.
struct HTTPHead: Sendable, Equatable {
  var status: Int
  /// Names in lower case; of repeated headers the last one.
  var headers: [String: String] = [:]

  /// Reads `HTTP/1.1 200 OK`; `nil` when it is no status line.
  init?(statusLine: String) {
    let parts = statusLine.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0].hasPrefix("HTTP/"), let status = Int(parts[1]) else { return nil }
    self.status = status
  }

  init(status: Int, headers: [String: String] = [:]) {
    self.status = status
    self.headers = headers
  }

  /// Takes one `Name: value` line.
  mutating func add(line: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  /// `Retry-After` in seconds; dates are not used by API servers.
  var retryAfter: Duration? {
    headers["retry-after"].flatMap(Int.init).map { .seconds(max(0, $0)) }
  }
}

/// A complete response.
struct HTTPResponse: Sendable, Equatable {
  var head: HTTPHead
  var body: Data

  var isSuccess: Bool { (200...299).contains(head.status) }
}

/// A piece of a streamed response.
enum HTTPStreamPart: Sendable, Equatable {
  case head(HTTPHead)
  case body(Data)
}
