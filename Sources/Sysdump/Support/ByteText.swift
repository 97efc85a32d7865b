import Foundation

/// Bytes of a text, looked through by the C library's searches, which are fast whatever the text is.
///
/// Files of a large cluster's archive are gigabytes: making characters of what nobody asks for would take minutes.
enum ByteText {
  /// Whether it is ASCII's white space: a blank, a tab, or one that ends or feeds a line or page.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Whether some bytes stand in others.
  static func contains(_ bytes: UnsafeRawBufferPointer, _ wanted: StaticString) -> Bool {
    first(wanted, in: bytes) != nil
  }

  /// Where some bytes begin in others; `nil` where they do not stand there.
  static func first(_ wanted: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    first(UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount), in: bytes)
  }

  private static func first(_ wanted: UnsafeBufferPointer<UInt8>, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress, let text = wanted.baseAddress, !wanted.isEmpty else { return nil }
    var place = 0
    while bytes.count - place >= wanted.count,
      let found = memchr(base + place, Int32(text[0]), bytes.count - place - wanted.count + 1)
    {
      place = UnsafeRawPointer(found) - base
      if memcmp(found, text, wanted.count) == 0 { return place }
      place += 1
    }
    return nil
  }

  /// Whether a text stands in some bytes.
  static func contains(_ bytes: UnsafeRawBufferPointer, text: String) -> Bool {
    var text = text
    return text.withUTF8 { first($0, in: bytes) != nil }
  }

  /// Whether bytes begin with others.
  static func starts(_ bytes: UnsafeRawBufferPointer, with wanted: StaticString) -> Bool {
    guard bytes.count >= wanted.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
    return memcmp(base, wanted.utf8Start, wanted.utf8CodeUnitCount) == 0
  }

  /// Shows each line, without its line feed, with its number counted from 0; what follows the last line feed, too, unless
  /// that is nothing.
  ///
  /// - Parameter body: Returns whether to go on.
  static func eachLine(_ bytes: UnsafeRawBufferPointer, _ body: (Int, UnsafeRawBufferPointer) throws -> Bool) rethrows {
    guard let base = bytes.baseAddress else { return }
    var (start, number) = (0, 0)
    while start < bytes.count {
      let end = memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base } ?? bytes.count
      guard try body(number, UnsafeRawBufferPointer(start: base + start, count: end - start)) else { return }
      (start, number) = (end + 1, number + 1)
    }
  }

  /// The text as UTF-8 with line feeds: without a byte order mark, and without the carriage returns that programs of
  /// Windows put before line feeds. UTF-16, in which its shell redirects, is told by its mark.
  static func plain(_ data: Data) -> Data {
    var data = data
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      guard let text = String(data: data, encoding: .utf16) else { return data }
      data = Data(text.utf8)
    }
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { data = Data(data.dropFirst(3)) }
    let hasReturns = data.withUnsafeBytes { bytes in
      bytes.baseAddress.map { memchr($0, 0x0D, bytes.count) != nil } ?? false
    }
    guard hasReturns else { return data }
    var kept = Data(capacity: data.count)
    data.withUnsafeBytes { bytes in
      eachLine(bytes) { _, line in
        kept.append(contentsOf: line.last == 0x0D ? line.dropLast() : line[...])
        kept.append(0x0A)
        return true
      }
    }
    // The last line may have had no end.
    if data.last != 0x0A { kept.removeLast() }
    return kept
  }
}
