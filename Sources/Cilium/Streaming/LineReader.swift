#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a large map's listing as it comes: constant memory, entries in order, and a tally of what is none.
struct LineReader<Item: StreamedLine> {
  /// What was read so far.
  private(set) var tally = ReadingTally()
  private var lines = ChunkedLines()

  /// Reads the next chunk, cut anywhere, and hands on each entry that it completes.
  @inline(__always)
  mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (borrowing Item) -> Void) {
    var tally = tally
    lines.feed(chunk) { Self.read(block: $0, &tally, body) }
    self.tally = tally
  }

  /// Ends the output: a last line without a newline is read, too.
  ///
  /// - Throws: ``ParseError`` when there were lines, and not one was an entry, as in a usage text.
  mutating func finish(_ body: (borrowing Item) -> Void) throws(ParseError) {
    var tally = tally
    lines.finish { Self.read(block: $0, &tally, body) }
    for _ in 0..<lines.overlong {
      tally.countUnknown("(a line of more than \(ChunkedLines.limit) bytes)".utf8)
    }
    lines = ChunkedLines()
    self.tally = tally
    try tally.requireEntries(of: Item.what)
  }

  /// Hands on each entry of whole lines, and counts what is none. Blank lines, which end each map, are neither.
  @inline(__always)
  private static func read(
    block: UnsafeRawBufferPointer, _ tally: inout ReadingTally, _ body: (borrowing Item) -> Void
  ) {
    let bytes = block.bindMemory(to: UInt8.self)
    guard var position = bytes.baseAddress else { return }
    let end = position + bytes.count
    while position < end {
      var cursor = ByteCursor(position)
      if let item = Item(line: &cursor) {
        tally.entries &+= 1
        body(item)
        position = cursor.position + 1
      } else {
        position = readOther(position, end, &tally, body)
      }
    }
  }

  /// A line in another form; returns where the next begins.
  @inline(never)
  private static func readOther(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ tally: inout ReadingTally,
    _ body: (borrowing Item) -> Void
  ) -> UnsafePointer<UInt8> {
    let newline = memchr(start, 10, end - start).map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) } ?? end
    let line = UnsafeBufferPointer(start: start, count: newline - start)
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return newline + 1 }
    if let item = Item(text: String(decoding: line, as: UTF8.self)) {
      tally.entries += 1
      body(item)
    } else {
      tally.countUnknown(line)
    }
    return newline + 1
  }
}
