import Foundation

/// One entry of an endpoint's policy map.
public struct PolicyEntry: Hashable, Sendable {
  /// Whether packets are let through.
  public let allows: Bool
  /// Whether it is about packets that come in.
  public let isIngress: Bool
  /// The peer's labels, or `ANY`.
  public let peer: [String]
  /// For example `80/TCP`, or `ANY`.
  public let port: String
  /// Packets that it decided on; nil where none is counted.
  public let packets: UInt64?

  /// The peer in few words: without the labels that Cilium adds to a pod's own, of its namespace and its service account.
  var brief: String {
    let own = peer.filter { !$0.hasPrefix("k8s:io.cilium.k8s.") }
    return (own.isEmpty ? peer : own).joined(separator: " ")
  }
}

/// Endpoints' policy maps: `cilium-dbg bpf policy get --all`.
///
/// An endpoint without any policy has entries that allow everything. A policy shows as entries that deny, or as the
/// absence of one that allows any peer on any port: what no entry allows is dropped.
public struct PolicyTable: Hashable, Sendable {
  /// Endpoint identifier → its entries, in the command's order.
  public let endpoints: [Int: [PolicyEntry]]
  /// What could not be read.
  public let tally: ReadingTally

  static let what = "the policy maps (bpf policy get --all)"

  /// Why an endpoint's policy could stop packets of a direction; nil when everything is allowed, or the endpoint unknown.
  public func restriction(of endpoint: Int, ingress: Bool) -> String? {
    guard let entries = endpoints[endpoint]?.filter({ $0.isIngress == ingress }) else { return nil }
    let way = ingress ? "ingress" : "egress"
    if let denial = entries.first(where: { !$0.allows }) {
      return "\(way) from or to \(denial.brief) on \(denial.port) is denied"
    }
    if entries.contains(where: { $0.peer == ["ANY"] && $0.port == "ANY" }) { return nil }
    var allowed = Self.unique(entries.map { "\($0.brief) on \($0.port)" })
    if allowed.count > Self.mostPeers {
      allowed = allowed.prefix(Self.mostPeers) + ["… (\(allowed.count - Self.mostPeers) more)"]
    }
    return "\(way) is allowed only for \(allowed.isEmpty ? "nobody" : allowed.joined(separator: "; "))"
  }

  /// How many peers a sentence names: a policy that selects namespaces has an entry for each identity in them.
  static let mostPeers = 3

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// Reads the text of `bpf policy get --all`: for each endpoint a heading, its map's path, and a table.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` when there is no endpoint in it.
  public static func parse(text: String, stderr: String = "") throws -> PolicyTable {
    try MissingMap.check(stderr, command: "bpf policy get --all")
    var reader = PolicyTextReader()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { reader.read(line) }
    guard !reader.endpoints.isEmpty else {
      throw ParseError(
        what: what, found: text.split(separator: "\n").first.map(String.init) ?? "",
        hint: "a heading “Endpoint ID:” was expected")
    }
    return PolicyTable(endpoints: reader.endpoints, tally: reader.tally)
  }

  /// Reads `bpf policy get --all -o json`. It names peers by identity: 0 is any.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` for anything else.
  public static func parse(json: Data, stderr: String = "") throws -> PolicyTable {
    try MissingMap.check(stderr, command: "bpf policy get --all")
    let documents = try decodeJSON(
      [Document].self, from: json, what: what, hint: "run cilium-dbg bpf policy get --all -o json as root")
    var tally = ReadingTally()
    let endpoints = documents.reduce(into: [Int: [PolicyEntry]]()) { result, document in
      guard let id = Int(document.endpoint) else { return tally.countUnknown(document.endpoint.utf8) }
      result[id] = (document.content ?? []).map(\.entry)
      tally.entries += result[id]?.count ?? 0
    }
    return PolicyTable(endpoints: endpoints, tally: tally)
  }

  private struct Document: Decodable {
    let endpoint: String
    let content: [Element]?
    enum CodingKeys: String, CodingKey {
      case endpoint = "EndpointID"
      case content = "Content"
    }
  }

  private struct Element: Decodable {
    struct Key: Decodable {
      let identity: UInt32
      let direction: UInt8
      let proto: UInt8
      let port: UInt16
      enum CodingKeys: String, CodingKey {
        case identity = "Identity"
        case direction = "TrafficDirection"
        case proto = "Nexthdr"
        case port = "DestPortNetwork"
      }
    }
    let key: Key
    let flags: UInt8
    let packets: UInt64?
    enum CodingKeys: String, CodingKey {
      case key = "Key"
      case flags = "Flags"
      case packets = "Packets"
    }

    /// The flag's lowest bit denies (`policyFlagDeny` in `pkg/maps/policymap`); the highest count stands for none.
    var entry: PolicyEntry {
      let number = key.port.byteSwapped
      let isAny = number == 0 && key.proto == 0
      return PolicyEntry(
        allows: flags & 1 == 0, isIngress: key.direction == 0,
        peer: [key.identity == 0 ? "ANY" : "identity \(key.identity)"],
        port: isAny ? "ANY" : "\(number)/\(NATEntry.TransportProtocol(number: key.proto))",
        packets: packets.flatMap { $0 == .max ? nil : $0 })
    }
  }
}

/// Reads the text of policy maps line by line.
private struct PolicyTextReader {
  var endpoints: [Int: [PolicyEntry]] = [:]
  var tally = ReadingTally()
  private var current: Int?
  private var columns: [(name: String, start: Int)] = []

  mutating func read(_ line: Substring) {
    if line.allSatisfy(\.isWhitespace) || line.hasPrefix("Path:") { return }
    if line.hasPrefix("Endpoint ID:") {
      current = Int(line.dropFirst("Endpoint ID:".count).drop(while: \.isWhitespace).prefix(while: \.isNumber))
      if let current { endpoints[current] = [] } else { tally.countUnknown(line.utf8) }
    } else if line.hasPrefix("POLICY") {
      columns = ColumnTable.columns(of: line)
    } else {
      readRow(line)
    }
  }

  private mutating func readRow(_ line: Substring) {
    guard let current, !columns.isEmpty,
      let cells = try? ColumnTable.cells(of: line, columns, what: PolicyTable.what, number: 0)
    else { return tally.countUnknown(line.utf8) }
    func cell(_ name: String) -> String {
      zip(columns, cells).first { $0.0.name.hasPrefix(name) }?.1 ?? ""
    }
    let policy = cell("POLICY")
    let peer = cell("LABELS")
    if policy.isEmpty, !peer.isEmpty, let last = endpoints[current]?.popLast() {
      // Further labels of the row above stand alone on their lines.
      endpoints[current]?.append(
        PolicyEntry(
          allows: last.allows, isIngress: last.isIngress, peer: last.peer + [peer], port: last.port,
          packets: last.packets))
      return
    }
    guard policy == "Allow" || policy == "Deny", ["Ingress", "Egress"].contains(cell("DIRECTION")) else {
      return tally.countUnknown(line.utf8)
    }
    endpoints[current]?.append(
      PolicyEntry(
        // Identity 0 is everybody; up to 1.17 the client names it as any other (1.18: bpf_policy_get.go).
        allows: policy == "Allow", isIngress: cell("DIRECTION") == "Ingress",
        peer: [peer == "reserved:unknown" ? "ANY" : peer], port: cell("PORT"),
        packets: UInt64(cell("PACKETS"))))
    tally.entries += 1
  }
}
