import Cilium
import Foundation

/// Reads a dump of an agent's tables without values for what is not kept of it.
enum RouteFilter {
  /// The tables that are read. Of very many routes those over Cilium's own devices are left out.
  ///
  /// - Throws: `JSONCursor.Malformed` and `DecodingError` for anything else.
  static func decode(_ text: FileText) throws -> StateTables.Document {
    var cursor = JSONCursor(text.bytes)
    var parts: [Data] = []
    var routes: Range<Int>?
    try cursor.members { cursor, key in
      let value = try cursor.skip()
      if cursor.matches(key, "routes") {
        routes = value
      } else if ["devices", "node-addresses", "mtu"].contains(where: { cursor.matches(key, $0) }) {
        parts.append(Data("\"".utf8) + Data(cursor.bytes[key]) + Data("\":".utf8) + Data(cursor.bytes[value]))
      }
    }
    try cursor.end()
    let decoder = JSONDecoder()
    var document = try decoder.decode(StateTables.Document.self, from: object(parts))
    guard let routes, cursor.bytes[routes].first == UInt8(ascii: "[") else { return document }
    let own = Set(
      document.devices.filter { $0.name.hasPrefix("cilium_") || $0.name.hasPrefix("lxc") }.map(\.index))
    let rows = try kept(JSONCursor(cursor, at: routes), own)
    document.routes = try decoder.decode([StateTables.RouteRow].self, from: rows)
    return document
  }

  private static func object(_ parts: [Data]) -> Data {
    Data("{".utf8) + Data(parts.joined(separator: Data(",".utf8))) + Data("}".utf8)
  }

  /// The rows as a list again.
  private static func kept(_ list: JSONCursor, _ own: Set<Int>) throws -> Data {
    var list = list
    var rows: [(range: Range<Int>, device: Int?)] = []
    try list.elements { cursor in
      let start = cursor.place
      var device: Int?
      guard cursor.next == UInt8(ascii: "{") else { throw JSONCursor.Malformed() }
      try cursor.members { cursor, key in
        if cursor.matches(key, "LinkIndex") { device = try cursor.integer() } else { try cursor.skip() }
      }
      rows.append((start..<cursor.place, device))
    }
    let areMany = rows.count > StateTables.mostRoutes
    var data = Data("[".utf8)
    for row in rows where !areMany || !(row.device.map(own.contains) ?? false) {
      if data.count > 1 { data.append(UInt8(ascii: ",")) }
      data.append(contentsOf: list.bytes[row.range])
    }
    data.append(UInt8(ascii: "]"))
    return data
  }
}
