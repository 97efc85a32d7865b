/// The IPv4 packet behind a link-layer header; nil for other protocols and for headers that are cut off.
func linkPayload(_ frame: ArraySlice<UInt8>, _ linkType: LinkType) -> ArraySlice<UInt8>? {
  let ipv4: UInt16 = 0x0800
  let reader = ByteReader(frame)
  switch linkType {
  case .rawIP:
    return frame
  case .ethernet:
    var offset = 12
    // IEEE 802.1Q and 802.1ad tags stand before the protocol.
    while let tag = reader.half(offset), tag == 0x8100 || tag == 0x88A8 { offset += 4 }
    return reader.half(offset) == ipv4 ? reader.rest(from: offset + 2) : nil
  case .linuxCooked:
    return reader.half(14) == ipv4 ? reader.rest(from: 16) : nil
  case .linuxCooked2:
    return reader.half(0) == ipv4 ? reader.rest(from: 20) : nil
  case .other:
    return nil
  }
}

extension CapturedPacket {
  /// The IPv4 packet; nil for anything else.
  ///
  /// - Parameter vxlanPort: The UDP port that means VXLAN.
  public func ipv4(vxlanPort: UInt16 = 8472) -> IPv4Packet? {
    linkPayload(bytes[...], linkType).flatMap { IPv4Packet($0, vxlanPort: vxlanPort) }
  }
}
