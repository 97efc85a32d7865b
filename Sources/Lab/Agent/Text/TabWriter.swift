/// Aligns tab-terminated cells as Go's `text/tabwriter` does, which Cilium's commands print their tables with.
///
/// A cell is text that ends with a tab; the text after the last tab of a line belongs to no column. A column is a
/// block of consecutive lines that have a cell there, so that one line without a cell starts a new alignment. That
/// rule, not a fixed width, is what makes the padding of `cilium-dbg status` vary from section to section.
struct TabWriter {
  /// Blanks between the widest cell of a column and the next cell.
  var padding = 3

  /// Aligns `text`, whose lines end with newlines.
  func format(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { Cell(text: $0, width: $0.unicodeScalars.count) }
    }
    var layout = Layout(lines: lines, padding: padding)
    layout.format(from: 0, to: lines.count)
    return layout.output
  }

  /// Aligns rows of cells; with `closed` every cell is tab-terminated, so that the last column is padded too.
  func format(rows: [[String]], closed: Bool = false) -> String {
    format(rows.map { $0.joined(separator: "\t") + (closed ? "\t\n" : "\n") }.joined())
  }

  private struct Cell {
    var text: Substring
    var width: Int
  }

  private struct Layout {
    let lines: [[Cell]]
    let padding: Int
    var widths: [Int] = []
    var written = 0
    var output = ""

    init(lines: [[Cell]], padding: Int) {
      self.lines = lines
      self.padding = padding
    }

    mutating func format(from start: Int, to end: Int) {
      let column = widths.count
      var line = start
      while line < end {
        guard column < lines[line].count - 1 else {
          line += 1
          continue
        }
        write(upTo: line)
        let block = line
        var width = 0
        while line < end, column < lines[line].count - 1 {
          width = max(width, lines[line][column].width + padding)
          line += 1
        }
        widths.append(width)
        format(from: block, to: line)
        widths.removeLast()
      }
      write(upTo: end)
    }

    private mutating func write(upTo end: Int) {
      while written < end {
        for (index, cell) in lines[written].enumerated() {
          output += cell.text
          if index < widths.count {
            output += String(repeating: " ", count: max(0, widths[index] - cell.width))
          }
        }
        written += 1
        if written < lines.count { output += "\n" }
      }
    }
  }
}
