import Foundation

/// A prefix in CIDR notation, for example `10.244.0.0/24` or `fd00:10:244::/64`.
struct IPNetwork: Sendable, Hashable, CustomStringConvertible {
  /// The network address in network order, 4 or 16 bytes; host bits are zero.
  private let base: [UInt8]
  /// In bits.
  let prefixLength: Int

  /// Reads an address with its prefix length; host bits are cut off. Nil when the text is no such thing.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = NetworkAddress(parts[0]), let length = Int(parts[1]),
      (0...address.bytes.count * 8).contains(length)
    else { return nil }
    self.init(address.bytes, length)
  }

  private init(_ bytes: [UInt8], _ length: Int) {
    prefixLength = length
    base = bytes.enumerated().map { index, byte in
      byte & UInt8(truncatingIfNeeded: 0xff00 >> Swift.min(8, Swift.max(0, length - index * 8)))
    }
  }

  var description: String { "\(Self.text(base))/\(prefixLength)" }

  var family: AddressFamily { base.count == 4 ? .ipv4 : .ipv6 }

  /// The network address.
  var address: String { Self.text(base) }

  /// The number of addresses in the prefix; of more than fit, the largest number.
  var count: UInt32 {
    let free = family.bits - prefixLength
    return free >= 32 ? .max : 1 << UInt32(free)
  }

  /// The address `offset` above the network address.
  func address(_ offset: UInt32) -> String { Self.text(Self.sum(base, offset, at: base.count)) }

  /// The n-th prefix of a greater length in this one.
  func subnet(_ number: Int, length: Int) -> IPNetwork {
    // A prefix ends at a whole byte here: 24 and 64 bits are what Kubernetes gives nodes.
    IPNetwork(Self.sum(base, UInt32(clamping: number), at: length / 8), length)
  }

  func contains(_ address: String) -> Bool { NetworkAddress(address)?.isIn(description) == true }

  func overlaps(_ other: IPNetwork) -> Bool { contains(other.address) || other.contains(address) }

  /// Adds a number to the bytes that end before a place.
  private static func sum(_ bytes: [UInt8], _ number: UInt32, at end: Int) -> [UInt8] {
    var (bytes, carry) = (bytes, UInt64(number))
    for index in stride(from: end - 1, through: 0, by: -1) where carry > 0 {
      carry += UInt64(bytes[index])
      bytes[index] = UInt8(truncatingIfNeeded: carry)
      carry >>= 8
    }
    return bytes
  }

  private static func text(_ bytes: [UInt8]) -> String { NetworkAddress(bytes: bytes).text }
}

/// An Ethernet address that is derived from an address, so that neighbour entries can be written without asking.
enum LabMAC {
  /// The pod's `eth0`.
  static func pod(_ address: String) -> String { derived(0x58, address) }
  /// The node's end of the pod's veth pair.
  static func lxc(_ address: String) -> String { derived(0x59, address) }
  /// A node's `cilium_vxlan`, from its router address.
  static func vxlan(_ routerAddress: String) -> String { derived(0x5a, routerAddress) }

  /// 0e: locally administered, unicast. Of an IPv6 address, its four words folded into one.
  private static func derived(_ kind: UInt8, _ address: String) -> String {
    var folded: [UInt8] = [0, 0, 0, 0]
    for (index, byte) in (NetworkAddress(address)?.bytes ?? []).enumerated() { folded[index % 4] ^= byte }
    return ([0x0e, kind] + folded).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined(separator: ":")
  }
}
