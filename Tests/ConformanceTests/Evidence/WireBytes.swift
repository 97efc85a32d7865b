import Cilium

/// Packets put together byte by byte from their specifications, as a capture on a node holds them. Checksums are zero:
/// nothing that reads them checks one.
enum WireBytes {
  static func half(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

  /// RFC 791 and RFC 8200, by the addresses' family; ICMP's number is told by it too.
  static func ip(_ source: IPAddress, _ destination: IPAddress, _ proto: Int, _ body: [UInt8]) -> [UInt8] {
    guard source.family == .ipv6 else {
      return [0x45, 0] + half(20 + body.count) + [0, 7, 0x40, 0, 64, UInt8(proto), 0, 0] + source.bytes
        + destination.bytes + body
    }
    return [0x60, 0, 0, 0] + half(body.count) + [UInt8(proto), 64] + source.bytes + destination.bytes + body
  }

  /// RFC 792, RFC 4443: an echo's request or reply, with data up to a payload's length.
  static func echo(
    _ source: IPAddress, _ destination: IPAddress, id: Int, sequence: Int = 0, reply: Bool = false, payload: Int = 56
  ) -> [UInt8] {
    let isIPv6 = source.family == .ipv6
    let type: UInt8 = isIPv6 ? (reply ? 129 : 128) : (reply ? 0 : 8)
    let body = [type, 0, 0, 0] + half(id) + half(sequence) + [UInt8](repeating: 0, count: payload)
    return ip(source, destination, isIPv6 ? 58 : 1, body)
  }

  /// RFC 4443, section 3.2: a packet was too big for a link of this MTU.
  static func tooBig(_ source: IPAddress, _ destination: IPAddress, mtu: Int, about packet: [UInt8]) -> [UInt8] {
    ip(source, destination, 58, [2, 0, 0, 0, 0, 0] + half(mtu) + packet.prefix(1232))
  }

  /// RFC 768.
  static func udp(_ source: IPAddress, _ from: Int, _ destination: IPAddress, _ to: Int, _ data: [UInt8]) -> [UInt8] {
    ip(source, destination, 17, half(from) + half(to) + half(8 + data.count) + [0, 0] + data)
  }

  /// RFC 9293: a segment without data. The flags: 2 SYN, 0x12 SYN and ACK, 4 RST, 0x10 ACK.
  static func tcp(_ source: IPAddress, _ from: Int, _ destination: IPAddress, _ to: Int, flags: UInt8 = 2) -> [UInt8] {
    let header = half(from) + half(to) + [UInt8](repeating: 0, count: 8) + [0xA0, flags, 0xFF, 0xFF, 0, 0, 0, 0]
    return ip(source, destination, 6, header + [UInt8](repeating: 0, count: 20))
  }

  /// RFC 1035, section 4.1.
  static func dns(_ name: String, type: Int = 1, answer: Bool = false) -> [UInt8] {
    let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    return [0xAB, 0xCD, answer ? 0x81 : 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels + [0] + half(type) + [0, 1]
  }

  /// RFC 7348 over UDP port 8472: the VNI, and an Ethernet frame.
  static func vxlan(_ source: IPAddress, _ destination: IPAddress, vni: Int, _ inner: [UInt8]) -> [UInt8] {
    let etherType = inner[0] >> 4 == 6 ? [0x86, 0xDD] : [0x08, 0x00] as [UInt8]
    let frame = [UInt8](repeating: 2, count: 12) + etherType + inner
    let header = [8, 0, 0, 0, UInt8(vni >> 16 & 0xFF)] + half(vni) + [0]
    return udp(source, 40_000, destination, 8472, header + frame)
  }

  /// WireGuard's transport data (the paper's section 5.4.6) that carries a packet of this length, padded to 16 bytes.
  static func wireGuard(_ source: IPAddress, _ destination: IPAddress, carrying length: Int) -> [UInt8] {
    let padded = (length + 15) / 16 * 16
    return udp(source, 41_641, destination, 41_641, [4, 0, 0, 0] + [UInt8](repeating: 9, count: 12 + padded + 16))
  }

  /// An IPv4 packet in fragments (RFC 791, section 3.2) for a link of this MTU.
  static func fragments(_ packet: [UInt8], mtu: Int) -> [[UInt8]] {
    let data = Array(packet.dropFirst(20))
    let size = (mtu - 20) / 8 * 8
    return stride(from: 0, to: data.count, by: size).map { offset in
      let piece = data[offset..<min(offset + size, data.count)]
      let isLast = offset + size >= data.count
      var header = Array(packet.prefix(20))
      header.replaceSubrange(2..<4, with: half(20 + piece.count))
      header.replaceSubrange(6..<8, with: half(offset / 8 | (isLast ? 0 : 0x2000)))
      return header + piece
    }
  }
}
