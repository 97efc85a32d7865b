/// Walks over the bytes of a line that ends with a newline.
///
/// No step looks past the newline, as none of them accepts one: so there is no bound to check, which is what makes
/// reading half a million lines a matter of milliseconds. A step that does not find what it wants leaves the cursor
/// anywhere before the newline; the line is then given up.
struct ByteCursor {
  private(set) var position: UnsafePointer<UInt8>

  @inline(__always)
  init(_ position: UnsafePointer<UInt8>) { self.position = position }

  /// The byte under the cursor.
  @inline(__always)
  var byte: UInt8 { position.pointee }

  /// Whether the newline is reached.
  @inline(__always)
  var isAtEnd: Bool { byte == 10 }

  @inline(__always)
  mutating func advance(_ count: Int = 1) { position += count }

  /// Takes a byte if it is the wanted one, which must not be the newline.
  @inline(__always)
  mutating func take(byte wanted: Unicode.Scalar) -> Bool {
    guard position.pointee == UInt8(truncatingIfNeeded: wanted.value) else { return false }
    position += 1
    return true
  }

  /// Takes a text, which must not have a newline in it.
  @inline(__always)
  mutating func take(_ wanted: StaticString) -> Bool {
    let start = wanted.utf8Start
    var index = 0
    while index < wanted.utf8CodeUnitCount {
      guard position[index] == start[index] else { return false }
      index &+= 1
    }
    position += index
    return true
  }

  /// Takes a whole number of at most nineteen digits, the most that never overflow; nil without a digit.
  @inline(__always)
  mutating func number() -> UInt64? {
    let start = position
    var value: UInt64 = 0
    while let digit = digit(0) {
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    return 1...19 ~= position - start ? value : nil
  }

  /// Takes a port; nil for more than 65535.
  @inline(__always)
  mutating func port() -> UInt16? {
    guard let value = number(), value <= 65535 else { return nil }
    return UInt16(truncatingIfNeeded: value)
  }

  /// The value of a digit so many bytes further; nil for another byte.
  @inline(__always)
  private func digit(_ offset: Int) -> UInt32? {
    let value = UInt32(position[offset]) &- 48
    return value < 10 ? value : nil
  }

  /// Takes one octet of a dotted address, without leading zeros; nil for more than 255.
  @inline(__always)
  private mutating func octet() -> UInt32? {
    guard let first = digit(0) else { return nil }
    guard let second = digit(1) else {
      position += 1
      return first
    }
    let two = first &* 10 &+ second
    guard let third = digit(2) else {
      position += 2
      return first == 0 ? nil : two
    }
    let three = two &* 10 &+ third
    position += 3
    return first == 0 || three > 255 ? nil : three
  }

  /// Takes a dotted address.
  @inline(__always)
  mutating func ipv4() -> UInt32? {
    guard let one = octet(), take(byte: "."), let two = octet(), take(byte: "."), let three = octet(), take(byte: "."),
      let four = octet()
    else { return nil }
    return one << 24 | two << 16 | three << 8 | four
  }
}

extension ByteCursor {
  /// Takes a hexadecimal number of at most sixteen digits.
  @inline(__always)
  mutating func hexadecimal() -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    while true {
      let byte = self.byte
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte &- 48
      case 97...102: digit = byte &- 87
      case 65...70: digit = byte &- 55
      default: return digits == 0 || digits > 16 ? nil : value
      }
      value = value << 4 | UInt64(digit)
      advance()
      digits &+= 1
    }
  }

  /// Goes behind the next such byte of the line; false when the line ends before.
  @inline(__always)
  mutating func skip(past wanted: Unicode.Scalar) -> Bool {
    while !isAtEnd {
      if take(byte: wanted) { return true }
      advance()
    }
    return false
  }
}
