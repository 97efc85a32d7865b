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
  /// What stands in brackets after the service's own row, such as `ClusterIP`, `non-routable`.
  public let flags: [String]
}

/// Cilium's service map.
public struct LoadBalancerTable: Hashable, Sendable {
  /// The rows in the command's order, which means nothing.
  public let entries: [LoadBalancerEntry]

  static let what = "the service map (bpf lb list)"

  /// The backends of a service's port, in no order; none when the service is unknown or has no backend.
  public func backends(of address: IPv4Address, port: UInt16) -> [NATEntry.Endpoint] {
    entries.filter { $0.service == NATEntry.Endpoint(address, port) }.compactMap(\.backend)
  }

  /// Reads the text of `bpf lb list`.
  ///
  /// - Throws: ``ParseError`` for anything else, a usage text included.
  public static func parse(text: String) throws -> LoadBalancerTable {
    let service = "SERVICE ADDRESS"
    let backend = "BACKEND ADDRESS (REVNAT_ID) (SLOT)"
    let table = try ColumnTable(text, what: what, required: [service, backend])
    return LoadBalancerTable(
      entries: try table.rows.map { row in
        let (endpoint, word, slot) = try table.value(service, in: row, as: "“address:port (slot)”", self.service)
        // A service's own row names no backend: 0.0.0.0:0 stands in its place.
        let target = try table.value(backend, in: row, as: "an address and port") { $0.isEmpty ? nil : $0 }
        return LoadBalancerEntry(
          service: endpoint, serviceProtocol: word, slot: slot, backend: slot == 0 ? nil : self.endpoint(target)?.0,
          flags: flags(target))
      })
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
  private static func flags(_ cell: String) -> [String] {
    // An IPv6 address is in brackets too, but at the start.
    guard cell.hasSuffix("]"), let open = cell.lastIndex(of: "[") else { return [] }
    return cell[cell.index(after: open)...].dropLast().split(separator: ",").map {
      String($0.drop(while: \.isWhitespace))
    }
  }
}
