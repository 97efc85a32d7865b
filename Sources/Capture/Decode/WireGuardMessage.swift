/// A WireGuard message by its type and length, which is all that can be seen from outside
/// (WireGuard: Next Generation Kernel Network Tunnel, section 5.4).
public enum WireGuardMessage: Hashable, Sendable {
  /// The first message of a handshake.
  case handshakeInitiation
  /// The answer to it.
  case handshakeResponse
  /// A cookie from a peer under load.
  case cookieReply
  /// Encrypted data; an empty one is a keepalive. Holds how many bytes are inside, with their padding to 16.
  case transportData(paddedLength: Int)

  /// The header (type, receiver, counter) and the authentication tag around encrypted data, in bytes.
  static let dataOverhead = 32

  /// - Parameters:
  ///   - bytes: The datagram's data, which may be cut off.
  ///   - length: The data's length on the wire.
  init?(_ bytes: ArraySlice<UInt8>, length: Int) {
    // The type, and three bytes that are always zero.
    switch (ByteReader(bytes).word(0), length) {
    case (0x0100_0000, 148): self = .handshakeInitiation
    case (0x0200_0000, 92): self = .handshakeResponse
    case (0x0300_0000, 64): self = .cookieReply
    case (0x0400_0000, let length) where length >= Self.dataOverhead:
      self = .transportData(paddedLength: length - Self.dataOverhead)
    default: return nil
    }
  }

  /// The largest packet that there is, in bytes: IP's length field has 16 bits.
  public static let largestPacket = 0xFFFF

  /// How long the datagram's data is that carries a packet: padded to 16 bytes, but never beyond the device's MTU.
  ///
  /// - Parameters: in bytes; what is no size of a packet counts as the nearest one that is.
  public static func dataLength(carrying packet: Int, deviceMTU: Int) -> Int {
    let packet = min(max(packet, 0), largestPacket)
    let padded = (packet + 15) / 16 * 16
    return max(packet, min(padded, max(deviceMTU, 0))) + dataOverhead
  }
}
