/// A line of a large map's listing: read from bytes where that is possible, else from text.
protocol StreamedLine {
  /// What is listed, for errors.
  static var what: String { get }
  /// Reads the usual form up to the newline, where the cursor then stands; nil for anything else.
  init?(line cursor: inout ByteCursor)
  /// Reads any form.
  init?(text: String)
}
