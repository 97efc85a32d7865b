import Archives
import Foundation

/// The text of a file under `cmd/`, freed of what bugtool puts around it.
///
/// A file may be without any text (the command printed nothing), hold the text of an error instead of an answer, or break
/// off. None of these is an answer, and none says that there is nothing to report.
struct FileText {
  /// Why there is no answer in a file.
  struct Trouble: Error {
    let reason: String
  }

  /// The answer.
  let text: Substring
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
    let all = String(decoding: file.data, as: UTF8.self)
    let (text, linesBefore, isWhole) = Self.unfenced(all)
    if !isWhole { throw Trouble(reason: "the file breaks off: its Markdown has no end") }
    if let error = Self.errorText(text) { throw Trouble(reason: error) }
    if !mayBeEmpty, text.allSatisfy(\.isWhitespace) { throw Trouble(reason: "the file is empty") }
    self.text = text
    self.linesBefore = linesBefore
  }

  /// `--enable-markdown` puts a heading and a fence around each answer (`bugtool/cmd/root.go`, writeCmdToFile).
  private static func unfenced(_ all: String) -> (Substring, linesBefore: Int, isWhole: Bool) {
    let head = all.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard head.count == 4, head[0].hasPrefix("# "), head[1].isEmpty, head[2].hasPrefix("```") else {
      return (all[...], 0, true)
    }
    guard
      let fence = head[3].ranges(of: "\n```").last ?? (head[3].hasPrefix("```") ? head[3].ranges(of: "```").first : nil)
    else { return (head[3], 3, false) }
    return (head[3][..<fence.lowerBound], 3, true)
  }

  /// The first line of an answer that ends with bugtool's remark on a failed command.
  private static func errorText(_ text: Substring) -> String? {
    guard let remark = lastRemark(text) else { return nil }
    let first = text[..<remark].prefix(4096).split(whereSeparator: \.isNewline).first {
      !$0.allSatisfy(\.isWhitespace)
    }
    let end = text[remark...].split(whereSeparator: \.isNewline).first ?? ""
    return "the command failed there: “\((first ?? end).trimmingCharacters(in: .whitespaces).prefix(200))”"
  }

  /// Where the last such remark begins. By bytes: it is looked for in every file, and hardly one has it.
  private static func lastRemark(_ text: Substring) -> Substring.Index? {
    let mark = Array("> Error while running '".utf8)
    let offset = text.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
      var place = bytes.count - mark.count
      while place >= 0 {
        if bytes[place] == mark[0], bytes[place..<(place + mark.count)].elementsEqual(mark) { return place }
        place -= 1
      }
      return nil
    }
    guard let offset else { return text.ranges(of: "> Error while running '").last?.lowerBound }
    return offset.map { text.utf8.index(text.utf8.startIndex, offsetBy: $0) }
  }

  /// The lines with their numbers in the file.
  var lines: [(number: Int, text: Substring)] {
    // By bytes: files are large, and programs in containers end lines with a line feed.
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map {
      ($0.offset + linesBefore + 1, Substring($0.element))
    }
  }

  /// A reference to the first line that fulfils something.
  func reference(where matches: (Substring) -> Bool) -> FileReference {
    for (number, line) in lines where matches(line) {
      return FileReference(
        path: reference.path, line: number, modified: reference.modified,
        excerpt: line.split(separator: " ").joined(separator: " "))
    }
    return reference
  }

  /// The bytes of the answer.
  var data: Data { Data(text.utf8) }
}
