import Cilium
import Foundation

/// The agent's description of itself: `debuginfo`, as JSON.
struct DebugInfo {
  /// The same as `status -o json`.
  let status: AgentStatus
  /// The options that the agent was started with: flag → value.
  let flags: [String: String]
  /// The node's endpoints: number → identity. Those without an identity are left out.
  let endpoints: [Int: Int]

  /// - Parameter known: What other agents were started with: mostly the same.
  /// - Throws: `ParseError` for anything else.
  static func parse(_ text: FileText, _ known: Interner<[String: String]>) throws -> DebugInfo {
    guard let (status, variables, endpoints) = try? parts(text.bytes) else {
      throw ParseError(
        what: "the agent's description of itself (debuginfo)", found: String(text.text.prefix(60)),
        hint: "it is no whole JSON document with a cilium-status: cut, or the text of an error")
    }
    let parsed = try AgentStatus.parse(json: Data(status))
    let flags = try variables.map { bytes in try known.value(of: bytes) { Self.flags(bytes) } }
    return DebugInfo(status: parsed, flags: flags ?? [:], endpoints: endpoints)
  }

  /// The rest of it, what endpoints have gone through, policies and the agent's memory, is megabytes.
  private static func parts(
    _ bytes: [UInt8]
  ) throws -> (status: ArraySlice<UInt8>, variables: ArraySlice<UInt8>?, endpoints: [Int: Int]) {
    var cursor = JSONCursor(bytes)
    var endpoints: [Int: Int] = [:]
    var (status, variables): (Range<Int>?, Range<Int>?)
    try cursor.members { cursor, key in
      if cursor.matches(key, "endpoint-list"), cursor.next == UInt8(ascii: "[") {
        return try cursor.elements { cursor in try endpoint(&cursor, &endpoints) }
      }
      let value = try cursor.skip()
      if cursor.matches(key, "cilium-status") { status = value }
      if cursor.matches(key, "environment-variables") { variables = value }
    }
    try cursor.end()
    let found = try status.orThrow(JSONCursor.Malformed())
    return (cursor.bytes[found], variables.map { cursor.bytes[$0] }, endpoints)
  }

  private static func endpoint(_ cursor: inout JSONCursor, _ endpoints: inout [Int: Int]) throws {
    var (number, identity): (Int?, Int?)
    try members(&cursor) { cursor, key in
      if cursor.matches(key, "id") { return number = try cursor.integer() }
      guard cursor.matches(key, "status") else { return _ = try cursor.skip() }
      try members(&cursor) { cursor, key in
        guard cursor.matches(key, "identity") else { return _ = try cursor.skip() }
        try members(&cursor) { cursor, key in
          if cursor.matches(key, "id") { identity = try cursor.integer() } else { try cursor.skip() }
        }
      }
    }
    if let number, let identity { endpoints[number] = identity }
  }

  /// The members of an object; anything else is passed over.
  private static func members(
    _ cursor: inout JSONCursor, _ body: (inout JSONCursor, Range<Int>) throws -> Void
  ) throws {
    if cursor.next == UInt8(ascii: "{") { try cursor.members(body) } else { try cursor.skip() }
  }

  private static func flags(_ list: ArraySlice<UInt8>) -> [String: String] {
    let lines = (try? JSONDecoder().decode([String].self, from: Data(list))) ?? []
    let flags = lines.compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), String(line[line.index(after: colon)...]))
    }
    return Dictionary(flags, uniquingKeysWith: { first, _ in first })
  }

  /// The time in the file's name: `cilium-debuginfo-20261129-162248.727+0000-UTC.json`.
  static func time(in name: some StringProtocol) -> Date? {
    guard
      let match = String(name).firstMatch(
        of: /debuginfo-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?:\.\d+)?([+-]\d\d)(\d\d)-/)
    else { return nil }
    let text = "\(match.1)-\(match.2)-\(match.3)T\(match.4):\(match.5):\(match.6)\(match.7):\(match.8)"
    return try? Date(text, strategy: .iso8601)
  }
}
