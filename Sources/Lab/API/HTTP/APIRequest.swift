import Foundation

/// Who sends a request.
struct APIUser: Sendable, Hashable {
  var name: String
  var groups: [String]

  /// Nobody who said who they are.
  static let anonymous = APIUser(name: "system:anonymous", groups: ["system:unauthenticated"])

  /// Members of `system:masters` may do everything; for all others roles decide.
  var isAdministrator: Bool { groups.contains("system:masters") }
}

/// One HTTP request to the API server, read whole.
struct APIRequest: Sendable {
  var method: String
  /// Decoded path segments, without the leading slash.
  var path: [String]
  var query: [(name: String, value: String)]
  /// Header fields, names in lower case; repeated ones joined by commas.
  var headers: [String: String]
  var body: Data
  var user: APIUser

  /// Reads the target of a request line.
  init(
    method: String, target: String, headers: [String: String] = [:], body: Data = Data(), user: APIUser = .anonymous
  ) {
    self.method = method
    self.headers = headers
    self.body = body
    self.user = user
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts[0].split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
    query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        String($0).replacing("+", with: " ").removingPercentEncoding ?? String($0)
      }
      return (sides[0], sides.count > 1 ? sides[1] : "")
    }
  }

  /// The first value of a query parameter.
  func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// A query parameter that is a truth value as Go reads it (`1`, `true`, …).
  func flag(_ name: String) -> Bool { ["1", "t", "T", "true", "True", "TRUE"].contains(parameter(name) ?? "") }

  /// A query parameter that is a number; 400 when it is something else.
  func number(_ name: String) throws(APIStatus) -> Int? {
    guard let text = parameter(name), !text.isEmpty else { return nil }
    guard let number = Int(text) else {
      throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
    }
    return number
  }

  /// `dryRun=All`.
  var isDryRun: Bool { parameter("dryRun") == "All" }
}

/// The answer to a request.
enum APIResponse: Sendable {
  case complete(status: Int, headers: [(String, String)], body: Data)
  /// A body that is written as it comes. The task of `write` is cancelled when the client goes away.
  case stream(contentType: String, write: @Sendable (any APIStreamWriter) async throws -> Void)

  static func json(_ value: JSONValue, status: Int = 200, headers: [(String, String)] = []) -> APIResponse {
    .complete(
      status: status, headers: [("Content-Type", "application/json")] + headers,
      body: Data((value.serialized + "\n").utf8))
  }

  static func text(_ text: String, status: Int = 200) -> APIResponse {
    .complete(
      status: status,
      headers: [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")],
      body: Data(text.utf8))
  }

  static func failure(_ error: APIStatus) -> APIResponse {
    var headers: [(String, String)] = []
    if let seconds = error.retryAfter { headers.append(("Retry-After", String(seconds))) }
    if error.code == 403 { headers.append(("X-Content-Type-Options", "nosniff")) }
    return .json(error.json, status: error.code, headers: headers)
  }

  /// What is no resource and no known path.
  static let pageNotFound = APIResponse.text("404 page not found\n", status: 404)
}

/// Where a streaming response goes.
protocol APIStreamWriter: Sendable {
  /// Sends one chunk; waits while the client does not read.
  func write(_ data: Data) async throws
}
