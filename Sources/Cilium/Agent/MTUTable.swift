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
    return try table.rows.map { row in
      return MTUEntry(
        prefix: try table.value("Prefix", in: row, as: "a CIDR") { IPPrefix($0) },
        deviceMTU: try table.integer("DeviceMTU", in: row),
        routeMTU: try table.integer("RouteMTU", in: row))
    }
  }
}
