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
  @inline(__always)
  init?(line cursor: inout ByteCursor) {
    guard let number = Self.protocolNumber(&cursor), var flags = Self.direction(&cursor),
      let source = cursor.ipv4Endpoint(), cursor.take(" -> "), let destination = cursor.ipv4Endpoint(),
      cursor.take(byte: " ")
    else { return nil }
    let isIncoming = flags & 1 != 0
    if cursor.take("related ") { flags |= 2 }
    if cursor.take("service ") { flags |= 4 }
    // The direction says which end is rewritten; a line that says otherwise is no map entry.
    guard isIncoming ? cursor.begins("XLATE_DST ") : cursor.begins("XLATE_SRC ") else { return nil }
    cursor.advance(10)
    guard let translated = cursor.ipv4Endpoint(), cursor.take(" Created="), let tail = Tail(&cursor) else { return nil }
    self.init(
      protocolNumber: number, flags: flags, needsCT: tail.needsCT, source: IPv4Address(source.address),
      sourcePort: source.port, destination: IPv4Address(destination.address), destinationPort: destination.port,
      translated: IPv4Address(translated.address), translatedPort: translated.port, ageSeconds: tail.age,
      rawCreated: tail.raw)
  }

  /// The protocol's number, found without a branch: which one comes next cannot be foretold.
  @inline(__always)
  private static func protocolNumber(_ cursor: inout ByteCursor) -> UInt8? {
    let (tcp, udp) = (cursor.begins("TCP "), cursor.begins("UDP "))
    let (icmp, sctp) = (cursor.begins("ICMP "), cursor.begins("SCTP "))
    let number = (tcp ? 6 : 0) | (udp ? 17 : 0) | (icmp ? 1 : 0) | (sctp ? 132 : 0) as UInt8
    guard number != 0 else { return nil }
    cursor.advance(4 &+ (icmp ? 1 : 0) &+ (sctp ? 1 : 0))
    return number
  }

  /// The key's flag for the direction, likewise.
  @inline(__always)
  private static func direction(_ cursor: inout ByteCursor) -> UInt8? {
    let isIncoming = cursor.begins("IN ")
    guard isIncoming != cursor.begins("OUT ") else { return nil }
    cursor.advance(isIncoming ? 3 : 4)
    return isIncoming ? 1 : 0
  }

  /// `4sec ago NeedsCT=0`, `4sec NeedsCT=0` (1.14), `4sec HostLocal=0` (before), `? (raw 5) NeedsCT=0`; a missing end
  /// means that the line was cut off.
  private struct Tail {
    var age: Int?
    var raw: UInt64 = 0
    var needsCT: Bool?

    @inline(__always)
    init?(_ cursor: inout ByteCursor) {
      if let seconds = cursor.number() {
        guard cursor.take("sec ") else { return nil }
        age = Int(truncatingIfNeeded: seconds)
        _ = cursor.take("ago ")
      } else {
        guard cursor.take("? (raw "), let value = cursor.number(), cursor.take(") ") else { return nil }
        raw = value
      }
      if cursor.take("NeedsCT=") {
        guard let flag = cursor.number() else { return nil }
        needsCT = flag != 0
      } else {
        guard cursor.take("HostLocal="), cursor.number() != nil else { return nil }
      }
      while cursor.take(byte: " ") {}
      guard cursor.isAtEnd else { return nil }
    }
  }
}
