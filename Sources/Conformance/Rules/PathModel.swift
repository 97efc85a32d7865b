import Cilium

/// Where a packet leaves a node and with which source address, by the rules of the Cilium release that runs there.
///
/// The model asks the ConfigMap and the nodes' devices, never the agents: what an agent makes of them is observed.
struct PathModel {
  let facts: ClusterFacts
  /// The family of the packets that are asked about.
  let family: IPFamily

  /// The model of a family's packets; without one, of the family by which the cluster's nodes are known first.
  init(facts: ClusterFacts, family: IPFamily? = nil) {
    self.facts = facts
    self.family = family ?? facts.primaryFamily
  }

  /// How a packet of a pod leaves its node.
  struct Egress: Hashable {
    let device: Device
    /// The address it is translated to; `nil` when it leaves with the pod's own address.
    let translatedTo: IPAddress?
  }

  /// Whether something is so, and why.
  struct Answer: Hashable {
    let isTrue: Bool
    let reason: String
  }

  var configuration: CiliumConfigMap { CiliumConfigMap(data: facts.configuration) }

  /// The address that Cilium masquerades to on the device: its primary address of the family, public ones preferred
  /// (`pkg/datapath/tables/node_address.go`).
  func masqueradeAddress(_ device: Device) -> IPAddress? {
    let global = device.addresses(of: family).filter(\.isGlobalUnicast)
    return global.first(where: \.isPublic) ?? global.first
  }

  /// The device by which a pod's packet to the internet leaves: the physical uplink. IPv6 is not everywhere where IPv4
  /// is: its packets go where the node's IPv6 default route leads, and nowhere without one.
  func internetDevice(of node: NodeFacts) -> Device? {
    switch family {
    case .ipv4: node.uplinks.physical
    case .ipv6: node.defaultRouteDevice(.ipv6)
    }
  }

  /// How a pod's packet to an address outside the pod CIDRs leaves the node.
  func egress(from node: NodeFacts, to address: IPAddress) -> Egress? {
    guard let device = egressDevice(of: node, to: address) else { return nil }
    let translated = masquerades(on: device, of: node, to: address).isTrue ? masqueradeAddress(device) : nil
    return Egress(device: device, translatedTo: translated)
  }

  /// How a pod's packet to the internet leaves: by the physical uplink. That the default route is there is a
  /// prerequisite of the guide; its violation is a finding of its own, not a new expectation.
  func egressToInternet(from node: NodeFacts) -> Egress? {
    guard let device = internetDevice(of: node) else { return nil }
    let translated = masquerades(on: device, of: node).isTrue ? masqueradeAddress(device) : nil
    return Egress(device: device, translatedTo: translated)
  }

  /// The device of the longest matching route; Tailscale's table 52 stands before main (its ip rules 5210–5270). Other
  /// tables, such as those of a cloud's secondary NICs, are only for sources of their own.
  func egressDevice(of node: NodeFacts, to address: IPAddress) -> Device? {
    let candidates = node.routes.filter { route in
      route.type == "unicast" && (route.table == "main" || route.table == "52") && !route.destination.isDefault
        && route.destination.contains(address)
    }
    let best = candidates.max { left, right in
      (left.table == "52" ? 1 : 0, left.destination.length, -left.priority)
        < (right.table == "52" ? 1 : 0, right.destination.length, -right.priority)
    }
    if let best { return node.devices.first { $0.index == best.linkIndex } }
    return internetDevice(of: node)
  }

  /// Whether the host of one node reaches an address of another node.
  ///
  /// Over the tailnet it must: every node is a WireGuard peer of every other. Over the physical network it depends on
  /// whether the networks are routed to each other, which no local fact tells: there it decides what was tried from the
  /// host, and where nothing is known, the way is assumed.
  func hostReaches(_ address: IPAddress, of target: NodeFacts, from node: NodeFacts) -> Answer {
    if address.isTailnet || target.uplinks.tailnet?.addresses.contains(address) == true {
      return Answer(isTrue: true, reason: "\(address) is a tailnet address, and every node is a WireGuard peer")
    }
    guard node.reachedFromHost[address.description] == false else {
      return Answer(isTrue: true, reason: "\(address) is reached over the physical network")
    }
    return Answer(
      isTrue: false,
      reason: "the physical networks are not routed to each other: \(node.name)'s host does not reach \(address)")
  }

