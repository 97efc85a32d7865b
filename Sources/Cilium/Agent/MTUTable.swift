/// The MTU that Cilium gives to pods for a destination: one row of `cilium-dbg shell -- db/show mtu`.
public struct MTUEntry: Hashable, Sendable, Codable {
  /// The destinations this row is for.
  public let prefix: IPPrefix
  /// The MTU of pod devices, in bytes: the smallest of the selected devices.
  public let deviceMTU: Int
  /// The MTU of routes into the tunnel, in bytes: the device MTU without the encapsulation's overhead.
  public let routeMTU: Int

  /// Makes a row.
  public init(prefix: IPPrefix, deviceMTU: Int, routeMTU: Int) {
    self.prefix = prefix
    self.deviceMTU = deviceMTU
    self.routeMTU = routeMTU
  }
}

/// Reads `cilium-dbg shell -- db/show mtu`.
public enum MTUTable {
  static let what = "the agent's MTU table (db/show mtu)"

  /// The rows in the table's order; none is an error.
  ///
  /// - Throws: ``ParseError`` for anything but such a table.
  public static func parse(_ text: String) throws -> [MTUEntry] {
    let table = try ColumnTable(text, what: what, required: ["Prefix", "DeviceMTU", "RouteMTU"])
    guard !table.rows.isEmpty else {
      throw ParseError(what: what, found: text, hint: "the table has no rows; is the agent still starting?")
    }
    return try table.rows.map { row in
      let text = table.cell("Prefix", in: row)
      guard let prefix = IPPrefix(text) else {
        throw ParseError(what: what, at: .line(row.line), found: text, hint: "Prefix must be a CIDR")
      }
      return MTUEntry(
        prefix: prefix,
        deviceMTU: try table.integer("DeviceMTU", in: row, what: what),
        routeMTU: try table.integer("RouteMTU", in: row, what: what))
    }
  }
}
