import Cilium
import Foundation

/// The agent's tables, from `statedb dump`: one JSON object with a list of rows per table (since 1.15).
public struct StateTables: Sendable, Hashable {
  /// The devices with the agent's selection, in the order of their indices.
  public var devices: [Device]
  /// The routes of all tables.
  public var routes: [Route]
  /// The addresses that Cilium counts as the node's; empty where the release has no such table.
  public var nodeAddresses: [NodeAddress]
  /// The MTUs that the agent gives to pods (since 1.17).
  public var mtus: [MTUEntry]

  /// Table → the line in its file at which it begins.
  var lines: [String: Int] = [:]

  /// Where a table begins: the file of the dump, with the table's line.
  ///
  /// - Parameter reference: The dump.
  public func reference(to table: String, in reference: FileReference) -> FileReference {
    guard let line = lines[table] else { return reference }
    return FileReference(path: reference.path, line: line, modified: reference.modified, excerpt: "table \(table)")
  }

  /// More routes than these are kept only where they do not lead over Cilium's own devices: there is one to every
  /// node's pods.
  static let mostRoutes = 512

  /// Reads the dump.
  ///
  /// - Throws: `DecodingError` for anything else.
  static func parse(_ text: FileText) throws -> StateTables {
    let document = try RouteFilter.decode(text)
    let devices = document.devices.compactMap(\.device).sorted { $0.index < $1.index }
    guard !devices.isEmpty else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the table of devices is empty"))
    }
    let routes = (document.routes ?? []).compactMap(\.route)
    var tables = StateTables(
      devices: devices, routes: routes, nodeAddresses: (document.nodeAddresses ?? []).compactMap(\.address),
      mtus: (document.mtu ?? []).compactMap(\.entry))
    // A table's line is `  "devices": [`.
    for (number, line) in text.lines(with: "\": [") {
      let start = line[...].trimmed
      for name in ["devices", "routes", "mtu", "node-addresses"] where start.hasPrefix("\"\(name)\": [") {
        tables.lines[name] = tables.lines[name] ?? number
      }
    }
    return tables
  }

  struct Document: Decodable {
    var devices: [DeviceRow]
    var routes: [RouteRow]?
    var nodeAddresses: [AddressRow]?
    var mtu: [MTURow]?
    enum CodingKeys: String, CodingKey {
      case devices, routes, mtu
      case nodeAddresses = "node-addresses"
    }
  }

  struct DeviceRow: Decodable {
    struct Address: Decodable {
      var text: String
      enum CodingKeys: String, CodingKey { case text = "Addr" }
    }
    var index: Int
    var name: String
    var mtu: Int
    var hardwareAddress: String?
    var flags: Int?
    var addresses: [Address]?
    var rawFlags: UInt32?
    var type: String?
    var masterIndex: Int?
    var operStatus: String?
    var selected: Bool
    enum CodingKeys: String, CodingKey {
      case index = "Index"
      case name = "Name"
      case mtu = "MTU"
      case hardwareAddress = "HardwareAddr"
      case flags = "Flags"
      case addresses = "Addrs"
      case rawFlags = "RawFlags"
      case type = "Type"
      case masterIndex = "MasterIndex"
      case operStatus = "OperStatus"
      case selected = "Selected"
    }

    var device: Device? {
      guard !name.isEmpty else { return nil }
      return Device(
        name: name, index: index, selected: selected, type: type ?? "", mtu: mtu,
        hardwareAddress: hardwareAddress ?? "", flags: GoFlags.names(flags ?? 0),
        addresses: (addresses ?? []).compactMap { IPAddress($0.text) }, operStatus: operStatus ?? "",
        rawFlags: rawFlags, masterIndex: masterIndex ?? 0)
    }
  }

  struct RouteRow: Decodable {
    var table: Int
    var linkIndex: Int
    var scopeNumber: Int?
    var destination: String
    var source: String?
    var gateway: String?
    var priority: Int?
    var mtu: Int?
    var typeNumber: Int?
    enum CodingKeys: String, CodingKey {
      case typeNumber = "Type"
      case table = "Table"
      case linkIndex = "LinkIndex"
      case scopeNumber = "Scope"
      case destination = "Dst"
      case source = "Src"
      case gateway = "Gw"
      case priority = "Priority"
      case mtu = "MTU"
    }

    private static let types = [
      1: "unicast", 2: "local", 3: "broadcast", 4: "anycast", 5: "multicast", 6: "blackhole", 7: "unreachable",
      8: "prohibit", 9: "throw",
    ]

    var route: Route? {
      guard let destination = IPPrefix(destination) else { return nil }
      return Route(
        destination: destination, source: source.flatMap { IPAddress($0) }, gateway: gateway.flatMap { IPAddress($0) },
        linkIndex: linkIndex, mtu: mtu.flatMap { $0 == 0 ? nil : $0 },
        table: tableName, type: type(destination), scope: scope, priority: priority ?? 0)
    }

    /// `linux/rtnetlink.h`, RT_SCOPE_*.
    private var scope: String {
      let number = scopeNumber ?? 0
      return [0: "universe", 200: "site", 253: "link", 254: "host", 255: "nowhere"][number] ?? "\(number)"
    }

    private var tableName: String { [254: "main", 255: "local", 253: "default"][table] ?? "\(table)" }

    /// `linux/rtnetlink.h`, RTN_*. Up to 1.18 the dump has no types.
    private func type(_ destination: IPPrefix) -> String {
      guard let typeNumber else {
        return RouteTable.impliedType(of: destination, linkIndex: linkIndex, table: tableName, scope: scope)
      }
      return Self.types[typeNumber] ?? "other"
    }
  }

  struct AddressRow: Decodable {
    var text: String
    var nodePort: Bool?
    var primary: Bool?
    var deviceName: String?
    enum CodingKeys: String, CodingKey {
      case text = "Addr"
      case nodePort = "NodePort"
      case primary = "Primary"
      case deviceName = "DeviceName"
    }

    var address: NodeAddress? {
      IPAddress(text).map {
        NodeAddress(address: $0, nodePort: nodePort == true, primary: primary == true, deviceName: deviceName ?? "")
      }
    }
  }

  struct MTURow: Decodable {
    var prefix: String
    var deviceMTU: Int
    var routeMTU: Int
    enum CodingKeys: String, CodingKey {
      case prefix = "Prefix"
      case deviceMTU = "DeviceMTU"
      case routeMTU = "RouteMTU"
    }

    var entry: MTUEntry? {
      IPPrefix(prefix).map { MTUEntry(prefix: $0, deviceMTU: deviceMTU, routeMTU: routeMTU) }
    }
  }
}

/// Go's interface flags (`net.Flags`), which are no kernel's.
enum GoFlags {
  private static let named: [(Int, String)] = [
    (1, "up"), (2, "broadcast"), (4, "loopback"), (8, "pointtopoint"), (16, "multicast"), (32, "running"),
  ]

  static func names(_ bits: Int) -> Set<String> { Set(named.filter { bits & $0.0 != 0 }.map(\.1)) }
}
