/// One entry of Cilium's IPv4 NAT map as plain numbers: what a reader of half a million of them hands on.
public struct NATRecord: Hashable, Sendable {
  /// The transport protocol's IANA number.
  public var protocolNumber: UInt8
  /// The key's flags (`bpf/lib/common.h`, TUPLE_F_*): 1 incoming, 2 related, 4 service.
  public var flags: UInt8
  /// Whether the flow also has a connection-tracking entry of the node's own; nil in releases before 1.14.
  public var needsCT: Bool?
  /// Where such a packet comes from; for ICMP the sender's port is the echo identifier.
  public var source: IPv4Address
  /// Its port.
  public var sourcePort: UInt16
  /// Where such a packet goes to.
  public var destination: IPv4Address
  /// Its port.
  public var destinationPort: UInt16
  /// What the source (outgoing) or the destination (incoming) becomes.
  public var translated: IPv4Address
  /// Its port.
  public var translatedPort: UInt16
  /// Seconds before the command ran when the entry was made; nil when only the map's clock is known.
  public var ageSeconds: Int?
  /// The map's clock when the entry was made, where no age is known.
  public var rawCreated: UInt64

  /// Whether the entry is for packets that come back.
  public var isIncoming: Bool { flags & 1 != 0 }

  /// The entry as the rest of netproof knows it.
  public var entry: NATEntry {
    let rewritten = NATEntry.Endpoint(translated, translatedPort)
    return NATEntry(
      proto: NATEntry.TransportProtocol(number: protocolNumber), direction: isIncoming ? .in : .out,
      source: NATEntry.Endpoint(source, sourcePort), destination: NATEntry.Endpoint(destination, destinationPort),
      translation: isIncoming ? .destination(rewritten) : .source(rewritten),
      created: ageSeconds.map(NATEntry.Created.secondsAgo) ?? .raw(rawCreated), needsCT: needsCT,
      related: flags & 2 != 0, service: flags & 4 != 0)
  }
}

extension NATRecord {
  /// Reads a line of `bpf nat list` from its first byte to its newline: the forms of all releases, IPv4 only. Nil for
  /// anything else; the cursor then stands somewhere before the newline.
  ///
  /// Its end is `Created=4sec ago NeedsCT=0`, `4sec NeedsCT=0` (1.14), `4sec HostLocal=0` (before), `? (raw 5)
  /// NeedsCT=0`; a missing end means that the line was cut off.
  @inline(__always)
  init?(line cursor: inout ByteCursor) {
    guard let number = Self.protocolNumber(&cursor) else { return nil }
    var flags: UInt8
    if cursor.take("OUT ") {
      flags = 0
    } else if cursor.take("IN ") {
      flags = 1
    } else {
      return nil
    }
    guard let source = cursor.ipv4(), cursor.take(byte: ":"), let sourcePort = cursor.port(), cursor.take(" -> "),
      let destination = cursor.ipv4(), cursor.take(byte: ":"), let destinationPort = cursor.port(),
      cursor.take(byte: " ")
    else { return nil }
    if cursor.take("related ") { flags |= 2 }
    if cursor.take("service ") { flags |= 4 }
    guard cursor.take("XLATE_") else { return nil }
    let isIncoming = flags & 1 != 0
    // The direction says which end is rewritten; a line that says otherwise is no map entry.
    guard isIncoming ? cursor.take("DST ") : cursor.take("SRC "), let translated = cursor.ipv4(),
      cursor.take(byte: ":"),
      let translatedPort = cursor.port(), cursor.take(" Created=")
    else { return nil }
    // Here and not in a function of its own: one that is not inlined would keep the cursor in memory for the whole line.
    var age: Int?
    var raw: UInt64 = 0
    if let seconds = cursor.number() {
      guard cursor.take("sec ") else { return nil }
      age = Int(truncatingIfNeeded: seconds)
      _ = cursor.take("ago ")
    } else {
      guard cursor.take("? (raw "), let value = cursor.number(), cursor.take(") ") else { return nil }
      raw = value
    }
    let tellsNeed = cursor.take("NeedsCT=")
    guard tellsNeed || cursor.take("HostLocal="), let flag = cursor.number() else { return nil }
    while cursor.take(byte: " ") {}
    guard cursor.isAtEnd else { return nil }
    self.init(
      protocolNumber: number, flags: flags, needsCT: tellsNeed ? flag != 0 : nil, source: IPv4Address(source),
      sourcePort: sourcePort, destination: IPv4Address(destination), destinationPort: destinationPort,
      translated: IPv4Address(translated), translatedPort: translatedPort, ageSeconds: age, rawCreated: raw)
  }

  @inline(__always)
  private static func protocolNumber(_ cursor: inout ByteCursor) -> UInt8? {
    switch cursor.byte {
    case UInt8(ascii: "T"): cursor.take("TCP ") ? 6 : nil
    case UInt8(ascii: "U"): cursor.take("UDP ") ? 17 : nil
    case UInt8(ascii: "I"): cursor.take("ICMP ") ? 1 : nil
    case UInt8(ascii: "S"): cursor.take("SCTP ") ? 132 : nil
    default: nil
    }
  }
}
