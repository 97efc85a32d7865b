/// Walks over the bytes of a line that ends with a newline.
///
/// No step goes past the newline, as none of them accepts one: so there is no bound to check. Steps look at several bytes
/// at once, though, up to ``slack`` behind the newline, which must therefore be readable, whatever is there. A step that
/// does not find what it wants leaves the cursor anywhere before the newline; the line is then given up, or read in
/// another way.
struct ByteCursor {
  /// How many bytes behind a line's newline must be readable.
  static let slack = 32

  private(set) var position: UnsafePointer<UInt8>

  @inline(__always)
  init(_ position: UnsafePointer<UInt8>) { self.position = position }

  /// The byte under the cursor.
  @inline(__always)
  var byte: UInt8 { position.pointee }

  /// Whether the newline is reached.
  @inline(__always)
  var isAtEnd: Bool { byte == 10 }

  /// The bytes from an offset on, the first in the lowest place.
  @inline(__always)
  func word<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type, at offset: Int = 0) -> Word {
    Word(littleEndian: UnsafeRawPointer(position).loadUnaligned(fromByteOffset: offset, as: Word.self))
  }

  @inline(__always)
  mutating func advance(_ count: Int = 1) { position += count }

  /// Takes a byte if it is the wanted one, which must not be the newline.
  @inline(__always)
  mutating func take(byte wanted: Unicode.Scalar) -> Bool {
    guard position.pointee == UInt8(truncatingIfNeeded: wanted.value) else { return false }
    position += 1
    return true
  }

  /// Whether a text of at most sixteen bytes, without a newline in it, begins under the cursor.
  @inline(__always)
  func begins(_ wanted: StaticString) -> Bool {
    let count = wanted.utf8CodeUnitCount
    precondition(count <= 16, "the compiler knows, and leaves this out")
    let first = Word(wanted, from: 0)
    guard word(UInt64.self) & first.mask == first.value else { return false }
    guard count > 8 else { return true }
    let second = Word(wanted, from: 8)
    return word(UInt64.self, at: 8) & second.mask == second.value
  }

  /// Takes a text of at most sixteen bytes, without a newline in it.
  @inline(__always)
  mutating func take(_ wanted: StaticString) -> Bool {
    guard begins(wanted) else { return false }
    position += wanted.utf8CodeUnitCount
    return true
  }

  /// Up to eight bytes of a text as one number, which the compiler knows beforehand.
  private struct Word {
    var value: UInt64 = 0
    var mask: UInt64 = 0

    @inline(__always)
    init(_ text: StaticString, from start: Int) {
      var index = start
      while index < text.utf8CodeUnitCount, index < start &+ 8 {
        let shift = UInt64(truncatingIfNeeded: 8 &* (index &- start))
        value |= UInt64(text.utf8Start[index]) &<< shift
        mask |= 0xFF &<< shift
        index &+= 1
      }
    }
  }

  /// Takes a whole number of at most nineteen digits, the most that never overflow; nil without a digit.
  @inline(__always)
  mutating func number() -> UInt64? {
    let bytes = word(UInt64.self)
    let count = Digits.count(in: bytes)
    guard count < 8 else { return longNumber() }
    guard count > 0 else { return nil }
    position += count
    return Digits.value(of: bytes, count: count)
  }

  @inline(never)
  private mutating func longNumber() -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    while true {
      let digit = position.pointee &- 48
      guard digit < 10 else { break }
      value = value &* 10 &+ UInt64(digit)
      position += 1
      digits &+= 1
    }
    return digits == 0 || digits > 19 ? nil : value
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
