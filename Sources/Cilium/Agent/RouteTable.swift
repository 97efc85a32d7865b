/// A kernel route as the agent sees it: one row of `cilium-dbg shell -- db/show routes`.
public struct Route: Hashable, Sendable, Codable {
  /// Where the route leads.
  public let destination: IPPrefix
  /// The preferred source address, when the route names one.
  public let source: IPAddress?
  /// The next hop, when there is one.
  public let gateway: IPAddress?
  /// The index of the interface that packets leave by.
  public let linkIndex: Int
  /// The route's own MTU in bytes, when it has one.
  public let mtu: Int?
  /// The routing table: `main`, `local`, or a number such as `52` (Tailscale's).
  public let table: String
  /// The kernel's route type, such as `unicast`, `local`, `broadcast`; ``RouteTable/untoldType`` where no one told.
  public let type: String
  /// The kernel's route scope, such as `universe`, `link`, `host`.
  public let scope: String
  /// The metric; smaller wins.
  public let priority: Int

  /// Makes a route.
  public init(
    destination: IPPrefix, source: IPAddress? = nil, gateway: IPAddress? = nil, linkIndex: Int, mtu: Int? = nil,
    table: String = "main", type: String = "unicast", scope: String = "universe", priority: Int = 0
  ) {
    self.destination = destination
    self.source = source
    self.gateway = gateway
    self.linkIndex = linkIndex
    self.mtu = mtu
    self.table = table
    self.type = type
    self.scope = scope
    self.priority = priority
  }
}

/// Reads the agent's route table: `cilium-dbg shell -- db/show routes` since 1.17, `cilium-dbg statedb routes` before.
public enum RouteTable {
  static let what = "the agent's route table (db/show routes)"

  /// Which of the table's lines tell the default routes, for `grep -E`: the heading, without which the text is no table
  /// (1.16 marks it with a number sign), routes of length 0, and the loopback network's, so that a node without any
  /// default route is not taken for an agent that does not know its routes yet.
  public static let defaultRoutesPattern = "^(# )?Destination |^[^ ]*/0 |^127[.]"

  /// The routes of all tables, in the table's order. An empty table is an error: a node has local routes.
  ///
  /// - Throws: ``ParseError`` for anything but such a table, a usage text included.
  public static func parse(_ text: String) throws -> [Route] {
    let table = try ColumnTable(text, what: what, required: ["Destination", "Source", "Gateway", "LinkIndex", "Table"])
    // The column came with 1.19: recorded agents of 1.18 have none.
    let tellsType = table.headings.contains("Type")
    return try table.rows.map { row in
      let mtu = try table.integer("MTU", in: row, fallback: 0)
      let destination = try table.value("Destination", in: row, as: "a CIDR") { IPPrefix($0) }
      let linkIndex = try table.integer("LinkIndex", in: row)
      let name = tableName(table.cell("Table", in: row))
      let scope = scopeName(table.cell("Scope", in: row))
      return Route(
        destination: destination,
        source: try address("Source", table, row),
        gateway: try address("Gateway", table, row),
        linkIndex: linkIndex,
        mtu: mtu == 0 ? nil : mtu,
        table: name,
        type: tellsType
          ? table.cell("Type", in: row)
          : impliedType(of: destination, linkIndex: linkIndex, table: name, scope: scope),
        scope: scope,
        priority: try table.integer("Priority", in: row, fallback: 0))
    }
  }

  /// Up to 1.17 tables are numbers.
  private static func tableName(_ cell: String) -> String {
    switch cell {
    case "254": "main"
    case "255": "local"
    case "253": "default"
    default: cell
    }
  }

  /// Up to 1.17 scopes are numbers (`linux/rtnetlink.h`, RT_SCOPE_*).
  private static func scopeName(_ cell: String) -> String {
    switch cell {
    case "0": "universe"
    case "200": "site"
    case "253": "link"
    case "254": "host"
    case "255": "nowhere"
    default: cell
    }
  }

  /// The type of a route without a device, where the table has no column for it: such a route has several hops, or drops
  /// (`blackhole`, `unreachable`, `prohibit`), or leads to the next rule (`throw`).
  public static let untoldType = "untold"

  /// The type of a route that an agent lists without one: the scope tells an own address from a way to others; IPv6 routes
  /// have no scope, and in the local table the prefix tells the host's own addresses from groups.
  public static func impliedType(of destination: IPPrefix, linkIndex: Int, table: String, scope: String) -> String {
    if linkIndex == 0 { return untoldType }
    let isHost = scope == "host"
    guard table == "local" else { return isHost ? "local" : "unicast" }
    switch destination.family {
    case .ipv4: return isHost ? "local" : "broadcast"
    case .ipv6: return destination.length == 128 ? "local" : "multicast"
    }
  }

  private static func address(_ heading: String, _ table: ColumnTable, _ row: ColumnTable.Row) throws -> IPAddress? {
    try table.value(heading, in: row, as: "an IP address") {
      $0.isEmpty ? .some(nil) : IPAddress($0).map(Optional.some)
    }
  }
}
