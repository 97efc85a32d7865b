import Cilium
import Foundation

/// Reads routes: `ip -j -d route show table all` or `ip route show table all`, with `-4`, `-6` or neither (which lists
/// both families).
public enum RouteReader {
  /// The routes in the kernel's order.
  ///
  /// - Parameters:
  ///   - data: what the command printed. Nothing is no error: a host without IPv6 has no such routes.
  ///   - family: which family was asked for; without one, it follows for a default route from its other parts.
  /// - Throws: `ParseError` for anything else.
  public static func parse(_ data: Data, family: IPFamily? = nil) throws -> [KernelRoute] {
    let what = "the routes (ip route show table all)"
    switch try Listing(data, what: what) {
    case .objects(let objects): return try objects.map { try route($0, family) }
    case .lines(let lines): return try TextRoutes(lines: lines, what: what, family: family).routes()
    }
  }

  private static func route(_ object: ListedObject, _ family: IPFamily?) throws -> KernelRoute {
    let hop = try self.hop(object)
    let hops = try object.objects("nexthops").map { try $0.compactMap(self.hop) } ?? (hop.map { [$0] } ?? [])
    let gateway = try object.text("gateway").flatMap { IPAddress($0) }
    // IPv6 routes always have a router preference; an IPv4 route may have an IPv6 gateway, but then it says “via”.
    let assumed = family ?? (object.keys.contains("pref") || gateway?.family == .ipv6 ? .ipv6 : .ipv4)
    guard let text = try object.text("dst"),
      let destination = Number.prefix(text, text == "default" ? assumed : family)
    else { throw object.error("dst", hint: "“dst” must be “default”, an address or a CIDR of the family asked for") }
    let kind = try object.text("type").map { KernelRoute.Kind(rawValue: $0) ?? .other } ?? .unicast
    return KernelRoute(
      destination, table: RoutingTable(try object.text("table") ?? "main"), kind: kind, hops: hops,
      metric: try object.integer("metric") ?? 0,
      scope: try object.value("scope", as: "a scope") { KernelRoute.Scope($0) } ?? .global,
      preferredSource: try object.value("prefsrc", as: "an address") { IPAddress($0) },
      tos: try object.value("tos", as: "a type of service", Number.tos) ?? 0,
      from: try object.value("from", as: "an address or a CIDR") { Number.prefix($0, destination.family) },
      areHopsKnown: !hops.isEmpty || kind.needsNoHop,
      preference: KernelRoute.Preference(named: try object.text("pref")),
      isExpired: (try object.integer("expires") ?? 1) <= 0)
  }

  private static func hop(_ object: ListedObject) throws -> KernelRoute.Hop? {
    guard let device = try object.text("dev") else { return nil }
    let flags = try object.texts("flags")
    let via = try object.object("via")?.value("host", as: "an address") { IPAddress($0) }
    return KernelRoute.Hop(
      device: device, gateway: try object.value("gateway", as: "an address") { IPAddress($0) } ?? via,
      isDead: flags.contains("dead"), isLinkDown: flags.contains("linkdown"))
  }
}

extension KernelRoute.Kind {
  /// Whether a route of the type leads nowhere, and so has no device.
  var needsNoHop: Bool {
    switch self {
    case .blackhole, .unreachable, .prohibit, .throw, .other: true
    case .unicast, .local, .broadcast, .anycast, .multicast: false
    }
  }
}

extension KernelRoute.Preference {
  init(named word: String?) {
    self =
      switch word {
      case "low": .low
      case "high": .high
      default: .medium
      }
  }
}
