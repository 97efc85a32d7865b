/// An address that Cilium counts as the node's own: one row of `cilium-dbg shell -- db/show node-addresses`.
public struct NodeAddress: Hashable, Sendable, Codable {
  /// The address.
  public let address: IPAddress
  /// Whether NodePort services answer on it.
  public let nodePort: Bool
  /// Whether it is the device's primary address of its family: the one that BPF masquerade uses.
  public let primary: Bool
  /// The device that holds it; `*` for the fallback addresses of the whole node.
  public let deviceName: String

  /// Makes a row.
  public init(address: IPAddress, nodePort: Bool, primary: Bool, deviceName: String) {
    self.address = address
    self.nodePort = nodePort
    self.primary = primary
    self.deviceName = deviceName
  }
}

/// Reads `cilium-dbg shell -- db/show node-addresses`.
public enum NodeAddressTable {
  static let what = "the agent's node addresses (db/show node-addresses)"

  /// The rows in the table's order; none is an error.
  ///
  /// - Throws: ``ParseError`` for anything but such a table.
  public static func parse(_ text: String) throws -> [NodeAddress] {
    let table = try ColumnTable(text, what: what, required: ["Address", "NodePort", "Primary", "DeviceName"])
    return try table.rows.map { row in
      return NodeAddress(
        address: try table.value("Address", in: row, as: "an IP address") { IPAddress($0) },
        nodePort: try table.boolean("NodePort", in: row),
        primary: try table.boolean("Primary", in: row),
        deviceName: table.cell("DeviceName", in: row))
    }
  }
}
