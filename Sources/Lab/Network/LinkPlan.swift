/// Lines for `ip -n NAMESPACE -batch -`: how every link and address of the lab comes to be.
///
/// Every link is made inside a namespace, with its other end put straight into the second namespace, so that no
/// interface ever exists in the namespace the lab was started from.
struct LinkPlan: Sendable {
  let topology: LabTopology

  /// The routers' end towards their nodes.
  static let inside = "lan0"
  /// The routers' end towards the internet.
  static let outside = "wan0"

  /// Whether a network is a cable to its only node; with more it has a bridge.
  private func isCable(_ segment: LabSegment) -> Bool { topology.members(of: segment).count == 1 }

  /// The network's end of the n-th card in it.
  func port(_ number: Int, of segment: LabSegment) -> String { isCable(segment) ? Self.inside : "port\(number)" }

  /// The ends that a network hands packets to its nodes by.
  func ports(of segment: LabSegment) -> [String] {
    topology.members(of: segment).indices.map { port($0, of: segment) }
  }

  /// The node's cards, their addresses and its default route.
  func cards(_ node: LabNode) -> [String] {
    var lines = ["link set lo up"]
    var index = 2
    for card in node.cards {
      guard let segment = topology.segment(card.network) else { continue }
      let members = topology.members(of: segment)
      let number = members.firstIndex { $0.node == node && $0.uplink == card } ?? 0
      let end = port(number, of: segment)
      let veth = card.lower ?? card.device
      lines.append(
        "link add \(veth) index \(index) mtu \(segment.mtu) type veth peer name \(end)"
          + (isCable(segment) ? " index 2" : "") + " mtu \(segment.mtu) netns \(segment.name)")
      index += 1
      if card.bridgePort != nil {
        lines += [
          "link add \(card.device) index \(index) mtu \(segment.mtu) type bridge",
          "link set \(veth) master \(card.device)", "link set \(veth) up",
        ]
        index += 1
      }
      if card.macvlanOver != nil {
        lines += [
          "link add \(card.device) index \(index) mtu \(segment.mtu) link \(veth) type macvlan mode bridge",
          "link set \(veth) up",
        ]
        index += 1
      }
      lines += card.addresses.map { address in
        Self.address("\(address)/\(segment.prefixLength(AddressFamily(of: address)))", on: card.device)
      }
      lines.append("link set \(card.device) up")
    }
    lines += AddressFamily.allCases.compactMap { defaultRoute(node, $0) }
    return lines + node.routes.map { "route add \($0.to) via \($0.via)" }
  }

  /// Addresses of IPv6 are used at once: nobody looks whether another has them (RFC 4862, section 5.4), which takes a
  /// second and more.
  static func address(_ prefix: String, on device: String) -> String {
    "address add \(prefix) dev \(device)" + (AddressFamily(of: prefix) == .ipv6 ? " nodad" : "")
  }

  /// Cilium's own devices, with the indices that a real agent gets.
  func cilium(_ node: LabNode) -> [String] {
    var lines = [
      "link add cilium_host index \(node.ciliumHostIndex) type veth peer name cilium_net index \(node.ciliumNetIndex)",
      "link set cilium_host arp off",
      "link set cilium_net arp off",
      "link set cilium_net up",
      "link set cilium_host up",
    ]
    lines += node.podGateways.map {
      Self.address("\($0)/\(AddressFamily(of: $0).bits)", on: "cilium_host")
    }
    if topology.cilium.routing == .tunnel {
      lines += [
        "link add cilium_vxlan index \(node.vxlanIndex) address \(node.vxlanMAC) type vxlan external"
          + " dstport \(LabTopology.vxlanPort) nolearning",
        "link set cilium_vxlan up",
      ]
    }
    for gateway in node.podGateways {
      let family = AddressFamily(of: gateway)
      guard let pods = node.podCIDRs.first(family) else { continue }
      // The kernel adds the route to an IPv6 address itself.
      if family == .ipv4 { lines.append("route add \(gateway) dev cilium_host proto kernel scope link") }
      lines.append("route add \(Self.toPods(pods, by: gateway))")
    }
    return lines
  }

