/// One entry of Cilium's connection tracking maps.
public struct ConntrackEntry: Hashable, Sendable {
  /// What the entry is looked up for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Packets that leave.
    case out = "OUT"
    /// Packets that come in.
    case `in` = "IN"
    /// A client's way to a Service, before the backend is chosen.
    case service = "SVC"
  }

  /// The transport protocol.
  public var proto: NATEntry.TransportProtocol
  /// What the entry is looked up for.
  public var kind: Kind
  /// Where packets come from.
  public var source: NATEntry.Endpoint
  /// Where packets go to.
  public var destination: NATEntry.Endpoint
  /// Whether the key is for packets related to a flow (ICMP errors).
  public var related: Bool
  /// The map's clock at which the entry goes, in seconds.
  public var expires: UInt64
  /// Packets counted; up to 1.15 those received. 0 with accounting switched off, its default.
  public var packets: UInt64
  /// Bytes counted, likewise.
  public var bytes: UInt64
  /// TCP flags seen from the receiving side.
  public var receivedFlags: UInt64
  /// TCP flags seen from the sending side.
  public var transmittedFlags: UInt64
  /// The entry's flags (`bpf/lib/common.h`, `struct ct_entry`).
  public var flags: UInt64
  /// The Service's reverse NAT identifier; 0 for none.
  public var reverseNAT: UInt64
  /// The sender's security identity; 0 where it is not kept.
  public var sourceIdentity: UInt64
  /// The backend's identifier in a Service's entry; nil in releases that do not list it.
  public var backendID: UInt64?

  /// Makes an entry.
  public init(
    proto: NATEntry.TransportProtocol, kind: Kind, source: NATEntry.Endpoint, destination: NATEntry.Endpoint,
    related: Bool = false, expires: UInt64 = 0, packets: UInt64 = 0, bytes: UInt64 = 0, receivedFlags: UInt64 = 0,
    transmittedFlags: UInt64 = 0, flags: UInt64 = 0, reverseNAT: UInt64 = 0, sourceIdentity: UInt64 = 0,
    backendID: UInt64? = nil
  ) {
    self.proto = proto
    self.kind = kind
    self.source = source
    self.destination = destination
    self.related = related
    self.expires = expires
    self.packets = packets
    self.bytes = bytes
    self.receivedFlags = receivedFlags
    self.transmittedFlags = transmittedFlags
    self.flags = flags
    self.reverseNAT = reverseNAT
    self.sourceIdentity = sourceIdentity
    self.backendID = backendID
  }
}

extension ConntrackEntry: CustomStringConvertible {
  /// The beginning of the line that `bpf ct list global` prints.
  public var description: String {
    "\(proto) \(kind.rawValue) \(source) -> \(destination)\(related ? " related" : "")"
  }
}

extension ConntrackEntry: StreamedLine {
  static var what: String { "the connection tracking table (bpf ct list global)" }

  /// The names of values that are kept, in 1.14's and 1.19's words (`CtEntry.StringWithTimeDiff` in `pkg/maps/ctmap`).
  private mutating func set(_ name: Substring, _ value: UInt64) {
    switch name {
    case "expires": expires = value
    case "Packets", "RxPackets": packets = value
    case "Bytes", "RxBytes": bytes = value
    case "RxFlagsSeen": receivedFlags = value
    case "TxFlagsSeen": transmittedFlags = value
    case "Flags": flags = value
    case "RevNAT": reverseNAT = value
    case "SourceSecurityID": sourceIdentity = value
    case "BackendID": backendID = value
    default: break
    }
  }

  /// Reads `PROTO OUT|IN|SVC a -> b [related ][service ]expires=N … RevNAT=N SourceSecurityID=N …`, of any release.
  init?(text: String) {
    let words = text.split(separator: " ")
    guard words.count >= 6, words[3] == "->", let kind = Kind(rawValue: String(words[1])),
      let source = NATEntry.Endpoint(words[2]), let destination = NATEntry.Endpoint(words[4])
    else { return nil }
    self.init(proto: .init(name: words[0]), kind: kind, source: source, destination: destination)
    var last: Substring?
    for word in words[5...] {
      if word == "related" {
        related = true
      } else if word == "service" {
        // Up to 1.15 a Service's key had the direction's word before, and its own after.
        self.kind = .service
      } else if let equals = word.firstIndex(of: "="), let value = Self.number(word[word.index(after: equals)...]) {
        last = word[..<equals]
        set(word[..<equals], value)
      }
    }
    // Without the last values the line was cut off.
    guard let last, ["SourceSecurityID", "BackendID", "IfIndex", "NatPort"].contains(last) else { return nil }
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// Reads the usual form of IPv4 from bytes.
  @inline(__always)
  init?(line cursor: inout ByteCursor) {
    guard let proto = Self.proto(&cursor), let kind = Self.kind(&cursor), let source = cursor.ipv4(),
      cursor.take(byte: ":"), let sourcePort = cursor.port(), cursor.take(" -> "), let destination = cursor.ipv4(),
      cursor.take(byte: ":"), let destinationPort = cursor.port(), cursor.take(byte: " ")
    else { return nil }
    self.init(
      proto: proto, kind: kind, source: NATEntry.Endpoint(IPv4Address(source), sourcePort),
      destination: NATEntry.Endpoint(IPv4Address(destination), destinationPort))
    related = cursor.take("related ")
    guard cursor.take("expires="), let expires = cursor.number(), cursor.take(" Packets="),
      let packets = cursor.number(), cursor.take(" Bytes="), let bytes = cursor.number(),
      cursor.take(" RxFlagsSeen=0x"),
      let received = cursor.hexadecimal(), cursor.take(" LastRxReport="), cursor.number() != nil,
      cursor.take(" TxFlagsSeen=0x"), let transmitted = cursor.hexadecimal(), cursor.take(" LastTxReport="),
      cursor.number() != nil, cursor.take(" Flags=0x"), let flags = cursor.hexadecimal(), cursor.take(" [ "),
      cursor.skip(past: "]"), cursor.take(" RevNAT="), let reverse = cursor.number(),
      cursor.take(" SourceSecurityID="), let identity = cursor.number()
    else { return nil }
    (self.expires, self.packets, self.bytes, self.flags) = (expires, packets, bytes, flags)
    (receivedFlags, transmittedFlags, reverseNAT, sourceIdentity) = (received, transmitted, reverse, identity)
    guard cursor.take(" BackendID=") else { return nil }
    guard let backend = cursor.number() else { return nil }
    backendID = backend
    if cursor.take(" NatPort=") { guard cursor.number() != nil else { return nil } }
    while cursor.take(byte: " ") {}
    guard cursor.isAtEnd else { return nil }
  }

  @inline(__always)
  private static func proto(_ cursor: inout ByteCursor) -> NATEntry.TransportProtocol? {
    switch cursor.byte {
    case UInt8(ascii: "T"): cursor.take("TCP ") ? .tcp : nil
    case UInt8(ascii: "U"): cursor.take("UDP ") ? .udp : nil
    case UInt8(ascii: "I"): cursor.take("ICMP ") ? .icmp : nil
    default: nil
    }
  }

  @inline(__always)
  private static func kind(_ cursor: inout ByteCursor) -> Kind? {
    switch cursor.byte {
    case UInt8(ascii: "O"): cursor.take("OUT ") ? .out : nil
    case UInt8(ascii: "I"): cursor.take("IN ") ? .in : nil
    case UInt8(ascii: "S"): cursor.take("SVC ") ? .service : nil
    default: nil
    }
  }
}
