/// Reads `cilium-dbg bpf ipmasq list`: the destinations towards which pods keep their own addresses.
public enum IPMasqList {
  static let what = "the ip-masq-agent's list (bpf ipmasq list)"

  /// The blocks of both families. With an empty map the command only says `No entries found.` on stderr.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String, stderr: String = "") throws -> [IPPrefix] {
    if text.allSatisfy(\.isWhitespace), stderr.contains("No entries found") { return [] }
    let heading = "IP PREFIX/ADDRESS"
    let table = try ColumnTable(text, what: what, required: [heading])
    return try table.rows.map { row in try table.value(heading, in: row, as: "a CIDR") { IPPrefix($0) } }
  }
}