  /// A route to pods by `cilium_host`. The kernel refuses an own IPv6 address as next hop, so that Cilium leaves it away
  /// (`pkg/datapath/linux/node.go`, createNodeRouteSpec).
  private static func toPods(_ pods: String, by gateway: String) -> String {
    let hop = AddressFamily(of: pods) == .ipv4 ? "via \(gateway) " : ""
    return "\(pods) \(hop)dev cilium_host proto kernel src \(gateway)"
  }

  /// The network's bridge, before its nodes' cards come into it.
  func bridge(_ segment: LabSegment) -> [String] {
    let lines = ["link set lo up"]
    guard !isCable(segment) else { return lines }
    return lines + ["link add \(Self.inside) mtu \(segment.mtu) type bridge", "link set \(Self.inside) up"]
  }

  /// The router's two sides, after its nodes' cards.
  func router(_ segment: LabSegment) -> [String] {
    let mtu = LabTopology.internetMTU
    var lines: [String] = []
    if !isCable(segment) {
      lines += ports(of: segment).flatMap { ["link set \($0) master \(Self.inside)", "link set \($0) up"] }
    }
    for family in AddressFamily.allCases {
      guard let gateway = segment.gateway(family) else { continue }
      lines.append(Self.address("\(gateway)/\(segment.prefixLength(family))", on: Self.inside))
    }
    lines.append("link set \(Self.inside) up")
    guard segment.internet != .none else { return lines }
    lines.append(
      "link add \(Self.outside) mtu \(mtu) type veth peer name \(ispDevice(segment)) mtu \(mtu)"
        + " netns \(LabTopology.internetNamespace)")
    lines += topology.members(of: segment).compactMap(\.uplink.publicAddress).map {
      "address add \($0)/32 dev \(Self.outside)"
    }
    lines.append("link set \(Self.outside) up")
    if segment.gateway != nil {
      lines.append("route add default via \(LabTopology.ispAddress) dev \(Self.outside) onlink")
    }
    if segment.gatewayv6 != nil {
      let transit = transit(segment)
      lines += [
        Self.address("\(transit.router)/\(transit.length)", on: Self.outside),
        "route add default via \(transit.isp) dev \(Self.outside)",
      ]
    }
    return lines
  }

  /// The network between the internet and a network's router, for IPv6.
  private func transit(_ segment: LabSegment) -> (isp: String, router: String, length: Int) {
    LabTopology.transit(topology.networks.firstIndex(of: segment) ?? 0)
  }

  /// A network paces what it hands to its nodes, as a cloud's does. A veth alone delivers a burst at once, and
  /// WireGuard's socket (212 kB by the kernel's default) then loses packets of other conversations.
  func pacing(_ segment: LabSegment) -> [String] {
    ports(of: segment).map { "qdisc add dev \($0) root tbf rate 50mbit burst 32kb latency 800ms" }
  }

  /// The internet's end of a network's way out.
  func ispDevice(_ segment: LabSegment) -> String {
    "isp\(topology.networks.firstIndex(of: segment) ?? 0)"
  }

  /// The internet's side of every network's way out, and the addresses of its servers.
  func internet() -> [String] {
    let servers = topology.worldFamilies.flatMap { family in
      Set(
        LabTopology.externalNames(family).map(\.1) + [
          LabTopology.upstreamDNSAddress(family), LabTopology.httpsAddress(family),
        ] + LabTopology.stunAddresses(family)
      ).sorted().map { Self.address("\($0)/\(family.bits)", on: "lo") }
    }
    return ["link set lo up"] + servers
      + topology.networks.filter { $0.internet != .none }.flatMap { segment in
        let device = ispDevice(segment)
        let reached =
          segment.internet == .routed
          ? [segment.cidr].compactMap { $0 }
          : topology.members(of: segment).compactMap(\.uplink.publicAddress).map { "\($0)/32" }
        return ["address add \(LabTopology.ispAddress)/32 dev \(device)", "link set \(device) up"]
          + reached.map { "route add \($0) dev \(device)" } + internetIPv6(segment, device)
      }
  }

