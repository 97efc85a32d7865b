import Cilium

@testable import Conformance

/// What joins the nodes of a network on paper, read off their devices and routes in its own way: by the longest prefix,
/// an overlay's own table first.
struct PaperWires {
  let facts: ClusterFacts

  /// The device by which a node sends to an address.
  func device(of node: NodeFacts, to address: IPAddress) -> Device? {
    func best(_ table: String) -> Route? {
      node.routes.filter { $0.table == table && $0.type == "unicast" && $0.destination.contains(address) }
        .max { $0.destination.length < $1.destination.length }
    }
    // KubeSpan takes whatever is for another node's own address.
    let isNode = facts.nodes.contains { $0.name != node.name && $0.internalIP.map(IPAddress.v4) == address }
    let route = (isNode ? best("180") : nil) ?? best("52") ?? best("main")
    return node.devices.first { $0.index == route?.linkIndex }
  }

  /// The device of the default route.
  func way(out node: NodeFacts) -> Device? {
    let route = node.routes.first { $0.table == "main" && $0.destination.isDefault }
    return node.devices.first { $0.index == route?.linkIndex }
  }

  /// An address that is added to an uplink: public, and of no network there is.
  static let added = IPv4Address(203, 0, 114, 7)

  /// Whether Cilium would hide the node's pods behind a public address on the device of the default route: by release it
  /// is the node IP before everything, or the public one. Without a gateway whose network is known nobody can tell that it
  /// leads nowhere.
  func prefersAdded(_ node: String) -> Bool {
    guard let facts = facts.node(node), let device = way(out: facts), isSelected(device),
      self.facts.configuration["enable-bpf-masquerade"] != "false",
      !device.ipv4Addresses.contains(where: { IPAddress.v4($0).isPublicToCilium }),
      let gateway = facts.routes.first(where: { $0.destination.isDefault && $0.linkIndex == device.index })?.gateway,
      facts.routes.contains(where: {
        $0.linkIndex == device.index && !$0.destination.isDefault && $0.destination.contains(gateway)
      })
    else { return false }
    let isBetween = CiliumRelease(1, 16) <= facts.release && facts.release < CiliumRelease(1, 19)
    return !(isBetween && device.ipv4Addresses.contains { $0 == facts.internalIP })
  }

  private func isSelected(_ device: Device) -> Bool {
    let devices = facts.devicesSetting?.split(whereSeparator: { $0 == "," || $0 == " " }) ?? []
    return devices.isEmpty || devices.contains { $0 == device.name }
  }

  /// Whether a WireGuard peer of the node is what holds the other one's node IP, and its routes tell so: KubeSpan's are chosen
  /// by marks, which nobody has read.
  func hasPeer(_ node: String, _ other: String) -> Bool {
    guard let address = facts.node(other)?.internalIP,
      facts.node(node)?.routes.contains(where: { $0.table == "180" }) == false
    else { return false }
    return facts.node(node)?.overlayPeers?.contains { $0.allowedIPs.contains { $0.contains(.v4(address)) } } == true
  }

  /// Whether WireGuard is between two nodes' hosts, and nobody has read whom it lets through on one of them.
  func peersAreUnread(_ one: String, _ other: String) -> Bool {
    [(one, other), (other, one)].contains { here, there in
      guard let node = facts.node(here), let address = facts.node(there)?.internalIP,
        let device = device(of: node, to: .v4(address)), checksSources(device)
      else { return false }
      return node.overlayPeers?.contains { $0.device == device.name } != true
    }
  }

  /// Whether what is behind a device takes only sources that it knows, as WireGuard does.
  func checksSources(_ device: Device) -> Bool { device.flags.contains("pointtopoint") }

  /// Whether pods' packets pass the kernel's own stack on their way out of a node.
  var takesStack: Bool {
    facts.configuration["enable-host-legacy-routing"] == "true"
      || facts.configuration["kube-proxy-replacement"] != "true"
      || facts.configuration["enable-bpf-masquerade"] == "false"
  }

  /// The nodes that leave their network by one gateway, whose network holds their node IPs: several, and not all.
  var sites: [[String]] {
    let gateways = facts.nodes.compactMap { node -> (String, String)? in
      let own = node.internalIP.map(IPAddress.v4)
      guard let device = way(out: node), device.addresses.contains(where: { $0 == own }),
        let gateway = node.routes.first(where: { $0.destination.isDefault && $0.linkIndex == device.index })?.gateway
      else { return nil }
      return (gateway.description, node.name)
    }
    return Dictionary(grouping: gateways, by: \.0).values.map { $0.map(\.1) }
      .filter { $0.count > 1 && $0.count < facts.nodes.count }
  }

  /// Whether Cilium translates, and its NAT table shows what.
  var hasNATTable: Bool { facts.configuration["enable-bpf-masquerade"] != "false" }

  var isNative: Bool { facts.configuration["routing-mode"] == "native" }

  /// Whether the routes decide by which device pods' packets leave: not where one device alone is selected and BPF sends
  /// everything by that.
  var routesDecide: Bool {
    let devices = facts.devicesSetting?.split(whereSeparator: { $0 == "," || $0 == " " }) ?? []
    if takesStack || devices.count > 1 { return true }
    // Left to itself Cilium takes the devices with a default route and the node IP's.
    return devices.isEmpty
      && facts.nodes.contains { node in
        let own = node.internalIP.map { IPAddress.v4($0) }
        return way(out: node)?.addresses.contains { $0 == own } == false
      }
  }
}
