/// Cuts the elements out of JSON arrays of objects that come in chunks, in constant memory: of one array, or of several
/// one after the other, as a command prints them for several maps.
struct JSONElements {
  /// The largest element that is kept, in bytes.
  static let limit = 1024 * 1024

  private var element: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// What stands outside of any array, such as a usage text: its beginning.
  private(set) var strayText: [UInt8] = []
  /// Whether an array began.
  private(set) var sawArray = false
  /// How many elements were larger than ``limit``.
  private(set) var overlong = 0

  /// Whether the output ended inside an array.
  var isOpen: Bool { depth > 0 }

  mutating func feed(_ chunk: UnsafeRawBufferPointer, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    for byte in chunk {
      if depth >= 2 { keep(byte) }
      if isInString {
        step(inString: byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = depth > 0
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0, byte != UInt8(ascii: "[") { stray(byte) }
        if depth == 0 { sawArray = sawArray || byte == UInt8(ascii: "[") }
        if depth == 1 { element.append(byte) }
        depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0 else { continue }
        depth -= 1
        if depth == 1 { hand(body) }
      default: if depth == 0 { stray(byte) }
      }
    }
  }

  private mutating func step(inString byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
    }
  }

  private mutating func keep(_ byte: UInt8) {
    if element.count < Self.limit { element.append(byte) }
  }

  private mutating func hand(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if element.count < Self.limit { element.withUnsafeBufferPointer(body) } else { overlong += 1 }
    element.removeAll(keepingCapacity: true)
  }

  private mutating func stray(_ byte: UInt8) {
    let isBlank = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    if strayText.count < 160, !(isBlank && strayText.isEmpty) { strayText.append(byte) }
  }
}
