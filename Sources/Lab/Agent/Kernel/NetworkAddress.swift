import Foundation

/// An IPv4 or IPv6 address as bytes, with the tests that Cilium's device and address selection makes (`net/netip`).
struct NetworkAddress: Sendable, Hashable {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// Reads an address in its usual text form; nil for anything else.
  init?(_ text: some StringProtocol) {
    let text = String(text)
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      bytes = withUnsafeBytes(of: v4) { Array($0) }
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      bytes = withUnsafeBytes(of: v6) { Array($0) }
    } else {
      return nil
    }
  }

  /// - Parameter bytes: 4 or 16, in network order.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Its usual text form (RFC 5952).
  var text: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = bytes.withUnsafeBytes {
      inet_ntop(isIPv4 ? AF_INET : AF_INET6, $0.baseAddress, &buffer, socklen_t(buffer.count))
    }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
  }

  var isIPv4: Bool { bytes.count == 4 }

  var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  var isLoopback: Bool { isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 }
  var isMulticast: Bool { isIPv4 ? bytes[0] & 0xf0 == 0xe0 : bytes[0] == 0xff }
  var isLinkLocal: Bool {
    isIPv4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
  }
  private var isLimitedBroadcast: Bool { isIPv4 && bytes.allSatisfy { $0 == 255 } }

  /// `netip.Addr.IsGlobalUnicast`: private ranges count, 0.0.0.0 does not.
  var isGlobalUnicast: Bool {
    !isUnspecified && !isLoopback && !isMulticast && !isLinkLocal && !isLimitedBroadcast
  }

  /// The sixteen bytes that StateDB orders addresses by: IPv4 as ::ffff:a.b.c.d.
  var orderKey: [UInt8] { isIPv4 ? Array(repeating: 0, count: 10) + [0xff, 0xff] + bytes : bytes }

  /// Whether the address lies in a prefix such as `10.244.0.0/24`; a bare address is a prefix of full length.
  func isIn(_ prefix: String) -> Bool {
    let parts = prefix.split(separator: "/", maxSplits: 1)
    guard let first = parts.first, let network = NetworkAddress(first), network.bytes.count == bytes.count else {
      return false
    }
    let length = parts.count == 2 ? Int(parts[1]) ?? -1 : bytes.count * 8
    guard (0...bytes.count * 8).contains(length) else { return false }
    for index in 0..<bytes.count {
      let bits = min(8, max(0, length - index * 8))
      let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
      if bytes[index] & mask != network.bytes[index] & mask { return false }
    }
    return true
  }
}

extension Array where Element == UInt8 {
  /// Byte by byte, shorter first: the order of StateDB's index keys.
  func precedes(_ other: [UInt8]) -> Bool { lexicographicallyPrecedes(other) }
}
