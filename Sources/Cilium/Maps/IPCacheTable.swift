import Foundation

/// One entry of Cilium's IP cache: who an address is, and which tunnel leads to it.
public struct IPCacheEntry: Hashable, Sendable {
  /// The addresses.
  public let prefix: IPPrefix
  /// Their security identity, such as 2 for the world.
  public let identity: Int
  /// The node IP that packets to them are tunnelled to; nil for none.
  public let tunnelEndpoint: IPAddress?
  /// The encryption key's index; 0 for none.
  public let encryptKey: Int
  /// For example `hastunnel`, `skiptunnel`; none for `<none>`.
  public let flags: [String]

  /// Reads `identity=4 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>`; the flags came with 1.15.
  init?(prefix: IPPrefix, value: some StringProtocol) {
    var members: [Substring: Substring] = [:]
    for word in value.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { members[Substring(parts[0])] = Substring(parts[1]) }
    }
    guard let identity = members["identity"].flatMap({ Int($0) }), let endpoint = members["tunnelendpoint"] else {
      return nil
    }
    self.prefix = prefix
    self.identity = identity
    // An IPv6 map says `::` for none, and a map without tunnels nothing at all.
    tunnelEndpoint = IPAddress(endpoint).flatMap { $0.isGlobalUnicast ? $0 : nil }
    encryptKey = members["encryptkey"].flatMap { Int($0) } ?? 0
    let flags = members["flags"] ?? ""
    self.flags = flags == "<none>" ? [] : flags.split(separator: ",").map(String.init)
  }
}

/// Cilium's IP cache: `cilium-dbg bpf ipcache list`.
public struct IPCacheTable: Hashable, Sendable {
  /// The entries, in no order.
  public let entries: [IPCacheEntry]
  /// What could not be read.
  public let tally: ReadingTally

  static let what = "the IP cache (bpf ipcache list)"

  /// The entry of the longest prefix that holds an address.
  public func entry(for address: IPAddress) -> IPCacheEntry? {
    entries.filter { $0.prefix.contains(address) }.max { $0.prefix.length < $1.prefix.length }
  }

  /// Reads the text.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` when not one line is an entry.
  public static func parse(text: String, stderr: String = "") throws -> IPCacheTable {
    try MissingMap.check(stderr, command: "bpf ipcache list")
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("IP PREFIX/ADDRESS") }
    return try collect(
      lines.map { line in
        let words = line.split(separator: " ", maxSplits: 1)
        return (words.first.map(String.init) ?? "", words.count > 1 ? String(words[1]) : "", String(line))
      })
  }

  /// Reads `bpf ipcache list -o json`: `{"10.0.0.1/32": ["identity=…"]}`.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` for anything else.
  public static func parse(json: Data, stderr: String = "") throws -> IPCacheTable {
    try MissingMap.check(stderr, command: "bpf ipcache list")
    let document = try decodeJSON(
      [String: [String]].self, from: json, what: what, hint: "run cilium-dbg bpf ipcache list -o json as root")
    return try collect(
      document.sorted { $0.key < $1.key }.flatMap { key, values in values.map { (key, $0, "\(key) \($0)") } })
  }

  private static func collect(_ rows: [(prefix: String, value: String, line: String)]) throws -> IPCacheTable {
    var tally = ReadingTally()
    let entries = rows.compactMap { row -> IPCacheEntry? in
      if let prefix = IPPrefix(row.prefix), let entry = IPCacheEntry(prefix: prefix, value: row.value) {
        tally.entries += 1
        return entry
      }
      if !row.line.allSatisfy(\.isWhitespace) { tally.countUnknown(row.line.utf8) }
      return nil
    }
    try tally.requireEntries(of: what)
    return IPCacheTable(entries: entries, tally: tally)
  }
}

/// Reads `cilium-dbg bpf tunnel list`, which releases up to 1.17 have: since then the IP cache tells the same, and the
/// command prints a usage text with exit status 0.
public enum TunnelList {
  static let what = "the tunnel map (bpf tunnel list)"

  /// Pod network → node IP. An empty map only says so on stderr.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` for anything else, the usage text included.
  public static func parse(text: String, stderr: String = "") throws -> [IPAddress: IPAddress] {
    try MissingMap.check(stderr, command: "bpf tunnel list")
    if text.allSatisfy(\.isWhitespace), stderr.contains("No entries found") { return [:] }
    let table = try ColumnTable(text, what: what, required: ["TUNNEL", "VALUE"])
    return try table.rows.reduce(into: [:]) { result, row in
      let network = try table.value("TUNNEL", in: row, as: "an address", address)
      result[network] = try table.value("VALUE", in: row, as: "an address", address)
    }
  }

  /// `10.244.1.0:0`, `10.244.1.0`, `[fd00::]:0`.
  private static func address(_ cell: String) -> IPAddress? {
    NATEntry.Endpoint(cell)?.address ?? IPAddress(cell)
  }
}
