/// The kernel's counters beyond those of the protocols' standards: what `/proc/net/netstat` of a network namespace holds.
public struct KernelCounters: Hashable, Sendable {
  /// Name, such as `TcpExtIPReversePathFilter` (as `nstat` writes it) → how often it was counted since the namespace was
  /// made.
  public let values: [String: UInt64]

  /// The IPv4 packets that were dropped because the way back to their source leads by another device (`rp_filter`;
  /// `LINUX_MIB_IPRPFILTER`).
  public var reversePathFiltered: UInt64? { values["TcpExtIPReversePathFilter"] }

  static let what = "the kernel's counters (/proc/net/netstat)"

  /// Reads the file: for each protocol a line with the names and one with the values, both begin with the protocol's
  /// (Linux `net/ipv4/proc.c`, netstat_seq_show).
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String) throws -> KernelCounters {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    guard !lines.isEmpty, lines.count.isMultiple(of: 2) else {
      throw ParseError(what: what, found: text, hint: "pairs of lines were expected, names and values of a protocol")
    }
    var values: [String: UInt64] = [:]
    for index in stride(from: 0, to: lines.count, by: 2) {
      let (names, numbers) = (lines[index], lines[index + 1])
      guard let heading = names.first, heading.last == ":", numbers.first == heading, names.count == numbers.count
      else {
        throw ParseError(
          what: what, at: .line(index + 2), found: numbers.joined(separator: " "),
          hint: "as many values as the line before has names were expected")
      }
      for (name, number) in zip(names, numbers).dropFirst() {
        // Some are signed, such as TcpExtTCPMemoryPressuresChrono's relatives: what does not count up is of no use here.
        if let number = UInt64(number) { values["\(heading.dropLast())\(name)"] = number }
      }
    }
    return KernelCounters(values: values)
  }
}
