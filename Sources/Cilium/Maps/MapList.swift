/// One of the agent's maps: a row of `cilium-dbg map list`.
public struct MapSummary: Hashable, Sendable {
  /// The map's name, such as `cilium_lb4_services_v2`.
  public let name: String
  /// How many entries it has; nil where the agent does not know.
  public let entries: Int?
  /// How many entries could not be brought into the map.
  public let errors: Int
  /// Whether the agent keeps a copy.
  public let isCached: Bool
}

/// Reads `cilium-dbg map list`.
public enum MapList {
  /// The maps, in no order; none is an error.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(text: String) throws -> [MapSummary] {
    let table = try ColumnTable(
      text, what: "the agent's maps (map list)", required: ["Name", "Num entries", "Num errors", "Cache enabled"])
    return try table.rows.map { row in
      MapSummary(
        name: table.cell("Name", in: row), entries: try entries(table, row),
        errors: try table.integer("Num errors", in: row), isCached: try table.boolean("Cache enabled", in: row))
    }
  }

  private static func entries(_ table: ColumnTable, _ row: ColumnTable.Row) throws -> Int? {
    table.cell("Num entries", in: row) == "unknown" ? nil : try table.integer("Num entries", in: row)
  }
}