  /// The address under which a node is known to the others: on the tailnet if it is there.
  func peerAddress(_ node: NodeFacts) -> IPAddress? {
    node.uplinks.tailnet.flatMap { masqueradeAddress($0) } ?? node.internalIP(family)
  }

  /// Whether tunnelled traffic between pods of two nodes arrives: exactly when the node IPs reach each other. The
  /// outer addresses are the Kubernetes node IPs whatever `devices` says, of the underlay's family, whichever is inside.
  func tunnelWorks(from node: NodeFacts, to target: NodeFacts) -> Answer {
    let underlay = configuration.underlayFamily
    guard let here = node.internalIP(underlay), let there = target.internalIP(underlay) else {
      return Answer(isTrue: false, reason: "a node without an InternalIP has no tunnel endpoint")
    }
    let way = hostReaches(there, of: target, from: node)
    let back = hostReaches(here, of: node, from: target)
    guard way.isTrue else { return way }
    guard back.isTrue else { return back }
    return Answer(
      isTrue: true,
      reason: "the tunnel's outer addresses are the node IPs \(here) and \(there), and they reach each other")
  }

  /// Whether a pod on the node reaches an address of another node's host.
  ///
  /// The packet is routed, not tunnelled, and masqueraded on its egress device. Unmasqueraded it carries a pod address,
  /// which a WireGuard peer drops (not in AllowedIPs) and a physical network does not route back.
  func podReaches(_ address: IPAddress, of target: NodeFacts, from node: NodeFacts) -> Answer {
    guard let egress = egress(from: node, to: address) else {
      return Answer(isTrue: false, reason: "no route of \(node.name) leads to \(address)")
    }
    let masquerade = masquerades(on: egress.device, of: node, to: address)
    let host = hostReaches(address, of: target, from: node)
    guard host.isTrue else { return host }
    guard masquerade.isTrue else {
      // Without a tunnel the other node may know the way back to the pod, by a route of its own.
      if isNative, case .known(let back) = nativeWay(from: target, to: node) {
        return Answer(isTrue: back.isTrue, reason: "\(masquerade.reason); \(back.reason)")
      }
      let drop =
        egress.device.index == node.uplinks.tailnet?.index
        ? "the WireGuard peer drops it, because the pod address is not in its AllowedIPs"
        : "the physical network has no way back to a pod address"
      return Answer(isTrue: false, reason: "\(masquerade.reason); \(drop)")
    }
    return masquerade
  }

  /// Whether a pod on the node reaches each of the API servers behind the Kubernetes API's ClusterIP: the Service is
  /// translated to an endpoint, which is a node's address, and from there it is the path to that address. Empty without
  /// endpoints.
  func apiWays(from node: NodeFacts) -> [Answer] {
    (facts.apiService(family)?.endpoints ?? []).map { endpoint in
      let owner = facts.nodes.first { holds($0, endpoint) }
      if owner?.name == node.name {
        return Answer(isTrue: true, reason: "the API server \(endpoint) runs on this very node")
      }
      let answer = owner.map { podReaches(endpoint, of: $0, from: node) } ?? leavesTranslated(from: node, to: endpoint)
      return Answer(isTrue: answer.isTrue, reason: "the Service leads to \(endpoint): \(answer.reason)")
    }
  }

  /// Whether a client that tries again and again reaches the API from a pod on the node: one API server within reach is
  /// enough. `nil` without endpoints.
  func apiWorks(from node: NodeFacts) -> Answer? {
    let ways = apiWays(from: node)
    return ways.first(where: \.isTrue) ?? ways.first
  }

  /// Whether the address is one of the node's own.
  func holds(_ node: NodeFacts, _ address: IPAddress) -> Bool {
    node.internalIP(address.family) == address || node.devices.contains { $0.addresses.contains(address) }
  }

  private func leavesTranslated(from node: NodeFacts, to address: IPAddress) -> Answer {
    guard let egress = egress(from: node, to: address) else {
      return Answer(isTrue: false, reason: "no route of \(node.name) leads to \(address)")
    }
    return masquerades(on: egress.device, of: node, to: address)
  }
}
