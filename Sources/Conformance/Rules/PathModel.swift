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
    /// By what it is so.
    let mechanism: Mechanism
    /// The rule that says it.
    let rule: Rule
    /// In words, with this cluster's devices and addresses.
    let reason: String

    /// The same answer, told with more words.
    func told(_ words: (String) -> String) -> Answer {
      Answer(isTrue: isTrue, mechanism: mechanism, rule: rule, reason: words(reason))
    }
  }

  var configuration: CiliumConfigMap { CiliumConfigMap(data: facts.configuration) }

  /// The device by which traffic to the internet leaves by the node's routes: the physical uplink. IPv6 is not everywhere
  /// where IPv4 is: its packets go where the node's IPv6 default route leads, and nowhere without one.
  func internetDevice(of node: NodeFacts) -> Device? {
    switch family {
    case .ipv4: node.uplinks.physical
    case .ipv6: node.defaultRouteDevice(.ipv6)
    }
  }

  /// The device of the longest matching route; Tailscale's table 52 stands before main (its ip rules 5210–5270). Other
  /// tables, such as those of a cloud's secondary NICs, are only for sources of their own.
  func routeDevice(of node: NodeFacts, to address: IPAddress) -> Device? {
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
    func answer(_ isTrue: Bool, _ reason: String) -> Answer {
      Answer(
        isTrue: isTrue, mechanism: isTrue ? .routedByNodes : .nodesApart, rule: .nodeAddressRouted, reason: reason)
    }
    if isPeerAddress(address, of: target) {
      return answer(true, "\(address) is a tailnet address, and every node is a WireGuard peer")
    }
    switch node.reachedFromHost[address.description] {
    case true?: return answer(true, "\(node.name)'s host reaches \(address) over the physical network")
    case nil:
      return answer(true, "\(address) is on the physical network, which is taken to carry it: nobody has tried")
    case false?:
      return answer(
        false, "the physical networks are not routed to each other: \(node.name)'s host does not reach \(address)")
    }
  }

  private func isPeerAddress(_ address: IPAddress, of target: NodeFacts) -> Bool {
    address.isTailnet || target.uplinks.tailnet?.addresses.contains(address) == true
  }

  /// What is known of whether the host of one node reaches an address of another; `nil` where nothing is.
  func reachability(of address: IPAddress, on target: NodeFacts, from node: NodeFacts) -> Bool? {
    isPeerAddress(address, of: target) ? true : node.reachedFromHost[address.description]
  }

  /// Whether it decides about a pod's packet to an address if the node's host reaches it.
  func asksHost(_ node: NodeFacts, to address: IPAddress) -> Bool {
    guard case .device(let device, let isForced) = wayOut(of: node, to: address) else { return false }
    return !isForced || device.index == routeDevice(of: node, to: address)?.index
  }

  /// The address under which a node is known to the others: on the tailnet if it is there.
  func peerAddress(_ node: NodeFacts) -> IPAddress? {
    node.uplinks.tailnet.flatMap { masqueradeAddress($0, of: node) } ?? node.internalIP(family)
  }

  /// The node's global addresses on its uplinks, besides the one under which the others know it.
  func otherUplinkAddresses(of node: NodeFacts) -> [IPAddress] {
    let uplinks = [node.uplinks.physical, node.uplinks.tailnet].compactMap { $0 }
    let peer = peerAddress(node)
    return uplinks.flatMap { $0.addresses(of: family) }.filter { $0.isGlobalUnicast && $0 != peer }
  }

  /// Whether tunnelled traffic between pods of two nodes arrives: exactly when the node IPs reach each other. The
  /// outer addresses are the Kubernetes node IPs whatever `devices` says, of the underlay's family, whichever is inside.
  func tunnelWorks(from node: NodeFacts, to target: NodeFacts) -> Answer {
    let underlay = configuration.underlayFamily
    func answer(_ isTrue: Bool, _ reason: String) -> Answer {
      Answer(
        isTrue: isTrue, mechanism: isTrue ? .tunnelBetweenNodeIPs : .nodesApart, rule: .tunnelBetweenNodeIPs,
        reason: reason)
    }
    guard let here = node.internalIP(underlay), let there = target.internalIP(underlay) else {
      return answer(false, "a node without an InternalIP has no tunnel endpoint")
    }
    let way = hostReaches(there, of: target, from: node)
    let back = hostReaches(here, of: node, from: target)
    guard way.isTrue else { return answer(false, way.reason) }
    guard back.isTrue else { return answer(false, back.reason) }
    return answer(true, "the tunnel's outer addresses are the node IPs \(here) and \(there), and they reach each other")
  }

  /// Whether a pod on the node reaches each of the API servers behind the Kubernetes API's ClusterIP: the Service is
  /// translated to an endpoint, which is a node's address, and from there it is the path to that address. Empty without
  /// endpoints.
  func apiWays(from node: NodeFacts) -> [Answer] {
    (facts.apiService(family)?.endpoints ?? []).map { endpoint in
      let owner = facts.nodes.first { holds($0, endpoint) }
      if owner?.name == node.name {
        let own = podReachesOwn(endpoint, of: node)
        return own.told { reason in
          own.isTrue
            ? "the API server \(endpoint) runs on this very node" : "the Service leads to \(endpoint): \(reason)"
        }
      }
      let answer = owner.map { podReaches(endpoint, of: $0, from: node) } ?? leavesTranslated(from: node, to: endpoint)
      return answer.told { "the Service leads to \(endpoint): \($0)" }
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
}
