/// What stands before the IP header of a captured packet.
public struct LinkFrame: Hashable, Sendable {
  /// Which way a packet passed the device.
  public enum Direction: Hashable, Sendable {
    /// Sent by this host.
    case outgoing
    /// Received by this host, or seen by it although meant for another.
    case incoming
  }

  /// The device's index; only the second cooked header tells it.
  public let interfaceIndex: Int?
  /// Which way; only the cooked headers tell it.
  public let direction: Direction?
  /// The IP packet; nil for other protocols and for headers that are cut off.
  let packet: ArraySlice<UInt8>?

  /// Reads a link-layer header; nil when it is cut off or of a type that is not known here.
  init?(_ frame: ArraySlice<UInt8>, _ linkType: LinkType) {
    let reader = ByteReader(frame)
    switch linkType {
    case .rawIP:
      self.init(interfaceIndex: nil, direction: nil, packet: frame)
    case .ethernet:
      self.init(nil, nil, reader, protocolAt: 12, dataAt: 14)
    case .linuxCooked:
      // https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
      guard let type = reader.half(0) else { return nil }
      self.init(nil, Self.direction(type), reader, protocolAt: 14, dataAt: 16)
    case .linuxCooked2:
      // https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
      guard let index = reader.word(4), let type = reader.byte(10) else { return nil }
      self.init(Int(index), Self.direction(UInt16(type)), reader, protocolAt: 0, dataAt: 20)
    case .other:
      return nil
    }
  }

  private init(interfaceIndex: Int?, direction: Direction?, packet: ArraySlice<UInt8>?) {
    self.interfaceIndex = interfaceIndex
    self.direction = direction
    self.packet = packet
  }

  private init(_ index: Int?, _ direction: Direction?, _ reader: ByteReader, protocolAt: Int, dataAt: Int) {
    var etherType = reader.half(protocolAt)
    var offset = dataAt
    // IEEE 802.1Q and 802.1ad tags: two bytes of tag, then the protocol behind it.
    while etherType == 0x8100 || etherType == 0x88A8 {
      etherType = reader.half(offset + 2)
      offset += 4
    }
    let isIP = etherType == 0x0800 || etherType == 0x86DD
    self.init(interfaceIndex: index, direction: direction, packet: isIP ? reader.rest(from: offset) : nil)
  }

  private static func direction(_ packetType: UInt16) -> Direction { packetType == 4 ? .outgoing : .incoming }
}

extension CapturedPacket {
  /// The header before the IP packet.
  public var link: LinkFrame? { LinkFrame(bytes[...], linkType) }

  /// The IP packet; nil for anything else.
  public func ip(tunnels: TunnelPorts = .init()) -> IPPacket? {
    link?.packet.flatMap { IPPacket($0, tunnels: tunnels) }
  }
}
