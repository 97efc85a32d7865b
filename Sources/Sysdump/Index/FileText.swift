import Archives
import Foundation

/// The text of a file under `cmd/`, freed of what bugtool puts around it.
///
/// A file may be without any text (the command printed nothing), hold the text of an error instead of an answer, or break
/// off. None of these is an answer, and none says that there is nothing to report.
public struct FileText {
  /// Why there is no answer in a file.
  struct Trouble: Error {
    let reason: String
  }

  /// The answer, in UTF-8, its lines ended by line feeds.
  let bytes: [UInt8]
  /// How many lines of the file come before it.
  let linesBefore: Int
  /// Where it was read.
  let reference: FileReference

  /// Takes the answer out of a file.
  ///
  /// - Parameter mayBeEmpty: Whether no text at all is an answer.
  init(_ file: ArchiveFile, mayBeEmpty: Bool = false) throws(Trouble) {
    reference = FileReference(path: file.entry.path, modified: file.entry.modified)
    if file.isCut { throw Trouble(reason: "the file is cut, and what is missing is not known") }
    let answer = Self.unfenced(ByteText.plain(file.data))
    if !answer.isWhole { throw Trouble(reason: "the file breaks off: its Markdown has no end") }
    if let error = Self.errorText(answer.bytes) { throw Trouble(reason: error) }
    if !mayBeEmpty, answer.bytes.allSatisfy(ByteText.isSpace) { throw Trouble(reason: "the file is empty") }
    guard answer.isFenced || Self.hasEnd(answer.bytes) else {
      throw Trouble(reason: "the file breaks off: its last line has no end, and what is missing is not known")
    }
    bytes = answer.bytes
    linesBefore = answer.linesBefore
  }

  /// Whether the last line is whole: every command ends its lines, but for those that print a JSON document, which has an
  /// end of its own.
  private static func hasEnd(_ bytes: [UInt8]) -> Bool {
    guard let last = bytes.last, let first = bytes.first(where: { !ByteText.isSpace($0) }) else { return true }
    return last == 0x0A || first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// A file's answer freed of what bugtool puts around it, errors' texts included; `nil` where it breaks off.
  public static func answer(_ file: ArchiveFile) -> Data? {
    guard !file.isCut, case let answer = unfenced(ByteText.plain(file.data)), answer.isWhole else { return nil }
    return Data(answer.bytes)
  }

  /// `--enable-markdown` puts a heading and a fence around each answer (`bugtool/cmd/root.go`, writeCmdToFile).
  private static func unfenced(
    _ data: Data
  ) -> (bytes: [UInt8], linesBefore: Int, isWhole: Bool, isFenced: Bool) {
    guard data.starts(with: "# ".utf8) else { return (Array(data), 0, true, false) }
    let head = String(decoding: data, as: UTF8.self).split(
      separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard head.count == 4, head[1].isEmpty, head[2].hasPrefix("```") else { return (Array(data), 0, true, false) }
    guard
      let fence = head[3].ranges(of: "\n```").last ?? (head[3].hasPrefix("```") ? head[3].ranges(of: "```").first : nil)
    else { return (Array(head[3].utf8), 3, false, true) }
    return (Array(head[3][..<fence.lowerBound].utf8), 3, true, true)
  }

  /// The first line of an answer that has bugtool's remark on a failed command.
  private static func errorText(_ bytes: [UInt8]) -> String? {
    let remark = bytes.withUnsafeBytes { ByteText.first("> Error while running '", in: $0) }
    guard let remark else { return nil }
    let text = String(decoding: bytes[..<remark].prefix(4096), as: UTF8.self)
    let first = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
    let end = String(decoding: bytes[remark...].prefix { $0 != 0x0A }, as: UTF8.self)
    return
      "the command failed there: “\((first.map(String.init) ?? end).trimmingCharacters(in: .whitespaces).prefix(200))”"
  }

  /// The answer as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The answer as data.
  var data: Data { Data(bytes) }

  /// The first byte that is no white space.
  var first: UInt8? { bytes.first { !ByteText.isSpace($0) } }

  /// Whether something stands in the answer.
  func has(_ text: StaticString) -> Bool { bytes.withUnsafeBytes { ByteText.contains($0, text) } }

  /// The last line that is not blank.
  var lastLine: String {
    let end = bytes.lastIndex { !ByteText.isSpace($0) }.map { $0 + 1 } ?? 0
    let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// How many lines there are.
  var lineCount: Int {
    var count = 0
    eachLine { _, _ in count += 1 }
    return count
  }

  /// Shows each line with its number in the file.
  func eachLine(_ body: (Int, UnsafeRawBufferPointer) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { all in
      try ByteText.eachLine(all) { number, line in
        try body(number + linesBefore + 1, line)
        return true
      }
    }
  }

  /// The lines that have one of some texts in them, with their numbers in the file; all lines without any.
  func lines(with texts: StaticString...) -> [(number: Int, text: String)] {
    var found: [(number: Int, text: String)] = []
    eachLine { number, line in
      guard texts.isEmpty || texts.contains(where: { ByteText.contains(line, $0) }) else { return }
      found.append((number, String(decoding: line, as: UTF8.self)))
    }
    return found
  }

  /// A reference to the first line that has a text in it; to the file where none has.
  ///
  /// - Parameter atStart: Whether the line has to begin with it.
  func reference(to wanted: StaticString, atStart: Bool = false) -> FileReference {
    var found: (number: Int, text: String)?
    bytes.withUnsafeBytes { all in
      ByteText.eachLine(all) { number, line in
        guard atStart ? ByteText.starts(line, with: wanted) : ByteText.contains(line, wanted) else { return true }
        let shown = line.prefix(4 * FileReference.longestExcerpt)
        found = (number + linesBefore + 1, String(decoding: shown, as: UTF8.self))
        return false
      }
    }
    return found.map(reference) ?? reference
  }

  /// A reference to a line.
  func reference(to line: (number: Int, text: String)) -> FileReference {
    FileReference(
      path: reference.path, line: line.number, modified: reference.modified,
      excerpt: line.text.split(separator: " ").joined(separator: " "))
  }
}
