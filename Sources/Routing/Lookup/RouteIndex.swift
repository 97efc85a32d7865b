import Cilium

/// The routes of one family by table and prefix, so that a lookup does not go through all of them.
struct RouteIndex: Sendable {
  /// The routes of one destination prefix, in the order in which the kernel tries them.
  struct Node: Sendable {
    let length: Int
    /// The routes for packets from anywhere.
    var plain: [KernelRoute] = []
    /// IPv6: those for sources that the packet's lies in, by source prefix, the longest first.
    var bySource: [[KernelRoute]] = []
    /// IPv6: whether there are routes for some source, whatever the packet's is.
    var hasSources = false
  }

  private struct Source: Hashable {
    let length: Int
    let bits: AddressBits
  }

  private struct Routes {
    var plain: [KernelRoute] = []
    var bySource: [Source: [KernelRoute]] = [:]
  }

  private struct Table {
    /// Longest first.
    var lengths: [Int] = []
    var routes: [Int: [AddressBits: Routes]] = [:]
    var defaults = 0
  }

  private var tables: [RoutingTable: Table] = [:]

  init(_ routes: [KernelRoute], family: IPFamily) {
    for route in routes where route.family == family && !route.isExpired {
      let length = route.destination.length
      let bits = AddressBits(route.destination.address).masked(length)
      var place = tables[route.table, default: Table()].routes[length, default: [:]][bits] ?? Routes()
      if let from = route.from, from.length > 0 {
        let source = Source(length: from.length, bits: AddressBits(from.address).masked(from.length))
        place.bySource[source, default: []].append(route)
      } else {
        place.plain.append(route)
      }
      tables[route.table, default: Table()].routes[length, default: [:]][bits] = place
      if length == 0 { tables[route.table]?.defaults += 1 }
    }
    for name in tables.keys {
      guard var table = tables[name] else { continue }
      table.lengths = table.routes.keys.sorted(by: >)
      table.routes = table.routes.mapValues { places in
        places.mapValues {
          Routes(plain: Self.ordered($0.plain), bySource: $0.bySource.mapValues(Self.ordered))
        }
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

  /// How many routes of length 0 a table has (`tb_num_default`).
  func defaultCount(_ table: RoutingTable) -> Int { tables[table]?.defaults ?? 0 }

  /// The prefixes of a table that an address lies in, longest first.
  func nodes(_ table: RoutingTable, to: AddressBits, from: AddressBits? = nil) -> [Node] {
    guard let table = tables[table] else { return [] }
    return table.lengths.compactMap { length in
      guard let routes = table.routes[length]?[to.masked(length)] else { return nil }
      var node = Node(length: length, plain: routes.plain, hasSources: !routes.bySource.isEmpty)
      if let from, node.hasSources {
        node.bySource = routes.bySource.filter { from.masked($0.key.length) == $0.key.bits }
          .sorted { $0.key.length > $1.key.length }.map(\.value)
      }
      return node
    }
  }
}
