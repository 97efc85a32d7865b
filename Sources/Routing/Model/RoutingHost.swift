import Cilium

/// A host's routing configuration, from which its decisions follow. A value: `RoutingHost+Changes.swift` derives what would be
/// if a rule, route, device or kernel parameter were different.
///
/// What decides is the kernel's code: `net/core/fib_rules.c`, `net/ipv4/{route,fib_trie,fib_semantics,fib_frontend}.c`,
/// `net/ipv6/{route,fib6_rules,addrconf}.c`, `net/l3mdev/l3mdev.c`, read and compared at 6.18.
public struct RoutingHost: Sendable {
  /// The IPv4 rules in the kernel's order.
  public let ipv4Rules: [PolicyRule]
  /// The IPv6 rules in the kernel's order.
  public let ipv6Rules: [PolicyRule]
  /// The routes of all tables and both families; among those of one prefix, metric and table the order counts.
  public let routes: [KernelRoute]
  /// The devices in the kernel's order.
  public let links: [NetworkLink]
  /// The kernel parameters that are known.
  public let sysctls: Sysctls
  /// What was not read and is taken for granted.
  public let assumptions: Set<RoutingAssumption>

  /// Whether IPv4's local and main table are one, where that is known (see ``mayHaveMergedTables``).
  let tablesAreMerged: Bool?
  let ipv4: RouteIndex
  let ipv6: RouteIndex
  let linksByName: [String: NetworkLink]

  /// Makes a host.
  public init(
    ipv4Rules: [PolicyRule] = PolicyRule.defaults(.ipv4), ipv6Rules: [PolicyRule] = PolicyRule.defaults(.ipv6),
    routes: [KernelRoute], links: [NetworkLink], sysctls: Sysctls = Sysctls(), assumptions: Set<RoutingAssumption> = []
  ) {
    self.init(ipv4Rules, ipv6Rules, routes, links, sysctls, assumptions, tablesAreMerged: nil)
  }

  init(
    _ ipv4Rules: [PolicyRule], _ ipv6Rules: [PolicyRule], _ routes: [KernelRoute], _ links: [NetworkLink],
    _ sysctls: Sysctls, _ assumptions: Set<RoutingAssumption>, tablesAreMerged: Bool?
  ) {
    self.tablesAreMerged = tablesAreMerged
    let inferred = VRFTables.infer(links: links, routes: routes)
    self.ipv4Rules = ipv4Rules
    self.ipv6Rules = ipv6Rules
    self.routes = routes
    self.links = inferred.links
    self.sysctls = sysctls
    self.assumptions = inferred.isAssumed ? assumptions.union([.vrfTable]) : assumptions
    self.ipv4 = RouteIndex(routes, family: .ipv4)
    self.ipv6 = RouteIndex(routes, family: .ipv6)
    self.linksByName = Dictionary(inferred.links.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules of a family.
  public func rules(_ family: IPFamily) -> [PolicyRule] { family == .ipv4 ? ipv4Rules : ipv6Rules }

  /// What the host does with a packet of its own.
  ///
  /// - Parameter flow: the packet. Without a source the answer's paths say which one it gets; a socket that connects
  ///   looks up again with that source (see ``connect(_:)``).
  public func route(_ flow: PacketFlow) -> ForwardingDecision {
    let decision =
      switch flow.to {
      case .v4: Output4(host: self, flow: flow).decision
      case .v6: Output6(host: self, flow: flow).decision
      }
    return decision.assuming(assumptions)
  }

  /// What the host does with a packet of its own.
  public func route(
    to: IPAddress, from: IPAddress? = nil, mark: UInt32? = 0, outputDevice: String? = nil
  ) -> ForwardingDecision {
    route(PacketFlow(to: to, from: from, mark: mark, outputDevice: outputDevice))
  }

  /// What the host does with the packets of a socket that connects without having been bound to an address.
  ///
  /// IPv4 looks up twice, the second time with the source that the first lookup chose (`ip_route_connect`): only then do
  /// rules with `from` select. IPv6 does so only when the first lookup found nothing (`ip6_dst_lookup_tail`).
  public func connect(_ flow: PacketFlow) -> ForwardingDecision {
    let first = route(flow)
    guard flow.from == nil, flow.to.family == .ipv4 || first.drop != nil else { return first }
    let sources = Set(
      first.drop == nil ? first.paths.map(\.source) : [SourceSelection6(host: self).source(to: flow.to, device: nil)])
    guard !sources.isEmpty else { return first }
    let second = sources.map { source -> ForwardingDecision in
      guard let address = source.address else { return first }
      var bound = flow
      bound.from = address
      return route(bound).choosing(address)
    }
    return ForwardingDecision.agreeing(
      second, otherwise: "the source that the kernel chooses first decides about the rules")
  }

  /// What the host does with a packet that arrives from outside.
  ///
  /// - Parameters:
  ///   - flow: the packet; it needs a source. Its output device and user do not count.
  ///   - device: the device that it arrives by.
  public func forward(_ flow: PacketFlow, arrivingOn device: String) -> ForwardingDecision {
    guard let from = flow.from else {
      return ForwardingDecision(.notKnown("a packet that arrives has a source, and none is named"))
    }
    let decision =
      switch flow.to {
      case .v4: Input4(host: self, flow: flow, from: from, device: device).decision
      case .v6: Input6(host: self, flow: flow, from: from, device: device).decision
      }
    return decision.assuming(assumptions)
  }

  /// What the host does with a packet that arrives from outside.
  public func forward(from: IPAddress, to: IPAddress, arrivingOn device: String, mark: UInt32? = 0)
    -> ForwardingDecision
  {
    forward(PacketFlow(to: to, from: from, mark: mark), arrivingOn: device)
  }

  /// The VRF that a device belongs to or is; nil for none (`l3mdev_master_ifindex_rcu`).
  func vrf(of device: String?) -> NetworkLink? {
    guard let device, let link = linksByName[device] else { return nil }
    if link.isVRF { return link }
    guard let master = link.master.flatMap({ linksByName[$0] }), master.isVRF else { return nil }
    return master
  }

  /// The loopback device, which packets to the host itself go through.
  var loopback: String { links.first(where: \.isLoopback)?.name ?? "lo" }
}
