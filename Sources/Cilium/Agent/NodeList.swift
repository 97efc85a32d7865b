import Foundation

/// A node as Cilium knows it: one entry of `cilium-dbg node list`.
public struct CiliumNodeEntry: Hashable, Sendable, Codable {
  /// The full name, `<cluster>/<node>`.
  public let name: String
  /// The node IP: what tunnels to this node are sent to. Nil for a node without IPv4.
  public let ipv4: IPv4Address?
  /// The node's IPv6 address; nil for a node without.
  public let ipv6: IPv6Address?
  /// The pods' addresses on this node.
  public let podCIDR: IPv4CIDR?
  /// Where the agent learned of the node: `local` for itself, `custom-resource`, `kvstore`, `clustermesh`.
  public let source: String
  /// The health endpoint's address; only from JSON.
  public let healthIPv4: IPv4Address?
  /// The node's further addresses, as text; only from JSON.
  public let secondaryAddresses: [String]

  /// Makes an entry.
  public init(
    name: String, ipv4: IPv4Address?, podCIDR: IPv4CIDR?, source: String, healthIPv4: IPv4Address? = nil,
    secondaryAddresses: [String] = [], ipv6: IPv6Address? = nil
  ) {
    self.name = name
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.podCIDR = podCIDR
    self.source = source
    self.healthIPv4 = healthIPv4
    self.secondaryAddresses = secondaryAddresses
  }

  /// The Kubernetes node's name: ``name`` without the cluster.
  public var nodeName: String {
    name.split(separator: "/", maxSplits: 1).last.map(String.init) ?? name
  }

  /// Whether this is the agent's own node.
  public var isLocal: Bool { source == "local" }
}

/// Reads `cilium-dbg node list`.
public enum NodeList {
  static let what = "the agent's node list"

  private struct Entry: Decodable {
    struct Family: Decodable {
      let ip: String?
      let allocRange: String?
      enum CodingKeys: String, CodingKey {
        case ip
        case allocRange = "alloc-range"
      }
    }
    struct Addresses: Decodable {
      let ipv4: Family?
      let ipv6: Family?
    }
    struct Secondary: Decodable { let ip: String? }
    let name: String
    let primaryAddress: Addresses
    let health: Addresses?
    let secondaryAddresses: [Secondary]?
    let source: String?
    enum CodingKeys: String, CodingKey {
      case name, source
      case primaryAddress = "primary-address"
      case health = "health-endpoint-address"
      case secondaryAddresses = "secondary-addresses"
    }
  }

  /// Reads `node list -o json`. An empty list is an error: the agent's own node is always in it.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(json: Data) throws -> [CiliumNodeEntry] {
    let entries = try decodeJSON([Entry].self, from: json, what: what, hint: "run cilium-dbg node list -o json")
    guard !entries.isEmpty else { throw ParseError(what: what, found: "[]", hint: "not even the agent's own node") }
    return entries.map { entry in
      CiliumNodeEntry(
        name: entry.name,
        ipv4: entry.primaryAddress.ipv4?.ip.flatMap { IPv4Address($0) },
        podCIDR: entry.primaryAddress.ipv4?.allocRange.flatMap(IPv4CIDR.init(_:)),
        source: entry.source ?? "",
        healthIPv4: entry.health?.ipv4?.ip.flatMap { IPv4Address($0) },
        secondaryAddresses: (entry.secondaryAddresses ?? []).compactMap(\.ip).filter { !$0.isEmpty },
        ipv6: entry.primaryAddress.ipv6?.ip.flatMap { IPv6Address($0) })
    }
  }

  /// Reads the text of `node list`.
  ///
  /// - Throws: ``ParseError`` for anything else, a table without rows included.
  public static func parse(text: String) throws -> [CiliumNodeEntry] {
    let table = try ColumnTable(text, what: what, required: ["Name", "IPv4 Address", "Endpoint CIDR"])
    return try table.rows.map { row in
      let address = table.cell("IPv4 Address", in: row)
      guard address.isEmpty || IPv4Address(address) != nil else {
        throw ParseError(what: what, at: .line(row.line), found: address, hint: "an IPv4 address was expected")
      }
      return CiliumNodeEntry(
        name: table.cell("Name", in: row),
        ipv4: IPv4Address(address),
        podCIDR: IPv4CIDR(table.cell("Endpoint CIDR", in: row)),
        source: table.cell("Source", in: row),
        ipv6: IPv6Address(table.cell("IPv6 Address", in: row)))
    }
  }
}
