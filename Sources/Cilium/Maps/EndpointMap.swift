/// One address of the local endpoint map: `cilium-dbg bpf endpoint list`.
public struct EndpointMapEntry: Hashable, Sendable {
  /// The address.
  public let address: IPAddress
  /// The endpoint's number on its node; nil for an address of the host itself.
  public let id: Int?
  /// The security identity; nil for the host, and in releases that do not print it (before 1.14).
  public let identity: UInt32?
}

/// The local endpoint map: which endpoint a node delivers packets for an address to.
public enum EndpointMap {
  static let what = "the endpoint map (bpf endpoint list)"

  /// Reads the text. Of a list that was filtered at its source the heading alone may be left: no address is known then.
  ///
  /// - Throws: ``MissingMap``; ``ParseError`` for anything else.
  public static func parse(text: String, stderr: String = "") throws -> [EndpointMapEntry] {
    try MissingMap.check(stderr, command: "bpf endpoint list")
    let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    guard let heading = lines.first, heading.hasPrefix("IP ADDRESS") else {
      throw ParseError(
        what: what, found: lines.first.map(String.init) ?? "", hint: "a heading with IP ADDRESS was expected")
    }
    return try lines.dropFirst().enumerated().map { index, line in
      guard let entry = entry(line) else {
        throw ParseError(
          what: what, at: .line(index + 2), found: String(line), hint: "“ADDRESS:0 id=… sec_id=…” was expected")
      }
      return entry
    }
  }

  /// `10.244.0.115:0   id=739   sec_id=16286 flags=0x0000 ifindex=14  mac=…`, or `100.64.0.1:0  (localhost)`.
  private static func entry(_ line: Substring) -> EndpointMapEntry? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let first = words.first, let address = NATEntry.Endpoint(first)?.address, words.count > 1 else { return nil }
    func member(_ name: String) -> Substring? {
      words.first { $0.hasPrefix(name + "=") }.map { $0.dropFirst(name.count + 1) }
    }
    if words[1] == "(localhost)" { return EndpointMapEntry(address: address, id: nil, identity: nil) }
    guard let id = member("id").flatMap({ Int($0) }) else { return nil }
    return EndpointMapEntry(address: address, id: id, identity: member("sec_id").flatMap { UInt32($0) })
  }
}
