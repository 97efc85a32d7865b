#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line of a large map's listing: read from bytes where that is possible, else from text.
protocol StreamedLine {
  /// What is listed, for errors.
  static var what: String { get }
  /// Reads the usual form up to the newline, where the cursor then stands; nil for anything else.
  init?(line cursor: inout ByteCursor)
  /// Reads any form.
  init?(text: String)
}

/// Reads blocks of whole lines.
enum LineBlock {
  /// Hands on each entry, and counts what is none. Blank lines, which end each map, are neither.
  @inline(__always)
  static func read<Entry: StreamedLine>(
    _ block: UnsafeRawBufferPointer, _ tally: inout ReadingTally, as type: Entry.Type, _ body: (borrowing Entry) -> Void
  ) {
    let bytes = block.bindMemory(to: UInt8.self)
    guard var position = bytes.baseAddress else { return }
    let end = position + bytes.count
    while position < end {
      var cursor = ByteCursor(position)
      if let entry = Entry(line: &cursor) {
        tally.entries &+= 1
        body(entry)
        position = cursor.position + 1
      } else {
        position = readOther(position, end, &tally, as: type, body)
      }
    }
  }

  /// A line in another form; returns where the next begins.
  @inline(never)
  private static func readOther<Entry: StreamedLine>(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ tally: inout ReadingTally, as type: Entry.Type,
    _ body: (borrowing Entry) -> Void
  ) -> UnsafePointer<UInt8> {
    let newline = memchr(start, 10, end - start).map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) } ?? end
    let line = UnsafeBufferPointer(start: start, count: newline - start)
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return newline + 1 }
    if let entry = Entry(text: String(decoding: line, as: UTF8.self)) {
      tally.entries += 1
      body(entry)
    } else {
      tally.countUnknown(line)
    }
    return newline + 1
  }
}

extension ReadingTally {
  /// An output of lines of which none is an entry is another command's.
  func requireEntries(of what: String) throws(ParseError) {
    guard entries == 0, let first = samples.first else { return }
    throw ParseError(
      what: what, found: first,
      hint: "none of \(unknown) lines is an entry; does this release have the command, and did it run as root?")
  }

  mutating func countOverlong(_ lines: ChunkedLines) {
    for _ in 0..<lines.overlong { countUnknown("(a line of more than \(ChunkedLines.limit) bytes)".utf8) }
  }
}
