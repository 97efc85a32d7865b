/// The extension headers between an IPv6 header and what it carries (RFC 8200 section 4).
struct IPv6Extensions {
  /// The protocol behind them.
  private(set) var protocolNumber: UInt8
  /// Where that begins.
  private(set) var end: Int
  private(set) var identification: UInt32?
  private(set) var moreFragments = false
  private(set) var fragmentOffset = 0

  init(_ reader: ByteReader, from start: Int, first: UInt8) {
    protocolNumber = first
    end = start
    // Each header is at least eight bytes long, so the loop ends with the packet.
    while let next = reader.byte(end), let length = reader.byte(end + 1) {
      switch protocolNumber {
      case 0, 43, 60:  // Hop-by-hop options, routing, destination options.
        end += (Int(length) + 1) * 8
      case 44:
        guard let offset = reader.half(end + 2), let number = reader.word(end + 4) else { return }
        fragmentOffset = Int(offset & 0xFFF8)
        moreFragments = offset & 1 != 0
        identification = number
        end += 8
      default:
        return
      }
      protocolNumber = next
      if fragmentOffset > 0 { return }
    }
  }
}
