/// An IPv4 CIDR.
struct IPv4Range: Sendable, Hashable {
  let base: UInt32
  let prefix: Int

  /// Reads `10.96.0.0/12`; nil when it is no CIDR.
  init?(_ text: String) {
    let parts = text.split(separator: "/")
    guard parts.count == 2, let prefix = Int(parts[1]), (0...32).contains(prefix),
      let address = Self.number(String(parts[0]))
    else { return nil }
    self.prefix = prefix
    let mask: UInt32 = prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix)
    base = address & mask
  }

  private init(base: UInt32, prefix: Int) {
    self.base = base
    self.prefix = prefix
  }

  /// 10.96.0.0/12, the default of kubeadm and of the guide.
  static let services = IPv4Range(base: 10 << 24 | 96 << 16, prefix: 12)

  /// How many addresses it holds.
  var count: UInt32 { prefix == 0 ? .max : 1 << UInt32(32 - prefix) }

  /// The address at a distance from the base.
  func address(at offset: UInt32) -> String {
    let value = base &+ offset
    return "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
  }

  /// Whether the address lies in the range.
  func contains(_ text: String) -> Bool {
    guard let value = Self.number(text) else { return false }
    return prefix == 0 || (value ^ base) >> UInt32(32 - prefix) == 0
  }

  private static func number(_ text: String) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    return parts.reduce(Optional(UInt32(0))) { sum, part in
      guard let sum, let part else { return nil }
      return sum << 8 | UInt32(part)
    }
  }
}
