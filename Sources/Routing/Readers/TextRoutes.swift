import Cilium

/// Reads the lines of `ip route show table all`. A multipath route goes over several, of which the further ones are
/// indented.
struct TextRoutes {
  let lines: [(number: Int, text: Substring)]
  let what: String
  let family: IPFamily?

  func routes() throws -> [KernelRoute] {
    var routes: [KernelRoute] = []
    for (number, text) in lines {
      var words = text.split(whereSeparator: \.isWhitespace)[...]
      if words.first == "nexthop" {
        words = words.dropFirst()
        guard var last = routes.popLast() else { throw error(number, text, "a next hop without a route before it") }
        guard let hop = try Fields(words, number, self).hop else {
          throw error(number, text, "a next hop has a device")
        }
        if let gateway = hop.gateway, last.destination.isDefault, last.family != gateway.family, family == nil,
          let destination = Number.prefix("default", gateway.family)
        {
          last.destination = destination
        }
        last.hops.append(hop)
        last.areHopsKnown = true
        routes.append(last)
      } else {
        routes.append(try route(words, number, text))
      }
    }
    return routes
  }

  private func route(_ all: ArraySlice<Substring>, _ number: Int, _ text: Substring) throws -> KernelRoute {
    var words = all
    var kind = KernelRoute.Kind.unicast
    if let first = words.first, let named = KernelRoute.Kind(rawValue: String(first)), named != .other {
      kind = named
      words = words.dropFirst()
    }
    guard let first = words.popFirst() else { throw error(number, text, "a route has a destination") }
    let fields = try Fields(words, number, self)
    let assumed = family ?? (fields["pref"] != nil || fields.gateway?.family == .ipv6 ? .ipv6 : .ipv4)
    guard let destination = Number.prefix(first, first == "default" ? assumed : family) else {
      throw error(number, text, "a route starts with “default”, an address or a CIDR of the family asked for")
    }
    let hops = fields.hop.map { [$0] } ?? []
    return KernelRoute(
      destination, table: RoutingTable(fields["table"] ?? "main"), kind: kind, hops: hops,
      metric: try fields.integer("metric") ?? 0, scope: fields["scope"].flatMap { KernelRoute.Scope($0) } ?? .global,
      preferredSource: try fields.address("src"), tos: try fields.tos() ?? 0,
      from: fields["from"].flatMap { Number.prefix($0, destination.family) },
      areHopsKnown: !hops.isEmpty || kind.needsNoHop,
      preference: KernelRoute.Preference(named: fields["pref"]), isExpired: fields["expires"]?.hasPrefix("-") ?? false)
  }

  fileprivate func error(_ number: Int, _ text: some StringProtocol, _ hint: String) -> ParseError {
    ParseError(what: what, at: .line(number), found: String(text), hint: hint)
  }
}

/// The words of a line after its destination: names with values, and flags.
private struct Fields {
  /// Words that stand for themselves (`ip/iproute.c`, print_rt_flags and others).
  private static let flags: Set<Substring> = [
    "onlink", "dead", "linkdown", "pervasive", "offload", "trap", "unresolved", "notify", "rt_offload", "rt_trap",
    "rt_offload_failed", "lock", "cache", "nexthop",
  ]

  private var values: [Substring: Substring] = [:]
  private var seen: Set<Substring> = []
  private(set) var gateway: IPAddress?
  private let number: Int
  private let owner: TextRoutes

  init(_ words: ArraySlice<Substring>, _ number: Int, _ owner: TextRoutes) throws {
    self.number = number
    self.owner = owner
    var words = words
    while let word = words.popFirst() {
      if Self.flags.contains(word) {
        seen.insert(word)
        continue
      }
      guard var value = words.popFirst() else { break }
      if word == "via", value == "inet6" || value == "inet", let next = words.popFirst() { value = next }
      values[word] = value
    }
    gateway = try address("via")
  }

  subscript(_ name: Substring) -> String? { values[name].map(String.init) }

  var hop: KernelRoute.Hop? {
    self["dev"].map {
      KernelRoute.Hop(
        device: $0, gateway: gateway, isDead: seen.contains("dead"), isLinkDown: seen.contains("linkdown"))
    }
  }

  func address(_ name: Substring) throws -> IPAddress? {
    guard let text = values[name] else { return nil }
    guard let address = IPAddress(text) else { throw owner.error(number, text, "“\(name)” needs an address") }
    return address
  }

  func integer(_ name: Substring) throws -> Int? {
    guard let text = values[name] else { return nil }
    guard let value = Int(text) else { throw owner.error(number, text, "“\(name)” needs a whole number") }
    return value
  }

  func tos() throws -> UInt8? {
    guard let text = self["tos"] else { return nil }
    guard let value = Number.tos(text) else { throw owner.error(number, text, "“tos” needs a number") }
    return value
  }
}
