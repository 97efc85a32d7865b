/// How many columns a text takes on a terminal.
public enum DisplayWidth {
  /// The number of columns, for text on one line and without escape sequences.
  ///
  /// Wide characters count two and combining ones none (Unicode Standard Annex 11). Ambiguous ones, `→` and `✓` among
  /// them, count one, as terminals outside East Asian locales draw them.
  public static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + columns($1) }
  }

  /// `text`, filled up with blanks to `width` columns.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - of(text)))
  }

  /// At most `width` columns of `text`, with `…` at the end of one that was cut.
  public static func truncated(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var used = 0
    let head = text.prefix { character in
      used += columns(character)
      return used <= width - 1
    }
    return width > 0 ? head + "…" : ""
  }

  /// `text` as lines of at most `width` columns, broken at blanks; a longer word is broken where it must be.
  static func wrapped(_ text: String, width: Int) -> [String] {
    let width = max(width, 10)
    var lines: [String] = []
    var line = ""
    for part in text.split(separator: " ") {
      var word = part
      while of(word) > width {
        if !line.isEmpty { lines.append(line) }
        line = ""
        let head = prefix(of: word, columns: width)
        lines.append(String(head))
        word = word.dropFirst(head.count)
      }
      if line.isEmpty {
        line = String(word)
      } else if of(line) + 1 + of(word) <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private static func prefix(of text: Substring, columns limit: Int) -> Substring {
    var used = 0
    return text.prefix { character in
      used += columns(character)
      return used <= limit
    }
  }

  private static func columns(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    // U+FE0F asks for the emoji form, which is wide.
    if scalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return scalars.reduce(0) { max($0, columns($1)) }
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default:
      return 1
    }
  }
}
