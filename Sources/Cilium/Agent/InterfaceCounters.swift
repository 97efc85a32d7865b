/// A network device's counters: what `ip -s link show dev NAME` prints.
public struct InterfaceCounters: Hashable, Sendable, Codable {
  /// One direction's counters.
  public struct Direction: Hashable, Sendable, Codable {
    /// Packets that passed.
    public let packets: UInt64
    /// Packets with errors.
    public let errors: UInt64
    /// Packets that the kernel dropped.
    public let dropped: UInt64

    /// Makes a direction's counters.
    public init(packets: UInt64, errors: UInt64, dropped: UInt64) {
      self.packets = packets
      self.errors = errors
      self.dropped = dropped
    }
  }

  /// The device's name.
  public let name: String
  /// What it received.
  public let received: Direction
  /// What it sent.
  public let sent: Direction

  /// Makes a device's counters.
  public init(name: String, received: Direction, sent: Direction) {
    self.name = name
    self.received = received
    self.sent = sent
  }

  static let what = "a device's counters (ip -s link show)"

  /// Reads the text of `ip -s link show dev NAME`. The headings name the columns (iproute2 `ip/ipaddress.c`,
  /// print_link_stats64): releases differ in the spaces between them and in those after `dropped`.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String) throws -> InterfaceCounters {
    let lines = text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
    guard let first = lines.first, first.count > 1, first[0].last == ":", first[1].last == ":" else {
      throw ParseError(what: what, found: text, hint: "“INDEX: NAME: <FLAGS>” was expected; is there such a device?")
    }
    let name = first[1].dropLast().prefix { $0 != "@" }
    return InterfaceCounters(
      name: String(name), received: try direction("RX:", lines), sent: try direction("TX:", lines))
  }

  private static func direction(_ heading: Substring, _ lines: [[Substring]]) throws -> Direction {
    guard let index = lines.firstIndex(where: { $0.first == heading }), index + 1 < lines.count else {
      throw ParseError(what: what, found: "", hint: "a line “\(heading) bytes packets …” was expected")
    }
    let (columns, values) = (lines[index].dropFirst(), lines[index + 1])
    func value(_ column: String) throws -> UInt64 {
      guard let place = columns.firstIndex(where: { $0 == column }), place - 1 < values.count,
        let number = UInt64(values[place - 1])
      else {
        throw ParseError(
          what: what, at: .line(index + 2), found: values.joined(separator: " "),
          hint: "a number under \(column) was expected")
      }
      return number
    }
    return Direction(
      packets: try value("packets"), errors: try value("errors"), dropped: try value("dropped"))
  }
}
