import Foundation

/// Steps through a JSON document (RFC 8259) without making anything of what nobody asks for.
///
/// Every agent lists every node: all lists together grow with the square of the cluster, and a decoder that makes values of
/// all of them takes minutes. What is passed over is checked for its quotes and brackets only; what is read is checked whole.
struct JSONCursor {
  /// The document is not what was expected: torn, or something else.
  struct Malformed: Error {}

  let bytes: [UInt8]
  private(set) var place = 0

  /// Begins in front of the document's value.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    skipSpace()
  }

  /// Begins at a value that another cursor has passed.
  init(_ other: JSONCursor, at value: Range<Int>) {
    bytes = other.bytes
    place = value.lowerBound
  }

  /// The first byte of the next value; `nil` at the end.
  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Shows each element of the array that begins here: `body` has to pass its value.
  mutating func elements(_ body: (inout JSONCursor) throws -> Void) throws {
    try list(UInt8(ascii: "["), UInt8(ascii: "]")) { cursor throws in try body(&cursor) }
  }

  /// Shows each member of the object that begins here: `body` has to pass its value, which comes next.
  mutating func members(_ body: (inout JSONCursor, Range<Int>) throws -> Void) throws {
    try list(UInt8(ascii: "{"), UInt8(ascii: "}")) { cursor throws in
      let key = try cursor.string()
      try cursor.expect(UInt8(ascii: ":"))
      cursor.skipSpace()
      try body(&cursor, key)
    }
  }

  private mutating func list(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONCursor) throws -> Void
  ) throws {
    try expect(open)
    skipSpace()
    guard next != close else {
      place += 1
      return
    }
    while true {
      skipSpace()
      let start = place
      try body(&self)
      guard place > start else { throw Malformed() }
      skipSpace()
      switch next {
      case UInt8(ascii: ","): place += 1
      case close:
        place += 1
        return
      default: throw Malformed()
      }
    }
  }

  /// Passes a value, whatever it is; returns where it stands.
  @discardableResult
  mutating func skip() throws -> Range<Int> {
    skipSpace()
    let start = place
    switch next {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): place = try bytes.withUnsafeBytes { try Self.end(of: $0, from: start) }
    case nil, UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"): throw Malformed()
    default: word()
    }
    return start..<place
  }

  /// Where an object or an array ends that begins somewhere.
  private static func end(of bytes: UnsafeRawBufferPointer, from start: Int) throws -> Int {
    guard let base = bytes.baseAddress else { throw Malformed() }
    var (place, depth) = (start, 0)
    while place < bytes.count {
      switch base.load(fromByteOffset: place, as: UInt8.self) {
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        depth -= 1
        if depth == 0 { return place + 1 }
      case 0x22: place = try quote(in: bytes, from: place + 1)
      default: break
      }
      place += 1
    }
    throw Malformed()
  }

  /// Where the quote stands that ends a text.
  private static func quote(in bytes: UnsafeRawBufferPointer, from start: Int) throws -> Int {
    guard let base = bytes.baseAddress else { throw Malformed() }
    var place = start
    while place < bytes.count, let found = memchr(base + place, 0x22, bytes.count - place) {
      let quote = UnsafeRawPointer(found) - base
      guard let escape = memchr(base + place, 0x5C, quote - place) else { return quote }
      place = UnsafeRawPointer(escape) - base + 2
    }
    throw Malformed()
  }

  /// Passes a text; returns where it stands, without its quotes, as it is written.
  mutating func string() throws -> Range<Int> {
    try expect(UInt8(ascii: "\""))
    let start = place
    let quote = try bytes.withUnsafeBytes { try Self.quote(in: $0, from: start) }
    place = quote + 1
    return start..<quote
  }

  /// Passes a value; returns the text that it is, and `nil` for anything else.
  mutating func text() throws -> Range<Int>? {
    guard next == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    return try string()
  }

  /// Passes a value; returns the whole number that it is, and `nil` for anything else.
  mutating func integer() throws -> Int? { Int(String(decoding: bytes[try skip()], as: UTF8.self)) }

  /// Whether a text that was passed is this one.
  func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
    text.utf8CodeUnitCount == range.count
      && bytes.withUnsafeBytes { all in
        all.baseAddress.map { memcmp($0 + range.lowerBound, text.utf8Start, range.count) == 0 } ?? false
      }
  }

  /// Says that nothing but white space follows.
  mutating func end() throws {
    skipSpace()
    guard place == bytes.count else { throw Malformed() }
  }

  /// Passes a number, or a word such as `null`.
  private mutating func word() {
    while let byte = next, !Self.isSpace(byte) {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["),
        UInt8(ascii: "{"), UInt8(ascii: "\""):
        return
      default: place += 1
      }
    }
  }

  private mutating func expect(_ byte: UInt8) throws {
    skipSpace()
    guard next == byte else { throw Malformed() }
    place += 1
  }

  private mutating func skipSpace() { while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 } }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