  private func internetIPv6(_ segment: LabSegment, _ device: String) -> [String] {
    guard segment.leadsOutside(.ipv6), let cidr = segment.cidrv6 else { return [] }
    let transit = transit(segment)
    return [
      Self.address("\(transit.isp)/\(transit.length)", on: device),
      "route add \(cidr) via \(transit.router) dev \(device)",
    ]
  }

  /// The node's default route, by its network's router; nil for a node without one.
  func defaultRoute(_ node: LabNode, _ family: AddressFamily = .ipv4) -> String? {
    guard let card = node.defaultUplink, let gateway = topology.segment(card.network)?.gateway(family),
      let address = card.address(family)
    else { return nil }
    return "route replace default via \(gateway) dev \(card.device) src \(address)"
  }

  /// What the card of the node's default route needs to lead outside again, whatever of it is still there.
  func wayOut(_ node: LabNode) -> [String] {
    guard let card = node.defaultUplink, let segment = topology.segment(card.network) else { return [] }
    let addresses = card.addresses.map { address in
      Self.address("\(address)/\(segment.prefixLength(AddressFamily(of: address)))", on: card.device)
    }.map { $0.replacing("address add", with: "address replace", maxReplacements: 1) }
    return addresses + AddressFamily.allCases.compactMap { defaultRoute(node, $0) }
      + node.routes.map { "route replace \($0.to) via \($0.via)" }
  }

  /// A fault: the default route by another uplink, whose link has no router.
  func misplacedDefaultRoute(_ node: LabNode, _ family: AddressFamily = .ipv4) -> String? {
    guard let other = node.otherUplink, other.address(family) != nil else { return nil }
    return family == .ipv4
      ? "route replace default dev \(other.device) scope link" : "route replace ::/0 dev \(other.device)"
  }

  /// Device MTUs, and the routes to the other nodes' pods as the agent wants them.
  func datapath(_ node: LabNode, _ configuration: DatapathConfiguration) -> [String] {
    let tunnels = topology.cilium.routing == .tunnel
    let devices = ["cilium_host", "cilium_net"] + (tunnels ? ["cilium_vxlan"] : [])
    let lines = devices.map { "link set \($0) mtu \(configuration.deviceMTU)" }
    guard tunnels else {
      return lines
        + configuration.peers.flatMap { peer in
          peer.podCIDRs.compactMap { pods -> String? in
            guard configuration.routesPeersDirectly, let hop = peer.nodeIPs.first(AddressFamily(of: pods)),
              isOnLink(hop, node)
            else { return nil }
            return "route replace \(pods) via \(hop) proto kernel"
          }
        }
    }
    return lines
      + configuration.peers.flatMap { peer in
        peer.podCIDRs.compactMap { pods -> String? in
          guard let gateway = node.podGateways.first(AddressFamily(of: pods)) else { return nil }
          return "route replace \(Self.toPods(pods, by: gateway)) mtu \(configuration.routeMTU)"
        }
      }
  }

  /// Whether an address can be a next hop: it lies in a network that the node has a card in
  /// (`pkg/datapath/linux/node.go`, `createDirectRouteSpec`: a node that is not on a common link is left out or refused).
  private func isOnLink(_ address: String, _ node: LabNode) -> Bool {
    let family = AddressFamily(of: address)
    return node.cards.contains { card in
      topology.segment(card.network)?.cidr(family).flatMap(IPNetwork.init)?.contains(address) == true
    }
  }
}
