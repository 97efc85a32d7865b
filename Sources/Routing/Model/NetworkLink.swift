import Cilium

/// A network device, with what routing needs of it.
public struct NetworkLink: Hashable, Sendable, Codable {
  /// The name.
  public var name: String
  /// The index; the kernel goes through the devices in this order.
  public var index: Int
  /// Whether it is administratively up.
  public var isUp: Bool
  /// Whether it is a loopback device.
  public var isLoopback: Bool
  /// The link kind, such as `vrf`, `veth`, `bridge`; nil for hardware and when it is not known.
  public var kind: String?
  /// The bridge, bond or VRF that it is a port of.
  public var master: String?
  /// The table of a VRF, when it is one and the table is known.
  public var vrfTable: RoutingTable?
  /// The device group.
  public var group: String
  /// The addresses in the kernel's order, which decides among several that are equally good sources.
  public var addresses: [LinkAddress]

  /// Makes a device that is up.
  public init(
    name: String, index: Int, isUp: Bool = true, isLoopback: Bool = false, kind: String? = nil, master: String? = nil,
    vrfTable: RoutingTable? = nil, group: String = "default", addresses: [LinkAddress] = []
  ) {
    self.name = name
    self.index = index
    self.isUp = isUp
    self.isLoopback = isLoopback
    self.kind = kind
    self.master = master
    self.vrfTable = vrfTable
    self.group = group
    self.addresses = addresses
  }

  /// Whether it is a VRF: the master of devices that have a routing table of their own.
  public var isVRF: Bool { kind == "vrf" }
}

/// An address of a device.
public struct LinkAddress: Hashable, Sendable, Codable {
  /// The address.
  public var address: IPAddress
  /// The other end of a point-to-point link, when it is named.
  public var peer: IPAddress?
  /// How many leading bits the link's hosts have in common; nil when only the address is known.
  public var prefixLength: Int?
  /// How wide it is valid.
  public var scope: KernelRoute.Scope
  /// A further IPv4 address of a network of which the device already has one: never chosen as source.
  public var isSecondary: Bool
  /// IPv6 duplicate detection is not done: not chosen as source.
  public var isTentative: Bool
  /// IPv6: only chosen if there is no other of the scope.
  public var isDeprecated: Bool
  /// IPv6: optimistic duplicate detection.
  public var isOptimistic: Bool
  /// IPv6: a privacy address (RFC 8981).
  public var isTemporary: Bool

  /// Makes an address without any flags; without a scope, the one that its range suggests.
  public init(_ address: IPAddress, prefixLength: Int? = nil, peer: IPAddress? = nil, scope: KernelRoute.Scope? = nil) {
    self.address = address
    self.peer = peer
    self.prefixLength = prefixLength
    self.scope = scope ?? Self.usualScope(of: address)
    self.isSecondary = false
    self.isTentative = false
    self.isDeprecated = false
    self.isOptimistic = false
    self.isTemporary = false
  }

  /// What `ip address add` and the kernel give when nobody says otherwise.
  static func usualScope(of address: IPAddress) -> KernelRoute.Scope {
    switch address {
    case .v4(let address): address.isLoopback ? .host : .global
    case .v6(let address): V6Type(address).routeScope
    }
  }
}
