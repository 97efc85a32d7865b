import Foundation

/// The items of a list of Kubernetes objects in YAML, told apart by their indentation, as texts of their own.
///
/// A large cluster's list does not fit into memory as a tree of YAML. What belongs to an item is indented deeper than its
/// hyphen, texts over several lines included (YAML 1.2, 8.2.1).
struct ObjectItems {
  /// Where each item stands: from its hyphen's line to the line of the next.
  let ranges: [Range<Int>]
  private let text: Data

  /// Finds the items.
  ///
  /// - Returns: `nil` where there is no list.
  init?(_ text: Data) {
    var search = Search()
    text.withUnsafeBytes { search.look(through: $0) }
    guard search.isList else { return nil }
    self.text = text
    ranges = search.ranges
  }

  /// How many there are.
  var count: Int { ranges.count }

  /// Whether one of some texts stands in an item.
  func item(_ index: Int, hasOneOf texts: [String]) -> Bool {
    text.withUnsafeBytes { all in
      let item = UnsafeRawBufferPointer(rebasing: all[ranges[index]])
      return texts.contains { ByteText.contains(item, text: $0) }
    }
  }

  /// An item as a document, without what nothing is made of.
  func document(_ index: Int, leaving unwanted: UnwantedFields) -> String {
    text.withUnsafeBytes { all in
      unwanted.document(UnsafeRawBufferPointer(rebasing: all[ranges[index]]))
    }
  }

  private struct Search {
    private(set) var ranges: [Range<Int>] = []
    private(set) var isList = false
    private var start: Int?
    private var indent: Int?

    mutating func look(through all: UnsafeRawBufferPointer) {
      guard let base = all.baseAddress else { return }
      var end = all.count
      ByteText.eachLine(all) { _, line in
        let offset = (line.baseAddress ?? base) - base
        guard take(line, at: offset) else {
          end = offset
          return false
        }
        return true
      }
      if let start { ranges.append(start..<end) }
    }

    /// - Returns: Whether the list may go on.
    private mutating func take(_ line: UnsafeRawBufferPointer, at offset: Int) -> Bool {
      guard isList else { return begin(line) }
      let depth = line.prefix { $0 == 0x20 }.count
      let isItem = depth < line.count && line[depth] == 0x2D && (depth + 1 == line.count || line[depth + 1] == 0x20)
      guard let indent else {
        // `items:` without anything, as some writers leave it, is followed by the next field.
        guard isItem else { return line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        (self.indent, start) = (depth, offset)
        return true
      }
      if isItem, depth == indent {
        if let start { ranges.append(start..<offset) }
        start = offset
        return true
      }
      return line.isEmpty || depth > indent
    }

    private mutating func begin(_ line: UnsafeRawBufferPointer) -> Bool {
      guard ByteText.starts(line, with: "items:") else { return true }
      switch String(decoding: line.dropFirst(6), as: UTF8.self)[...].trimmed {
      case "": isList = true
      case "[]", "null", "~":
        isList = true
        return false
      default: return false
      }
      return true
    }
  }
}
