extension MetricsList {
  /// Reads the text of `metrics list`: name, labels `a=b c=d`, value. Histograms print three quantiles instead of one
  /// number: the first is read, durations in seconds.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String) throws -> (list: MetricsList, tally: ReadingTally) {
    let what = "the agent's metrics (metrics list)"
    let lines = text.split(separator: "\n")
    guard let heading = lines.first, heading.hasPrefix("Metric") else {
      throw ParseError(what: what, found: lines.first.map(String.init) ?? "", hint: "a header with Metric was expected")
    }
    let columns = ColumnTable.columns(of: heading)
    var tally = ReadingTally()
    let samples = lines.dropFirst().compactMap { line -> Metric? in
      guard columns.count == 3, let cells = try? ColumnTable.cells(of: line, columns, what: what, number: 0),
        let value = number(cells[2])
      else {
        tally.countUnknown(line.utf8)
        return nil
      }
      tally.entries += 1
      return Metric(name: cells[0], labels: labels(cells[1]), value: value)
    }
    try tally.requireEntries(of: what)
    return (MetricsList(samples: samples), tally)
  }

  /// `method=GET path=/v1/x reason=Policy denied`: a word without an equals sign belongs to the value before it.
  private static func labels(_ cell: String) -> [String: String] {
    var labels: [String: String] = [:]
    var last: String?
    for word in cell.split(separator: " ", omittingEmptySubsequences: false) {
      if let equals = word.firstIndex(of: "="), equals != word.startIndex {
        last = String(word[..<equals])
        labels[last ?? ""] = String(word[word.index(after: equals)...])
      } else if let last {
        labels[last, default: ""] += " " + word
      }
    }
    return labels
  }

  /// `12.000000`, `1.5e+06`, `2.5ms / 4.5ms / 4.95ms`, `100µ / 8.2m / 9.82m` (SI prefixes alone: thousandths, not
  /// minutes), `p0(220µs) p25(…) …`.
  private static func number(_ cell: String) -> Double? {
    guard var word = cell.split(separator: " ").first else { return nil }
    if word.hasPrefix("p0("), word.hasSuffix(")") { word = word.dropFirst(3).dropLast() }
    if let value = Double(word) { return value }
    if word.hasSuffix("s") { word = word.dropLast() }
    if let value = Double(word) { return value }
    let factors: [Character: Double] = ["n": 1e-9, "µ": 1e-6, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9]
    guard let factor = word.last.flatMap({ factors[$0] }) else { return nil }
    return Double(word.dropLast()).map { $0 * factor }
  }
}
