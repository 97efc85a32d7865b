/// An IPv4 or IPv6 address as it stands in a header.
public enum HeaderAddress: Hashable, Sendable {
  /// An IPv4 address, the first octet in the highest byte.
  case v4(UInt32)
  /// An IPv6 address: its upper and its lower half.
  case v6(UInt64, UInt64)
}

extension HeaderAddress: CustomStringConvertible {
  /// Dotted-decimal notation, or RFC 5952's for IPv6 (the longest run of zero groups is shortened).
  public var description: String {
    switch self {
    case .v4(let number):
      return "\(number >> 24).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
    case .v6(let high, let low):
      let groups = (0..<8).map { index in
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> (48 - 16 * (UInt64(index) % 4)))
      }
      return Self.text(groups)
    }
  }

  private static func text(_ groups: [UInt16]) -> String {
    var best = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > max(1, best.count) { best = start..<index }
      start = index + 1
    }
    func part(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty ? part(0..<8) : part(0..<best.lowerBound) + "::" + part(best.upperBound..<8)
  }
}

extension ByteReader {
  /// The IPv4 address at an offset.
  func address4(_ offset: Int) -> HeaderAddress? { word(offset).map(HeaderAddress.v4) }

  /// The IPv6 address at an offset.
  func address6(_ offset: Int) -> HeaderAddress? {
    guard let high = doubleWord(offset), let low = doubleWord(offset + 8) else { return nil }
    return .v6(high, low)
  }
}
