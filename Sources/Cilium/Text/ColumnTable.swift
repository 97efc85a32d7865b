/// A text table whose columns are found by where their headings start.
///
/// Cilium prints its tables with Go's `text/tabwriter`: cells are left-aligned and padded with at least
/// three spaces, and an empty cell is only spaces, so splitting a row at its spaces would shift columns.
struct ColumnTable {
  struct Row {
    let line: Int
    let cells: [String]
  }

  /// What the table is, for errors.
  let what: String
  let headings: [String]
  let rows: [Row]

  /// Reads a table that has at least the `required` headings; other headings are kept. A table without rows is an
  /// error: none of those that are read here is ever empty on a working node.
  init(_ text: String, what: String, required: [String]) throws {
    // `cilium-dbg statedb` of 1.16 marks its header with a number sign, which belongs to no column's name.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    guard let headerIndex = lines.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }) else {
      throw ParseError(what: what, found: "", hint: "the command printed nothing; see its stderr and exit status")
    }
    let header = lines[headerIndex]
    let columns = Self.columns(of: header).enumerated().map { index, column in
      index == 0 && column.name.hasPrefix("# ") ? (name: String(column.name.dropFirst(2)), start: 0) : column
    }
    let missing = required.filter { name in !columns.contains { $0.name == name } }
    guard missing.isEmpty else {
      throw ParseError(
        what: what, at: .line(headerIndex + 1), found: String(header),
        hint: "a header with the columns \(missing.joined(separator: ", ")) was expected")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst(headerIndex + 1) where !line.allSatisfy(\.isWhitespace) {
      rows.append(Row(line: index + 1, cells: try Self.cells(of: line, columns, what: what, number: index + 1)))
    }
    guard !rows.isEmpty else {
      throw ParseError(what: what, found: text, hint: "the table has no rows; is the agent still starting?")
    }
    self.what = what
    self.headings = columns.map(\.name)
    self.rows = rows
  }

  /// The cell under a heading; the empty string where the table has no such column.
  func cell(_ heading: String, in row: Row, occurrence: Int = 0) -> String {
    var seen = 0
    for (name, cell) in zip(headings, row.cells) where name == heading {
      if seen == occurrence { return cell }
      seen += 1
    }
    return ""
  }

  /// The cell under a heading as a whole number; an empty cell is `fallback`, anything else an error.
  func integer(_ heading: String, in row: Row, fallback: Int? = nil) throws -> Int {
    let text = cell(heading, in: row)
    if text.isEmpty, let fallback { return fallback }
    return try value(heading, in: row, as: "a whole number") { Int($0) }
  }

  /// The cell under a heading as `true` or `false`.
  func boolean(_ heading: String, in row: Row) throws -> Bool {
    try value(heading, in: row, as: "true or false") { Bool($0) }
  }

  /// The cell under a heading, made into a value.
  func value<Value>(_ heading: String, in row: Row, as kind: String, _ make: (String) -> Value?) throws -> Value {
    let text = cell(heading, in: row)
    guard let value = make(text) else {
      throw ParseError(what: what, at: .line(row.line), found: text, hint: "\(heading) must be \(kind)")
    }
    return value
  }

  /// Headings are apart by two or more spaces, because `IPv4 Address` has a space inside.
  static func columns(of header: Substring) -> [(name: String, start: Int)] {
    let characters = Array(header.unicodeScalars)
    var columns: [(name: String, start: Int)] = []
    var index = 0
    while index < characters.count {
      while index < characters.count, characters[index] == " " { index += 1 }
      let start = index
      while index < characters.count {
        let endsHere =
          characters[index] == " " && (index + 1 >= characters.count || characters[index + 1] == " ")
        if endsHere { break }
        index += 1
      }
      if start < index { columns.append((String(String.UnicodeScalarView(characters[start..<index])), start)) }
    }
    return columns
  }

  static func cells(
    of line: Substring, _ columns: [(name: String, start: Int)], what: String, number: Int
  ) throws -> [String] {
    // Go's tabwriter counts code points. Where each is a byte, as in nearly all tables, bytes are fastest to take apart: an
    // agent of a large cluster has thousands of rows.
    if let cells = try asciiCells(of: line, columns, what: what, number: number) { return cells }
    let characters = Array(line.unicodeScalars)
    var cells: [String] = []
    for (index, column) in columns.enumerated() {
      guard column.start < characters.count else {
        cells.append("")
        continue
      }
      // A cell that runs into the next column means that this row belongs to another table.
      guard column.start == 0 || characters[column.start - 1] == " " else {
        throw misaligned(line, column.name, what, number)
      }
      let end = index + 1 < columns.count ? min(columns[index + 1].start, characters.count) : characters.count
      var cell = characters[column.start..<end]
      while let last = cell.last, last.properties.isWhitespace { cell.removeLast() }
      cell = cell.drop { $0.properties.isWhitespace }
      cells.append(String(String.UnicodeScalarView(cell)))
    }
    return cells
  }

  /// The same of a line of ASCII; `nil` for any other.
  private static func asciiCells(
    of line: Substring, _ columns: [(name: String, start: Int)], what: String, number: Int
  ) throws -> [String]? {
    var line = line
    return try line.withUTF8 { bytes -> [String]? in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      return try columns.enumerated().map { index, column in
        guard column.start < bytes.count else { return "" }
        guard column.start == 0 || bytes[column.start - 1] == UInt8(ascii: " ") else {
          throw misaligned(Substring(String(decoding: bytes, as: UTF8.self)), column.name, what, number)
        }
        var (start, end) = (column.start, bytes.count)
        if index + 1 < columns.count { end = min(columns[index + 1].start, end) }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        while start < end, isBlank(bytes[start]) { start += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
      }
    }
  }

  /// Whether an ASCII byte is white space (Unicode, “White_Space”).
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func misaligned(_ line: Substring, _ column: String, _ what: String, _ number: Int) -> ParseError {
    ParseError(
      what: what, at: .line(number), found: String(line),
      hint: "the text does not line up with the column \(column); is this another command's output?")
  }
}
