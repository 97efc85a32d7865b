import Cilium

/// An address as a number, for fast comparison.
struct AddressBits: Hashable, Sendable {
  let width: Int
  let value: UInt128

  init(_ address: IPAddress) {
    switch address {
    case .v4(let address):
      width = 32
      value = UInt128(address.rawValue)
    case .v6(let address):
      width = 128
      value = address.rawValue
    }
  }

  private init(width: Int, value: UInt128) {
    self.width = width
    self.value = value
  }

  /// The first `length` bits, the rest zero.
  func masked(_ length: Int) -> AddressBits {
    let rest = width - length
    // A smart shift by the full width gives 0.
    return AddressBits(width: width, value: (value >> UInt128(rest)) << UInt128(rest))
  }

  var isZero: Bool { value == 0 }

  /// How many leading bits two addresses have in common.
  func commonPrefix(_ other: AddressBits) -> Int {
    (value ^ other.value).leadingZeroBitCount - (128 - width)
  }
}

extension IPPrefix {
  func matches(_ bits: AddressBits) -> Bool {
    let own = AddressBits(address)
    return own.width == bits.width && own.masked(length) == bits.masked(length)
  }
}

extension IPv4Address {
  /// 0.0.0.0; since 5.3 the rest of 0.0.0.0/8 is an address like any other (`ipv4_is_zeronet`).
  var isUnspecified: Bool { rawValue == 0 }
  var isLimitedBroadcast: Bool { rawValue == .max }
  /// 224.0.0.0/24.
  var isLocalMulticast: Bool { rawValue >> 8 == 0xE00000 }
}
