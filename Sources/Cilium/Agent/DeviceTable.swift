import Foundation

/// Reads the agent's device table: `cilium-dbg shell -- db/show devices` since 1.17, `cilium-dbg statedb devices` before.
public enum DeviceTable {
  static let what = "the agent's device table (db/show devices)"

  /// The devices in the table's order (by index). An empty table is an error: a node always has `lo`.
  ///
  /// - Throws: ``ParseError`` for anything but such a table, a usage text included.
  public static func parse(_ text: String) throws -> [Device] {
    let table = try ColumnTable(
      text, what: what,
      required: ["Name", "Index", "Selected", "Type", "MTU", "HWAddr", "Flags", "Addresses"])
    return try table.rows.map { row in
      let (name, others) = names(table.cell("Name", in: row))
      guard !name.isEmpty else {
        throw ParseError(what: what, at: .line(row.line), found: "", hint: "the device has no name")
      }
      return Device(
        name: name,
        index: try table.integer("Index", in: row),
        selected: try table.boolean("Selected", in: row),
        type: table.cell("Type", in: row),
        mtu: try table.integer("MTU", in: row),
        hardwareAddress: table.cell("HWAddr", in: row),
        flags: Set(table.cell("Flags", in: row).split(separator: "|").map(String.init).filter { $0 != "0" }),
        addresses: try addresses(table.cell("Addresses", in: row), line: row.line),
        operStatus: table.cell("OperStatus", in: row), alternativeNames: others)
    }
  }

  /// `enp0s6`, since 1.20 `enp0s6 (alt1, alt2)`.
  private static func names(_ cell: String) -> (name: String, others: [String]?) {
    guard cell.hasSuffix(")"), let start = cell.range(of: " (") else { return (cell, nil) }
    let others = cell[start.upperBound...].dropLast().split(separator: ",").map {
      String($0.drop(while: \.isWhitespace))
    }
    return (String(cell[..<start.lowerBound]), others.isEmpty ? nil : others)
  }

  private static func addresses(_ cell: String, line: Int) throws -> [IPAddress] {
    try cell.split(separator: ",").map { part in
      let text = part.drop(while: \.isWhitespace)
      guard let address = IPAddress(text) else {
        throw ParseError(what: what, at: .line(line), found: cell, hint: "“\(text)” is not an IP address")
      }
      return address
    }
  }
}
