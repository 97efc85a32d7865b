import Foundation

/// One row of Cilium's service map: `cilium-dbg bpf lb list`.
public struct LoadBalancerEntry: Hashable, Sendable {
  /// The service's address and port. Port 0 stands for "any other port", where packets are dropped.
  public let service: NATEntry.Endpoint
  /// The transport protocol as the row names it, such as `TCP` or `ANY`; nil in releases that do not.
  public let serviceProtocol: String?
  /// The row's number: 0 for the service itself, from 1 on for its backends.
  public let slot: Int
  /// The backend's address and port; nil in the service's own row.
  public let backend: NATEntry.Endpoint?
  /// Whether the backend that the row names is missing from the backend map: `backend N not found`.
  public var isDangling: Bool { slot != 0 && backend == nil }
  /// What stands in brackets after the service's own row, such as `ClusterIP`, `non-routable`.
  public let flags: [String]
}

/// Cilium's service map.
public struct LoadBalancerTable: Hashable, Sendable {
  /// The rows in the command's order, which means nothing.
  public let entries: [LoadBalancerEntry]

  static let what = "the service map (bpf lb list)"

  /// Makes a table.
  public init(entries: [LoadBalancerEntry]) { self.entries = entries }

  /// The backends of a service's port, in no order; none when the service is unknown or has no backend.
  public func backends(of address: IPv4Address, port: UInt16) -> [NATEntry.Endpoint] {
    entries.filter { $0.service == NATEntry.Endpoint(address, port) }.compactMap(\.backend)
  }

  /// Reads the text of `bpf lb list`, of which the heading alone may be left when it was filtered at its source: none of
  /// the services that were asked for is in the map then.
  ///
  /// - Throws: ``ParseError`` for anything else, a usage text included.
  public static func parse(text: String) throws -> LoadBalancerTable {
    let service = "SERVICE ADDRESS"
    let backend = "BACKEND ADDRESS (REVNAT_ID) (SLOT)"
    let lines = text.split(separator: "\n")
    if lines.count == 1, lines[0].hasPrefix(service), lines[0].contains(backend) { return Self(entries: []) }
    let table = try ColumnTable(text, what: what, required: [service, backend])
    return LoadBalancerTable(
      entries: try table.rows.map { row in
        try table.value(service, in: row, as: "“address:port (slot)”, with a backend") { cell in
          entry(cell, table.cell(backend, in: row))
        }
      })
  }

  /// Reads `bpf lb list -o json`: `{"10.96.0.10:53/TCP (1)": ["10.244.0.115:53/TCP (1) (1)"]}`. Up to 1.15 the keys have no
  /// slot, which then stands at the end of each value.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(json: Data) throws -> LoadBalancerTable {
    let document = try decodeJSON(
      [String: [String]].self, from: json, what: what, hint: "run cilium-dbg bpf lb list -o json as root")
    return LoadBalancerTable(
      entries: try document.sorted { $0.key < $1.key }.flatMap { key, values in
        try values.map { value in
          guard let entry = entry(key, value) else {
            throw ParseError(what: what, found: "\(key): \(value)", hint: "a service and a backend were expected")
          }
          return entry
        }
      })
  }

  private static func entry(_ service: String, _ target: String) -> LoadBalancerEntry? {
    let key = service.hasSuffix(")") ? service : "\(service) (\(lastNumber(target) ?? 0))"
    guard let (endpoint, word, slot) = self.service(key), !target.isEmpty else { return nil }
    // A service's own row names no backend: 0.0.0.0:0 stands in its place.
    return LoadBalancerEntry(
      service: endpoint, serviceProtocol: word, slot: slot, backend: slot == 0 ? nil : self.endpoint(target)?.0,
      flags: flags(target))
  }

  /// The slot in `10.244.0.115:53 (1) (2)`.
  private static func lastNumber(_ target: String) -> Int? {
    let end =
      target.firstIndex(of: "[").map { target[..<$0].hasSuffix(" ") ? target[..<$0] : target[...] } ?? target[...]
    guard let open = end.lastIndex(of: "("), let close = end[open...].firstIndex(of: ")") else { return nil }
    return Int(end[end.index(after: open)..<close])
  }

  /// `10.96.0.10:53/TCP (1)`
  private static func service(_ cell: String) -> (NATEntry.Endpoint, String?, Int)? {
    guard let (endpoint, word) = endpoint(cell), let open = cell.lastIndex(of: "("), cell.last == ")",
      let slot = Int(cell[cell.index(after: open)...].dropLast())
    else { return nil }
    return (endpoint, word, slot)
  }

  /// `10.244.0.115:53/TCP (1) (1)`: what comes before the first space.
  private static func endpoint(_ cell: String) -> (NATEntry.Endpoint, String?)? {
    let parts = cell.prefix { $0 != " " }.split(separator: "/", maxSplits: 1)
    guard let first = parts.first, let endpoint = NATEntry.Endpoint(first) else { return nil }
    return (endpoint, parts.count > 1 ? String(parts[1]) : nil)
  }

  /// `[ClusterIP, non-routable]`
  private static func flags(_ text: String) -> [String] {
    let cell = String(text.reversed().drop(while: \.isWhitespace).reversed())
    // An IPv6 address is in brackets too, but at the start.
    guard cell.hasSuffix("]"), let open = cell.lastIndex(of: "[") else { return [] }
    return cell[cell.index(after: open)...].dropLast().split(separator: ",").map {
      String($0.drop(while: \.isWhitespace))
    }
  }
}
