/// Faults in the kernel of one node, which its own listings show.
enum KernelFaults {
  /// Before every rule but that of the node's own addresses.
  private static let priority = 90

  /// Lines for `ip -n NODE -batch -`: a rule that drops what goes to the server that is pinged and asked for names.
  static func blackhole(_ active: Bool, _ families: [AddressFamily] = [.ipv4]) -> [String] {
    families.map { family in
      "rule \(active ? "add" : "delete") to \(LabTopology.upstreamDNSAddress(family)) blackhole priority \(priority)"
    }
  }

  /// A script for the node: whether its kernel forwards.
  static func forwarding(off active: Bool, _ families: [AddressFamily] = [.ipv4]) -> String {
    let settings: [AddressFamily: String] = [.ipv4: "net/ipv4/ip_forward", .ipv6: "net/ipv6/conf/all/forwarding"]
    return Sysctl.script(families.compactMap { family in settings[family].map { ($0, active ? 0 : 1) } })
  }

  /// A script for the node: whether packets must come by the device that leads back.
  static func sourceFilter(strict active: Bool) -> String {
    Sysctl.script([("net/ipv4/conf/all/rp_filter", active ? 1 : 0)])
  }

  /// A script for the node: whether the way back to a packet's source is looked up with the packet's mark.
  static func marksLookedUpBack(_ active: Bool) -> String {
    Sysctl.script([("net/ipv4/conf/all/src_valid_mark", active ? 1 : 0)])
  }

  /// Lines for `ip -n NODE -batch -`: one more address on the node's default uplink.
  static func moreAddresses(_ node: LabNode, _ active: Bool) -> [String] {
    guard let device = node.defaultUplink?.device else { return [] }
    return ["address \(active ? "add" : "delete") \(addedAddress)/32 dev \(device)"]
  }

  /// Lines for `ip -n NODE -batch -`: less room on the device that the node's tunnel leaves by.
  static func deviceMTU(_ node: LabNode, _ topology: LabTopology, _ active: Bool) -> [String] {
    let device = topology.meshDevice(of: node)
    let usual =
      topology.tunnelOverlay?.mtu
      ?? node.uplinks.first { $0.device == device }.flatMap { topology.segment($0.network)?.mtu }
    guard let usual else { return [] }
    return ["link set dev \(device) mtu \(active ? loweredMTU : usual)"]
  }

  /// Lines for `ip -n NODE -batch -`: the card of the node's default route, down or up again. The kernel takes the routes of
  /// a card that goes down with it, and its addresses of IPv6; nobody but who configured them puts them back.
  static func uplink(_ node: LabNode, _ topology: LabTopology, down active: Bool) -> [String] {
    guard let device = node.defaultUplink?.device else { return [] }
    guard !active else { return ["link set dev \(device) down"] }
    return ["link set dev \(device) up"] + LinkPlan(topology: topology).wayOut(node)
  }

  /// Lines for `ip -n NODE -batch -`: the node's default routes.
  static func defaultRoutes(_ node: LabNode, _ topology: LabTopology, gone active: Bool) -> [String] {
    let plan = LinkPlan(topology: topology)
    return topology.worldFamilies.compactMap { plan.defaultRoute(node, $0) }.map { route in
      active ? route.replacing("route replace", with: "route delete", maxReplacements: 1) : route
    }
  }

  /// Lines for `ip -n NODE -batch -`: the addresses of the card of the node's default route. The routes that name one as
  /// their source go with it.
  static func uplinkAddresses(_ node: LabNode, _ topology: LabTopology, gone active: Bool) -> [String] {
    guard let card = node.defaultUplink, let segment = topology.segment(card.network) else { return [] }
    guard active else { return LinkPlan(topology: topology).wayOut(node) }
    return card.addresses.map {
      "address delete \($0)/\(segment.prefixLength(AddressFamily(of: $0))) dev \(card.device)"
    }
  }

  /// What every IPv4 network carries at least (RFC 791).
  static let loweredMTU = 576

  /// Public to Cilium, and in no network of any topology.
  static let addedAddress = "203.0.114.7"

  /// The node that they are made on: the last one by name.
  static func node(of topology: LabTopology) -> LabNode? { topology.nodes.max { $0.name < $1.name } }
}
