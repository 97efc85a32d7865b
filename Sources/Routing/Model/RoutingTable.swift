/// The name of a routing table, as `ip` prints it: `main`, `local`, `default`, another name of the host's `rt_tables`, or
/// a number such as `52` (Tailscale's).
public struct RoutingTable: Hashable, Sendable, RawRepresentable, Codable {
  /// The name; the numbers of the three tables that the kernel itself makes are replaced by their names.
  public let rawValue: String

  /// Takes a table's name or number.
  public init(rawValue: String) {
    // linux/rtnetlink.h: RT_TABLE_DEFAULT, RT_TABLE_MAIN, RT_TABLE_LOCAL.
    self.rawValue = ["253": "default", "254": "main", "255": "local"][rawValue] ?? rawValue
  }

  /// Takes a table's name or number.
  public init(_ name: String) { self.init(rawValue: name) }

  /// The addresses of the host itself, and broadcast: kept by the kernel.
  public static let local = Self("local")
  /// Where routes go that name no table.
  public static let main = Self("main")
  /// Looked up last by IPv4's default rules; empty unless someone fills it.
  public static let `default` = Self("default")
}

extension RoutingTable: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}
