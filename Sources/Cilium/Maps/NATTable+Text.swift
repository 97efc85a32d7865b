extension NATTable {
  static let what = "the BPF NAT table (bpf nat list)"

  /// Reads the text of `bpf nat list` of any release since 1.10.
  ///
  /// The output may be of any size and cut anywhere: a line that cannot be read is counted, not fatal, as long as
  /// any line can be read. No lines at all is an empty table.
  ///
  /// - Parameters:
  ///   - text: The command's stdout.
  ///   - stderr: The command's stderr: a map that cannot be opened is only mentioned there, and the exit status is 0.
  /// - Throws: ``NATTableError/missingMap(_:)``; ``ParseError`` when not one line is a NAT entry, as in a usage text.
  public static func parse(text: String, stderr: String = "") throws -> NATTable {
    try NATTableError.check(stderr)
    var reader = NATTextReader()
    var entries: [NATEntry] = []
    var text = text
    text.withUTF8 { bytes in reader.read(UnsafeRawBufferPointer(bytes)) { entries.append($0.entry) } }
    try reader.finish { entries.append($0.entry) }
    return NATTable(entries: entries, tally: reader.tally)
  }
}

extension NATEntry {
  /// Reads one line: `PROTO OUT|IN a -> b [related ][service ]XLATE_SRC|XLATE_DST c Created=… NeedsCT=…`.
  ///
  /// Tails by release: up to 1.13 `Created=Nsec HostLocal=N`, 1.14 `Created=Nsec NeedsCT=N`, since 1.15
  /// `Created=Nsec ago NeedsCT=N`, without a known clock `Created=? (raw N) …`. A line without its whole tail is
  /// refused: it was cut off, and the port before the cut may lack its last digits.
  public init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count >= 7, words[3] == "->", let source = Endpoint(words[2]), let destination = Endpoint(words[4])
    else { return nil }
    let direction: Direction
    switch words[1] {
    case "OUT": direction = .out
    case "IN": direction = .in
    default: return nil
    }
    var index = 5
    var related = false
    var service = false
    while index < words.count, words[index] == "related" || words[index] == "service" {
      if words[index] == "related" { related = true } else { service = true }
      index += 1
    }
    guard index + 1 < words.count, let endpoint = Endpoint(words[index + 1]) else { return nil }
    let translation: Translation
    switch words[index] {
    case "XLATE_SRC": translation = .source(endpoint)
    case "XLATE_DST": translation = .destination(endpoint)
    default: return nil
    }
    guard let tail = Tail(words[(index + 2)...]) else { return nil }
    self.init(
      proto: TransportProtocol(name: words[0]), direction: direction, source: source, destination: destination,
      translation: translation, created: tail.created, needsCT: tail.needsCT, related: related, service: service)
  }

  private struct Tail {
    let created: Created
    let needsCT: Bool?

    init?<Word: StringProtocol>(_ words: ArraySlice<Word>) {
      guard let first = words.first, first.hasPrefix("Created="), let last = words.last,
        let equals = last.firstIndex(of: "="), let flag = UInt64(last[last.index(after: equals)...])
      else { return nil }
      switch last[..<equals] {
      case "NeedsCT": needsCT = flag != 0
      case "HostLocal": needsCT = nil
      default: return nil
      }
      let value = first.dropFirst("Created=".count)
      if value.hasSuffix("sec"), let seconds = Int(value.dropLast(3)) {
        created = .secondsAgo(seconds)
      } else if value == "?", let index = words.firstIndex(where: { $0 == "(raw" }), index + 1 < words.endIndex,
        let raw = UInt64(words[index + 1].prefix { $0.isNumber })
      {
        created = .raw(raw)
      } else {
        return nil
      }
    }
  }
}
