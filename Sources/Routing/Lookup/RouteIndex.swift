import Cilium

/// The routes of one family by table and prefix, so that a lookup does not go through all of them.
struct RouteIndex: Sendable {
  /// The routes of one prefix, or of one destination and source prefix (IPv6), in the order in which the kernel tries
  /// them.
  struct Node: Sendable {
    let destinationLength: Int
    let sourceLength: Int
    var routes: [KernelRoute]
  }

  private struct Key: Hashable {
    let destination: AddressBits
    let sourceLength: Int
    let source: AddressBits?
  }

  private struct Table {
    /// Longest first.
    var lengths: [Int] = []
    /// The source lengths of the routes of a destination length, longest first; only 0 where no route has a source.
    var sourceLengths: [Int: [Int]] = [:]
    var nodes: [Int: [Key: [KernelRoute]]] = [:]
    var defaults = 0
  }

  private var tables: [RoutingTable: Table] = [:]

  init(_ routes: [KernelRoute], family: IPFamily) {
    for route in routes where route.family == family && !route.isExpired {
      let length = route.destination.length
      let key = Key(
        destination: AddressBits(route.destination.address).masked(length), sourceLength: route.from?.length ?? 0,
        source: route.from.map { AddressBits($0.address).masked($0.length) })
      tables[route.table, default: Table()].nodes[length, default: [:]][key, default: []].append(route)
      if length == 0 { tables[route.table]?.defaults += 1 }
    }
    for name in tables.keys {
      guard var table = tables[name] else { continue }
      table.lengths = table.nodes.keys.sorted(by: >)
      for (length, nodes) in table.nodes {
        table.sourceLengths[length] = Set(nodes.keys.map(\.sourceLength)).sorted(by: >)
        table.nodes[length] = nodes.mapValues(Self.ordered)
      }
      tables[name] = table
    }
  }

  /// IPv4: larger type of service first (`fib_find_alias`), then smaller metric; those of one metric as listed.
  private static func ordered(_ routes: [KernelRoute]) -> [KernelRoute] {
    routes.count < 2
      ? routes
      : routes.enumerated().sorted {
        ($1.element.tos, $0.element.metric, $0.offset) < ($0.element.tos, $1.element.metric, $1.offset)
      }.map(\.element)
  }

  func contains(_ table: RoutingTable) -> Bool { tables[table] != nil }

  /// How many routes of length 0 a table has (`tb_num_default`).
  func defaultCount(_ table: RoutingTable) -> Int { tables[table]?.defaults ?? 0 }

  /// The nodes of a table that an address lies in, longest prefix first, and within one the longest source prefix.
  func nodes(_ table: RoutingTable, to: AddressBits, from: AddressBits?) -> [Node] {
    guard let table = tables[table] else { return [] }
    var found: [Node] = []
    for length in table.lengths {
      guard let nodes = table.nodes[length] else { continue }
      let destination = to.masked(length)
      for sourceLength in table.sourceLengths[length] ?? [] {
        let source = sourceLength == 0 ? nil : from?.masked(sourceLength)
        if sourceLength != 0, source == nil { continue }
        let key = Key(destination: destination, sourceLength: sourceLength, source: source)
        guard let routes = nodes[key] else { continue }
        found.append(Node(destinationLength: length, sourceLength: sourceLength, routes: routes))
      }
    }
    return found
  }
}
