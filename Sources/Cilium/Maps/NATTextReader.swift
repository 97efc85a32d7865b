/// Reads the text of `bpf nat list` as it comes, in constant memory and without a string per line.
///
/// A full map is half a million lines, some 60 MB. Lines that are IPv4, which nearly all are, become plain numbers; what
/// else is an entry (IPv6, other protocols) is read line by line; what is none is counted.
public struct NATTextReader {
  private var lines = LineReader<Item>()

  /// What was read so far.
  public var tally: ReadingTally { lines.tally }

  /// One entry, in the cheapest form that holds it.
  public enum Item: Hashable, Sendable {
    /// An IPv4 entry.
    case record(NATRecord)
    /// Any other entry; not in place, so that an item is cheap to hand on.
    indirect case entry(NATEntry)

    /// The entry as the rest of netproof knows it.
    public var entry: NATEntry {
      switch self {
      case .record(let record): record.entry
      case .entry(let entry): entry
      }
    }
  }

  /// Makes a reader at the beginning of an output.
  public init() {}

  /// Reads the next chunk, cut anywhere, and hands on each entry that it completes.
  public mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (borrowing Item) -> Void) {
    lines.read(chunk, body)
  }

  /// Reads one line, without its newline; nil for what is no entry.
  ///
  /// - Parameter limit: No more bytes of it are made characters of, where it is no plain IPv4 entry.
  public static func item(line: some Collection<UInt8>, limit: Int) -> Item? {
    // The cursor stops at a newline.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: line.count + 1) { copy -> Item? in
      let end = copy.initialize(fromContentsOf: line)
      copy.initializeElement(at: end, to: 0x0A)
      if let base = copy.baseAddress {
        var cursor = ByteCursor(base)
        if let item = Item(line: &cursor), cursor.position == base + end { return item }
      }
      return Item(text: String(decoding: line.prefix(limit), as: UTF8.self))
    }
  }

  /// Ends the output: a last line without a newline is read, too.
  ///
  /// - Throws: ``ParseError`` when there were lines, and not one was an entry, as in a usage text.
  public mutating func finish(_ body: (borrowing Item) -> Void = { _ in }) throws(ParseError) {
    try lines.finish(body)
  }
}

extension NATTextReader.Item: StreamedLine {
  static var what: String { NATTable.what }

  @inline(__always)
  init?(line cursor: inout ByteCursor) {
    guard let record = NATRecord(line: &cursor) else { return nil }
    self = .record(record)
  }

  init?(text: String) {
    guard let entry = NATEntry(line: text) else { return nil }
    self = .entry(entry)
  }
}
