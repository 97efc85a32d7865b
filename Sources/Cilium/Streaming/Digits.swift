/// Decimal digits, eight bytes at a time in one register ("SIMD within a register", Fisher and Dietz 1998): reading
/// half a million lines byte by byte costs a mispredicted branch for the end of nearly every number.
enum Digits {
  /// The highest bit of each byte that is no digit. Behind a byte that is not ASCII the answer may be wrong, which is why
  /// what is wanted there has to be checked.
  @inline(__always)
  private static func others(in word: UInt64) -> UInt64 {
    // A digit's lower half is below ten and its upper half is 3; adding 0x76 sets the highest bit for ten and more.
    let value = word ^ 0x3030_3030_3030_3030
    return ((value &+ 0x7676_7676_7676_7676) | value) & 0x8080_8080_8080_8080
  }

  /// How many digits a word begins with: 0...8.
  @inline(__always)
  static func count(in word: UInt64) -> Int { others(in: word).trailingZeroBitCount &>> 3 }

  /// A bit for each byte that is no digit, the first in the lowest place.
  @inline(__always)
  static func mask(of word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (others(in: word) &* 0x0002_0408_1020_4081) &>> 56)
  }

  /// The number that the first digits make; `count` is 1...8.
  @inline(__always)
  static func value(of word: UInt64, count: Int) -> UInt64 {
    var value = (word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)) & 0x0F0F_0F0F_0F0F_0F0F
    // Neighbours make pairs, pairs make fours, fours the whole.
    value = (value &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
    value = (value &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
    return (value &* 42_949_672_960_001) &>> 32
  }

  /// One octet of a dotted address, of which four bytes begin the word. Sets `fault`'s sign bit for leading zeros and for
  /// more than 255; `count` is 1...4.
  @inline(__always)
  static func octet(_ word: UInt32, count: Int, fault: inout UInt32) -> UInt32 {
    let shift = UInt32(truncatingIfNeeded: 8 &* count)
    let digits = (word &<< (32 &- shift)) & 0x0F0F_0F0F
    // With the first digit in the highest place, digits compare as the numbers they are.
    let ordered = digits.byteSwapped
    let least = UInt32(1) &<< (shift &- 8)
    fault |= (0x02_0505 &- ordered) | ((ordered | 1) &- least)
    return (digits &* 0x64_0A01) &>> 24
  }
}

extension ByteCursor {
  /// Takes `a.b.c.d:port`, the port in at most five digits.
  @inline(__always)
  mutating func ipv4Endpoint() -> (address: UInt32, port: UInt16)? {
    // Fifteen bytes of address, a colon, five of port and what follows: 22.
    var ends =
      Digits.mask(of: word(UInt64.self)) | Digits.mask(of: word(UInt64.self, at: 8)) &<< 8
      | Digits.mask(of: word(UInt64.self, at: 16)) &<< 16
    @inline(__always)
    func nextEnd() -> Int {
      // Beyond the last bit: nothing that is wanted stands there.
      let end = (ends | 0x8000_0000).trailingZeroBitCount
      ends &= ends &- 1
      return end
    }
    let (one, two, three, four, last) = (nextEnd(), nextEnd(), nextEnd(), nextEnd(), nextEnd())
    guard last < 24, position[one] == 0x2E, position[two] == 0x2E, position[three] == 0x2E, position[four] == 0x3A
    else { return nil }
    let (second, third, fourth) = (two &- one &- 1, three &- two &- 1, four &- three &- 1)
    guard UInt((one &- 1) | (second &- 1) | (third &- 1) | (fourth &- 1)) < 4 else { return nil }
    var fault: UInt32 = 0
    let address =
      Digits.octet(word(UInt32.self), count: one, fault: &fault) &<< 24
      | Digits.octet(word(UInt32.self, at: one &+ 1), count: second, fault: &fault) &<< 16
      | Digits.octet(word(UInt32.self, at: two &+ 1), count: third, fault: &fault) &<< 8
      | Digits.octet(word(UInt32.self, at: three &+ 1), count: fourth, fault: &fault)
    let portDigits = last &- four &- 1
    guard fault &>> 31 == 0, portDigits >= 1, portDigits <= 5 else { return nil }
    let port = Digits.value(of: word(UInt64.self, at: four &+ 1), count: portDigits)
    guard port <= 65535 else { return nil }
    advance(last)
    return (address, UInt16(truncatingIfNeeded: port))
  }
}
