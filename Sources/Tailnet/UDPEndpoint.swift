import Cilium

/// Where a tunnel's packets are sent to on the network below: an address and a UDP port.
public struct UDPEndpoint: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The UDP port, from 0 to 65535.
  public var port: Int

  /// Makes an endpoint.
  public init(_ address: IPAddress, port: Int) {
    self.address = address
    self.port = port
  }

  /// Reads `203.0.113.5:51820` or `[2001:db8::5]:51820`, with a zone (`[fe80::1%eth0]:41641`) too.
  ///
  /// What follows the port is passed over: Tailscale writes a peer relay as `ADDRESS:PORT:vni:NUMBER`
  /// (`ipn/ipnstate/ipnstate.go`, PeerStatus.PeerRelay).
  public init?(_ text: some StringProtocol) {
    let host: Substring
    let rest: Substring
    let text = Substring(text)
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end].prefix { $0 != "%" }
      rest = text[text.index(after: end)...]
    } else {
      guard let colon = text.firstIndex(of: ":") else { return nil }
      host = text[..<colon]
      rest = text[colon...]
    }
    guard rest.first == ":", let address = IPAddress(host),
      let port = Int(rest.dropFirst().prefix { $0 != ":" }), (0...0xFFFF).contains(port)
    else { return nil }
    self.init(address, port: port)
  }

  /// Whether it is on the sender's own host: what listens there passes the packets on in another way.
  public var isLoopback: Bool {
    switch address {
    case .v4(let address): address.rawValue >> 24 == 127
    case .v6(let address): address.bytes == [UInt8](repeating: 0, count: 15) + [1]
    }
  }
}

extension UDPEndpoint: CustomStringConvertible {
  /// `ADDRESS:PORT`, an IPv6 address in brackets.
  public var description: String { "\(address.urlHost):\(port)" }
}

extension UDPEndpoint: Codable {
  /// Reads `ADDRESS:PORT`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let endpoint = UDPEndpoint(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is no ADDRESS:PORT")
    }
    self = endpoint
  }

  /// Writes `ADDRESS:PORT`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
