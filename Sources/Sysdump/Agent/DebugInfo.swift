import Cilium
import Foundation

/// The agent's description of itself: `debuginfo`, as JSON.
struct DebugInfo {
  /// The same as `status -o json`.
  let status: AgentStatus
  /// The options that the agent was started with: flag → value.
  let flags: [String: String]

  /// - Throws: `ParseError` for anything else.
  static func parse(_ data: Data) throws -> DebugInfo {
    guard let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let status = document["cilium-status"] as? [String: Any]
    else {
      throw ParseError(
        what: "the agent's description of itself (debuginfo)", found: String(decoding: data.prefix(60), as: UTF8.self),
        hint: "it is no whole JSON document with a cilium-status: cut, or the text of an error")
    }
    // Written anew, for the one reader of it.
    let parsed = try AgentStatus.parse(json: JSONSerialization.data(withJSONObject: status))
    let flags = (document["environment-variables"] as? [String] ?? []).compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), String(line[line.index(after: colon)...]))
    }
    return DebugInfo(status: parsed, flags: Dictionary(flags, uniquingKeysWith: { first, _ in first }))
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
