import Foundation

/// A pod, or another endpoint, as its node's agent has it: one entry of `cilium-dbg endpoint list`.
public struct EndpointEntry: Hashable, Sendable {
  /// The node's own number for it.
  public let id: Int
  /// The security identity; nil before it has one.
  public let identity: Int?
  /// Its security labels, such as `k8s:app=web`.
  public let labels: [String]
  /// Its IPv4 address.
  public let ipv4: IPv4Address?
  /// Its IPv6 address.
  public let ipv6: IPv6Address?
  /// For example `ready`, `regenerating`, `waiting-for-identity`.
  public let state: String
  /// Whether policy is enforced on packets that come in.
  public let enforcesIngress: Bool
  /// Whether policy is enforced on packets that leave.
  public let enforcesEgress: Bool
}

/// Reads `cilium-dbg endpoint list`.
public enum EndpointList {
  static let what = "the endpoint list"

  /// Reads the text: a heading over two lines, and rows whose further labels stand on lines of their own.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String) throws -> (entries: [EndpointEntry], tally: ReadingTally) {
    let lines = text.split(separator: "\n")
    guard let heading = lines.first, heading.hasPrefix("ENDPOINT") else {
      throw ParseError(
        what: what, found: lines.first.map(String.init) ?? "", hint: "a header with ENDPOINT was expected")
    }
    let columns = ColumnTable.columns(of: heading)
    var tally = ReadingTally()
    var rows: [[String: String]] = []
    for line in lines.dropFirst() where !line.allSatisfy(\.isWhitespace) {
      guard let cells = try? ColumnTable.cells(of: line, columns, what: what, number: 0) else {
        tally.countUnknown(line.utf8)
        continue
      }
      let row = Dictionary(zip(columns.map(\.name), cells), uniquingKeysWith: { first, _ in first })
      let label = row[labels] ?? ""
      if !(row["ENDPOINT"] ?? "").isEmpty {
        rows.append(row)
      } else if row["POLICY (ingress)"] == "ENFORCEMENT" {
        continue
      } else if !label.isEmpty, !rows.isEmpty {
        rows[rows.count - 1][labels, default: ""] += "\n" + label
      } else {
        tally.countUnknown(line.utf8)
      }
    }
    let entries = rows.compactMap { row -> EndpointEntry? in
      let entry = entry(row)
      if entry == nil { tally.countUnknown("\(row)".utf8) } else { tally.entries += 1 }
      return entry
    }
    try tally.requireEntries(of: what)
    return (entries, tally)
  }

  private static let labels = "LABELS (source:key[=value])"

  private static func entry(_ row: [String: String]) -> EndpointEntry? {
    guard let id = row["ENDPOINT"].flatMap({ Int($0) }), let state = row["STATUS"], !state.isEmpty else { return nil }
    func enforces(_ column: String) -> Bool { row[column].map { !$0.hasPrefix("Disabled") } ?? false }
    return EndpointEntry(
      id: id, identity: row["IDENTITY"].flatMap { Int($0) },
      labels: (row[labels] ?? "").split(separator: "\n").map(String.init).filter { $0 != "no labels" },
      ipv4: row["IPv4"].flatMap { IPv4Address($0) }, ipv6: row["IPv6"].flatMap { IPv6Address($0) }, state: state,
      enforcesIngress: enforces("POLICY (ingress)"), enforcesEgress: enforces("POLICY (egress)"))
  }

  /// Reads `endpoint list -o json`.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(json: Data) throws -> [EndpointEntry] {
    try decodeJSON([Document].self, from: json, what: what, hint: "run cilium-dbg endpoint list -o json").map(\.entry)
  }

  private struct Document: Decodable {
    struct Status: Decodable {
      struct Identity: Decodable {
        let id: Int?
        let labels: [String]?
      }
      struct Networking: Decodable {
        struct Address: Decodable {
          let ipv4: String?
          let ipv6: String?
        }
        let addressing: [Address]?
      }
      struct Policy: Decodable {
        struct Realized: Decodable {
          let enabled: String?
          enum CodingKeys: String, CodingKey { case enabled = "policy-enabled" }
        }
        let realized: Realized?
      }
      let identity: Identity?
      let networking: Networking?
      let policy: Policy?
      let state: String?
    }
    let id: Int
    let status: Status?

    var entry: EndpointEntry {
      let addresses = status?.networking?.addressing ?? []
      let policy = status?.policy?.realized?.enabled ?? "none"
      return EndpointEntry(
        id: id, identity: status?.identity?.id, labels: status?.identity?.labels ?? [],
        ipv4: addresses.lazy.compactMap(\.ipv4).compactMap { IPv4Address($0) }.first,
        ipv6: addresses.lazy.compactMap(\.ipv6).compactMap { IPv6Address($0) }.first, state: status?.state ?? "",
        enforcesIngress: policy.hasSuffix("both") || policy.hasSuffix("ingress"),
        enforcesEgress: policy.hasSuffix("both") || policy.hasSuffix("egress"))
    }
  }
}
