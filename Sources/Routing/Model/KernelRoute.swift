import Cilium

/// A route of one of the kernel's tables: a line of `ip route show table all`.
public struct KernelRoute: Hashable, Sendable, Codable {
  /// The kernel's route types (`linux/rtnetlink.h`, RTN_*).
  public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
    /// To others, by way of a device.
    case unicast
    /// To the host itself.
    case local
    /// To all hosts of a link.
    case broadcast
    /// To the host itself, under an address that others have too.
    case anycast
    /// To a group of hosts.
    case multicast
    /// Dropped silently (EINVAL).
    case blackhole
    /// Dropped as unreachable (EHOSTUNREACH).
    case unreachable
    /// Dropped as prohibited (EACCES).
    case prohibit
    /// The lookup goes on with the next rule.
    case `throw`
    /// A type that this model does not cover (`nat`, `xresolve`).
    case other
  }

  /// How wide a route or address is valid: a larger number is nearer (RT_SCOPE_*).
  public struct Scope: Hashable, Sendable, Comparable, RawRepresentable, Codable {
    /// The kernel's number.
    public let rawValue: UInt8

    /// Takes the kernel's number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Everywhere; `ip` prints `global`, Cilium `universe`.
    public static let global = Self(rawValue: 0)
    /// IPv6's deprecated site-local.
    public static let site = Self(rawValue: 200)
    /// On one link.
    public static let link = Self(rawValue: 253)
    /// On the host itself.
    public static let host = Self(rawValue: 254)
    /// Does not exist.
    public static let nowhere = Self(rawValue: 255)

    /// Wider first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Reads a scope as `ip` or Cilium prints it.
    public init?(_ text: String) {
      let named: [String: UInt8] = ["global": 0, "universe": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255]
      guard let number = named[text] ?? UInt8(text) else { return nil }
      rawValue = number
    }
  }

  /// IPv6's router preference: among routes of equal metric a higher one wins (RFC 4191).
  public enum Preference: Int, Hashable, Sendable, Codable {
    /// Below the others.
    case low = 1
    /// What a route has that says nothing.
    case medium = 2
    /// Above the others.
    case high = 3
  }

  /// One of the ways that a route leads.
  public struct Hop: Hashable, Sendable, Codable {
    /// The device that packets leave by.
    public var device: String
    /// The router, when there is one; may be of the other family.
    public var gateway: IPAddress?
    /// The kernel does not use it, because its device is down (`dead`).
    public var isDead: Bool
    /// The device has no carrier (`linkdown`); used all the same, unless `ignore_routes_with_linkdown` is set.
    public var isLinkDown: Bool

    /// Makes a hop that is in use.
    public init(device: String, gateway: IPAddress? = nil, isDead: Bool = false, isLinkDown: Bool = false) {
      self.device = device
      self.gateway = gateway
      self.isDead = isDead
      self.isLinkDown = isLinkDown
    }
  }

  /// Where the route leads.
  public var destination: IPPrefix
  /// The route is only for packets from these sources (IPv6's source-specific routing; `from`).
  public var from: IPPrefix?
  /// The table that holds it.
  public var table: RoutingTable
  /// The type.
  public var kind: Kind
  /// The route is only for packets of this type of service; 0 for all. IPv4 only.
  public var tos: UInt8
  /// The smallest wins among routes of the same prefix.
  public var metric: Int
  /// The scope; IPv6 routes have none and count as global.
  public var scope: Scope
  /// The source that the host's own packets get when they have none (`src`).
  public var preferredSource: IPAddress?
  /// The ways, of which the kernel takes one; empty for types without a device (IPv4's `blackhole`).
  public var hops: [Hop]
  /// Whether ``hops`` is known: not for what Cilium's table shows of a multipath route, nor for an unresolved `nhid`.
  public var areHopsKnown: Bool
  /// IPv6's router preference.
  public var preference: Preference
  /// The route came by a router advertisement and its time is over.
  public var isExpired: Bool

  /// Makes a route with any number of hops.
  public init(
    _ destination: IPPrefix, table: RoutingTable = .main, kind: Kind = .unicast, hops: [Hop] = [], metric: Int = 0,
    scope: Scope = .global, preferredSource: IPAddress? = nil, tos: UInt8 = 0, from: IPPrefix? = nil,
    areHopsKnown: Bool = true, preference: Preference = .medium, isExpired: Bool = false
  ) {
    self.destination = destination
    self.from = from
    self.table = table
    self.kind = kind
    self.tos = tos
    self.metric = metric
    self.scope = scope
    self.preferredSource = preferredSource
    self.hops = hops
    self.areHopsKnown = areHopsKnown
    self.preference = preference
    self.isExpired = isExpired
  }

  /// The family.
  public var family: IPFamily { destination.family }
}

extension KernelRoute: CustomStringConvertible {
  /// The route as `ip route` prints it, without what does not matter for a decision.
  public var description: String {
    var words = kind == .unicast ? [] : [kind.rawValue]
    words.append(destination.isDefault ? "default" : destination.description)
    if let from { words.append("from \(from)") }
    if tos != 0 { words.append("tos 0x\(String(tos, radix: 16))") }
    for hop in hops {
      if hops.count > 1 { words.append("nexthop") }
      if let gateway = hop.gateway { words.append("via \(gateway)") }
      words.append("dev \(hop.device)")
      if hop.isDead { words.append("dead") }
      if hop.isLinkDown { words.append("linkdown") }
    }
    if table != .main { words.append("table \(table)") }
    if let preferredSource { words.append("src \(preferredSource)") }
    if metric != 0 { words.append("metric \(metric)") }
    return words.joined(separator: " ")
  }
}
