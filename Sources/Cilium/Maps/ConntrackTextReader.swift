import Foundation

/// Reads the text of `bpf ct list global` as it comes, in constant memory.
public struct ConntrackTextReader {
  private var lines = LineReader<ConntrackEntry>()

  /// What was read so far.
  public var tally: ReadingTally { lines.tally }

  /// Makes a reader at the beginning of an output.
  public init() {}

  /// Reads the next chunk, cut anywhere, and hands on each entry that it completes.
  public mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (borrowing ConntrackEntry) -> Void) {
    lines.read(chunk, body)
  }

  /// Ends the output: a last line without a newline is read, too.
  ///
  /// - Throws: ``ParseError`` when there were lines, and not one was an entry, as in a usage text.
  public mutating func finish(_ body: (borrowing ConntrackEntry) -> Void = { _ in }) throws(ParseError) {
    try lines.finish(body)
  }
}

/// Cilium's connection tracking table, whole.
public struct ConntrackTable: Hashable, Sendable {
  /// The entries in the command's order, which means nothing.
  public let entries: [ConntrackEntry]
  /// What could not be read.
  public let tally: ReadingTally

  /// Reads the text of `bpf ct list global`.
  ///
  /// - Throws: ``MissingMap`` when the command could not open a map; ``ParseError`` when no line is an entry.
  public static func parse(text: String, stderr: String = "") throws -> ConntrackTable {
    try MissingMap.check(stderr, command: "bpf ct list global")
    var reader = ConntrackTextReader()
    var entries: [ConntrackEntry] = []
    var text = text
    text.withUTF8 { bytes in reader.read(UnsafeRawBufferPointer(bytes)) { entries.append(copy $0) } }
    try reader.finish { entries.append(copy $0) }
    return ConntrackTable(entries: entries, tally: reader.tally)
  }
}
