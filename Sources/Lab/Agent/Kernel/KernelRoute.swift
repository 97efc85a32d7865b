import Foundation

/// A route as `ip -j -d route show table all` describes it.
struct KernelRoute: Sendable, Hashable {
  /// With its prefix length: `0.0.0.0/0`, `10.0.0.239/32`, `fe80::/64`.
  var destination: String
  var device: String?
  /// The preferred source address.
  var source: String?
  var gateway: String?
  /// The MTU metric, if set.
  var mtu: Int?
  /// `main`, `local`, `default` or a number.
  var table: String
  /// `unicast`, `local`, `broadcast`, `multicast`, …
  var type: String
  /// Cilium's word: `universe`, `site`, `link`, `host`.
  var scope: String
  var priority: Int

  /// The destination's address without the prefix length.
  var destinationAddress: NetworkAddress? {
    destination.split(separator: "/").first.flatMap { NetworkAddress($0) }
  }

  var prefixLength: Int { destination.split(separator: "/").last.flatMap { Int($0) } ?? 0 }

  var isDefault: Bool { prefixLength == 0 && type == "unicast" }

  /// Linux's number of the routing table.
  var tableNumber: Int {
    switch table {
    case "local": 255
    case "main": 254
    case "default": 253
    default: Int(table) ?? 0
    }
  }

  /// Reads the output of `ip -j -d route show table all`.
  static func parse(_ json: String) throws -> [KernelRoute] {
    try JSONDecoder().decode([Entry].self, from: Data(json.utf8)).map(\.route)
  }

  private struct Entry: Decodable {
    var type: String?
    var dst: String
    var gateway: String?
    var via: Via?
    var dev: String?
    var table: String?
    var scope: String?
    var prefsrc: String?
    var metric: Int?
    var metrics: [Metrics]?

    struct Via: Decodable {
      var host: String?
    }

    struct Metrics: Decodable {
      var mtu: Int?
    }

    var route: KernelRoute {
      let isIPv6 = dst.contains(":") || (gateway ?? prefsrc ?? "").contains(":")
      return KernelRoute(
        destination: prefix(isIPv6: isIPv6), device: dev, source: prefsrc, gateway: gateway ?? via?.host,
        mtu: metrics?.compactMap(\.mtu).first, table: table ?? "main", type: type ?? "unicast",
        scope: scope.map { $0 == "global" ? "universe" : $0 } ?? "universe", priority: metric ?? 0)
    }

    private func prefix(isIPv6: Bool) -> String {
      if dst == "default" { return isIPv6 ? "::/0" : "0.0.0.0/0" }
      return dst.contains("/") ? dst : dst + (isIPv6 ? "/128" : "/32")
    }
  }
}

extension [KernelRoute] {
  /// The device by which the kernel would send to `address`: local first, then the longest prefix of the main table.
  func egressDevice(to address: NetworkAddress) -> String? {
    // A default route of another table is for marked packets, which the node's own are not.
    let matching = filter { $0.type == "unicast" || $0.type == "local" }
      .filter { address.isIn($0.destination) && ($0.prefixLength > 0 || $0.table == "main") }
    return matching.max {
      ($0.tableNumber == 255 ? 1 : 0, $0.prefixLength, -$0.priority) < (
        $1.tableNumber == 255 ? 1 : 0, $1.prefixLength, -$1.priority
      )
    }?.device
  }
}
