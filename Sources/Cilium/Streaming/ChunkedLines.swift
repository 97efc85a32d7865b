#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gathers whole lines from chunks of bytes that are cut anywhere, in constant memory.
///
/// What follows a chunk's last newline waits for the next chunk. A line longer than ``limit`` cannot be one of an
/// agent's: it is dropped, and counted as one line too long.
struct ChunkedLines {
  /// The longest line that is kept while its end has not come, in bytes.
  static let limit = 64 * 1024

  private var carried: [UInt8] = []
  private var skipsToNewline = false
  /// How many lines were dropped because they were longer than ``limit``.
  private(set) var overlong = 0

  init() { carried.reserveCapacity(512) }

  /// Hands on the whole lines so far, as blocks of bytes that end with a newline.
  mutating func feed(_ chunk: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    var rest = chunk
    if skipsToNewline || !carried.isEmpty {
      guard let end = Self.firstNewline(in: rest) else { return keep(rest) }
      let head = UnsafeRawBufferPointer(rebasing: rest[...end])
      rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
      finishCarried(head, body)
    }
    guard let last = Self.lastNewline(in: rest) else { return keep(rest) }
    body(UnsafeRawBufferPointer(rebasing: rest[...last]))
    keep(UnsafeRawBufferPointer(rebasing: rest[(last + 1)...]))
  }

  /// Hands on what stood after the last newline, with one added.
  mutating func finish(_ body: (UnsafeRawBufferPointer) -> Void) {
    skipsToNewline = false
    guard !carried.isEmpty else { return }
    carried.append(UInt8(ascii: "\n"))
    carried.withUnsafeBytes(body)
    carried.removeAll(keepingCapacity: true)
  }

  private mutating func finishCarried(_ head: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    if skipsToNewline {
      skipsToNewline = false
      return
    }
    carried.append(contentsOf: head)
    carried.withUnsafeBytes(body)
    carried.removeAll(keepingCapacity: true)
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, !skipsToNewline else { return }
    guard carried.count + bytes.count <= Self.limit else {
      carried.removeAll(keepingCapacity: true)
      overlong += 1
      skipsToNewline = true
      return
    }
    carried.append(contentsOf: bytes)
  }

  private static func firstNewline(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base, 10, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - base
  }

  private static func lastNewline(in bytes: UnsafeRawBufferPointer) -> Int? {
    bytes.lastIndex(of: 10)
  }
}
