/// An IPv4 prefix in CIDR notation, for example `10.244.0.0/24`.
struct IPv4Network: Sendable, Hashable, CustomStringConvertible {
  /// The network address as a number in host byte order; host bits are zero.
  var base: UInt32
  /// 0 … 32.
  var prefixLength: Int

  /// Reads `a.b.c.d/n`; host bits are cut off. Nil when the text is no such thing.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Self.number(String(parts[0])), let length = Int(parts[1]),
      (0...32).contains(length)
    else { return nil }
    prefixLength = length
    base = address & Self.mask(length)
  }

  var description: String { "\(Self.text(base))/\(prefixLength)" }

  /// Number of addresses in the prefix.
  var count: UInt32 { prefixLength == 0 ? .max : 1 << UInt32(32 - prefixLength) }

  /// The address `offset` above the network address, in dotted notation.
  func address(_ offset: UInt32) -> String { Self.text(base &+ offset) }

  func contains(_ address: String) -> Bool {
    guard let number = Self.number(address) else { return false }
    return number & Self.mask(prefixLength) == base
  }

  /// Dotted notation to a number in host byte order; nil when it is not four decimal octets.
  static func number(_ text: String) -> UInt32? {
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    guard octets.count == 4 else { return nil }
    var result: UInt32 = 0
    for octet in octets {
      guard let value = UInt8(octet) else { return nil }
      result = result << 8 | UInt32(value)
    }
    return result
  }

  /// A number in host byte order in dotted notation.
  static func text(_ number: UInt32) -> String {
    [24, 16, 8, 0].map { String(number >> $0 & 0xff) }.joined(separator: ".")
  }

  private static func mask(_ length: Int) -> UInt32 {
    length == 0 ? 0 : UInt32.max << UInt32(32 - length)
  }
}

/// An Ethernet address that is derived from an IPv4 address, so that neighbour entries can be written without asking.
enum LabMAC {
  /// The pod's `eth0`.
  static func pod(_ address: String) -> String { derived(0x58, address) }
  /// The node's end of the pod's veth pair.
  static func lxc(_ address: String) -> String { derived(0x59, address) }
  /// A node's `cilium_vxlan`, from its router address.
  static func vxlan(_ routerAddress: String) -> String { derived(0x5a, routerAddress) }

  /// 0e: locally administered, unicast.
  private static func derived(_ kind: UInt8, _ address: String) -> String {
    let number = IPv4Network.number(address) ?? 0
    let bytes: [UInt8] = [0x0e, kind] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    return bytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined(separator: ":")
  }
}
