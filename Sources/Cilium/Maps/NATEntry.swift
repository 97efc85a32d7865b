/// One entry of Cilium's NAT map.
public struct NATEntry: Hashable, Sendable {
  /// The transport protocol.
  public enum TransportProtocol: Hashable, Sendable {
    /// TCP.
    case tcp
    /// UDP.
    case udp
    /// ICMP; the identifier stands where the port of the echo's sender would.
    case icmp
    /// ICMPv6, likewise.
    case icmpv6
    /// Another protocol by Cilium's name for it, such as `SCTP`, or by its number.
    case other(String)
  }

  /// Which way the packets go that the entry is looked up for.
  public enum Direction: String, Hashable, Sendable, Codable {
    /// Leaving the node: the source is rewritten.
    case out
    /// Coming back: the destination is rewritten.
    case `in`
  }

  /// An address and a port. For ICMP the port is the echo identifier on the sender's side and 0 on the other.
  public struct Endpoint: Hashable, Sendable, Codable {
    /// The address.
    public let address: IPAddress
    /// The port or the ICMP identifier, in host byte order.
    public let port: UInt16

    /// Makes an endpoint.
    public init(address: IPAddress, port: UInt16) {
      self.address = address
      self.port = port
    }

    /// Makes an IPv4 endpoint.
    public init(_ address: IPv4Address, _ port: UInt16) { self.init(address: .v4(address), port: port) }
  }

  /// What the packet is rewritten to.
  public enum Translation: Hashable, Sendable {
    /// `XLATE_SRC`: the source becomes this.
    case source(Endpoint)
    /// `XLATE_DST`: the destination becomes this.
    case destination(Endpoint)

    /// The address and port after rewriting.
    public var endpoint: Endpoint {
      switch self {
      case .source(let endpoint), .destination(let endpoint): endpoint
      }
    }
  }

  /// When the entry was made.
  public enum Created: Hashable, Sendable {
    /// This many seconds before the command ran; releases before 1.15 leave out the word `ago`.
    case secondsAgo(Int)
    /// The map's own clock value: the command could not tell its clock, or the JSON output, which has no other.
    case raw(UInt64)
  }

  /// The transport protocol.
  public let proto: TransportProtocol
  /// Which way the packets go.
  public let direction: Direction
  /// Where such a packet comes from.
  public let source: Endpoint
  /// Where such a packet goes to.
  public let destination: Endpoint
  /// What it is rewritten to.
  public let translation: Translation
  /// When the entry was made.
  public let created: Created?
  /// Whether the flow also has a connection-tracking entry of the node's own; nil in releases before 1.14.
  public let needsCT: Bool?
  /// Whether the key is for packets related to a flow (ICMP errors).
  public let related: Bool
  /// Whether the key is for a service.
  public let service: Bool

  /// Makes an entry.
  public init(
    proto: TransportProtocol, direction: Direction, source: Endpoint, destination: Endpoint,
    translation: Translation, created: Created? = nil, needsCT: Bool? = nil, related: Bool = false,
    service: Bool = false
  ) {
    self.proto = proto
    self.direction = direction
    self.source = source
    self.destination = destination
    self.translation = translation
    self.created = created
    self.needsCT = needsCT
    self.related = related
    self.service = service
  }

  /// How old the entry is, in seconds; nil when only the map's clock is known.
  public var ageSeconds: Int? {
    if case .secondsAgo(let seconds)? = created { seconds } else { nil }
  }

  /// The echo identifier: the sender's side of an ICMP entry; nil for other protocols.
  public var icmpIdentifier: UInt16? {
    guard proto == .icmp || proto == .icmpv6 else { return nil }
    return direction == .out ? source.port : destination.port
  }
}

extension NATEntry.TransportProtocol: CustomStringConvertible {
  /// Reads Cilium's name for a protocol (`pkg/u8proto`).
  public init(name: some StringProtocol) {
    self =
      switch name {
      case "TCP": .tcp
      case "UDP": .udp
      case "ICMP": .icmp
      case "ICMPv6": .icmpv6
      default: .other(String(name))
      }
  }

  /// Reads an IANA protocol number.
  public init(number: UInt8) {
    self =
      switch number {
      case 6: .tcp
      case 17: .udp
      case 1: .icmp
      case 58: .icmpv6
      case 132: .other("SCTP")
      default: .other(String(number))
      }
  }

  /// Cilium's name for the protocol.
  public var description: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .icmp: "ICMP"
    case .icmpv6: "ICMPv6"
    case .other(let name): name
    }
  }
}

extension NATEntry.Endpoint: CustomStringConvertible {
  /// `a.b.c.d:port` or `[v6]:port`.
  public var description: String {
    address.ipv4 == nil ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  /// Reads `a.b.c.d:port` or `[v6]:port`.
  public init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var address = text[..<colon]
    if address.first == "[" {
      guard address.last == "]" else { return nil }
      address = address.dropFirst().dropLast()
    }
    guard let parsed = IPAddress(address) else { return nil }
    self.init(address: parsed, port: port)
  }
}

extension NATEntry: CustomStringConvertible {
  /// The line that `bpf nat list` of the current releases prints, without age and flags: what a report quotes.
  public var description: String {
    let rewrite =
      switch translation {
      case .source(let endpoint): "XLATE_SRC \(endpoint)"
      case .destination(let endpoint): "XLATE_DST \(endpoint)"
      }
    let words = (related ? "related " : "") + (service ? "service " : "")
    return "\(proto) \(direction.rawValue.uppercased()) \(source) -> \(destination) \(words)\(rewrite)"
  }
}
