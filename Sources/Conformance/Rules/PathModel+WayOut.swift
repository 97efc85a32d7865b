import Cilium

/// Where a pod's packet goes that is for no pod, and what it meets there.
extension PathModel {
  /// What becomes of a pod's packet to an address that is no pod's.
  enum WayOut: Hashable {
    /// It is handed to the node itself.
    case deliveredToHost
    /// The agent drops it.
    case dropped(Mechanism)
    /// Through the tunnel, to a node.
    case tunnelled(to: String)
    /// By a device; `isForced` where the routes were not asked.
    case device(Device, isForced: Bool)
    /// No route leads there.
    case noRoute
  }

  /// Where a pod's packet goes, by the release and the mode of the node's agent.
  func wayOut(of node: NodeFacts, to address: IPAddress) -> WayOut {
    if holds(node, address) { return ownWayOut(of: node, to: address) }
    if tunnelsToNodes(from: node), let target = facts.nodes(known: address).first {
      return .tunnelled(to: target.name)
    }
    if let forced = forcedDevice(of: node) { return .device(forced, isForced: true) }
    return routeDevice(of: node, to: address).map { .device($0, isForced: false) } ?? .noRoute
  }

  private func ownWayOut(of node: NodeFacts, to address: IPAddress) -> WayOut {
    if isHostAddress(address, of: node) { return .deliveredToHost }
    if let forced = forcedDevice(of: node) { return .device(forced, isForced: true) }
    return dropsLocalRoutes(of: node) ? .dropped(.localLookupFails) : .deliveredToHost
  }

  /// How a pod's packet leaves the node by one of its devices; `nil` where it does not.
  func egress(from node: NodeFacts, to address: IPAddress) -> Egress? {
    guard case .device(let device, _) = wayOut(of: node, to: address) else { return nil }
    return egress(by: device, of: node, to: address)
  }

  /// How a pod's packet to the internet leaves: by the physical uplink, unless the agent forces it out elsewhere. That the
  /// default route is there is a prerequisite of the guide; its violation is a finding of its own, not a new expectation.
  func egressToInternet(from node: NodeFacts) -> Egress? {
    (forcedDevice(of: node) ?? internetDevice(of: node)).map { egress(by: $0, of: node, to: nil) }
  }

  private func egress(by device: Device, of node: NodeFacts, to address: IPAddress?) -> Egress {
    let translated = masquerades(on: device, of: node, to: address).isTrue ? masqueradeAddress(device, of: node) : nil
    return Egress(device: device, translatedTo: translated)
  }

  /// Whether a pod on the node reaches an address of the node itself.
  func podReachesOwn(_ address: IPAddress, of node: NodeFacts) -> Answer {
    let isKnown = isHostAddress(address, of: node)
    switch wayOut(of: node, to: address) {
    case .device(let device, _): return forcedOut(by: device, of: node, to: address)
    case .dropped(let mechanism):
      return Answer(
        isTrue: false, mechanism: mechanism, rule: .ownAddressLookupFails,
        reason:
          "\(address) is on a device that is not selected, so Cilium \(node.release) asks the routes for it; they "
          + "lead to \(node.name) itself, and the agent drops that (“FIB lookup failed”)")
    case .deliveredToHost, .tunnelled, .noRoute:
      return Answer(
        isTrue: true, mechanism: .deliveredToHost,
        rule: isKnown ? .ownAddressOfSelectedDevice : .ownAddressByRoutes,
        reason: "the address belongs to \(node.name) itself, so the packet never leaves it")
    }
  }

  /// Whether a pod on the node reaches an address of another node's host.
  ///
  /// The packet is routed, not tunnelled, and masqueraded on its egress device. Unmasqueraded it carries a pod address,
  /// which a WireGuard peer drops (not in AllowedIPs) and a physical network does not route back.
  func podReaches(_ address: IPAddress, of target: NodeFacts, from node: NodeFacts) -> Answer {
    switch wayOut(of: node, to: address) {
    case .tunnelled:
      let tunnel = tunnelWorks(from: node, to: target)
      return Answer(
        isTrue: tunnel.isTrue, mechanism: tunnel.isTrue ? .tunnelledToNode : tunnel.mechanism,
        rule: .nodeAddressTunnelled,
        reason: "towards other nodes' addresses, too, Cilium uses the tunnel, with the pod's address; \(tunnel.reason)")
    case .device(let device, let isForced):
      if isForced, device.index != routeDevice(of: node, to: address)?.index {
        return forcedOut(by: device, of: node, to: address)
      }
      return routed(by: device, to: address, of: target, from: node)
    case .noRoute, .deliveredToHost, .dropped: return noRoute(from: node, to: address)
    }
  }

  /// Why it is not known what becomes of a pod's packet that Cilium forces out by a device though no route of the node
  /// leads there: the kernel then takes the address to be on that device's link (`net/ipv4/route.c`,
  /// ip_route_output_key_hash_rcu), where a host that has it on another device may answer for it.
  func unknownOnLink(_ address: IPAddress, from node: NodeFacts) -> Sentence? {
    guard case .device(let device, isForced: true) = wayOut(of: node, to: address) else { return nil }
    let decision = node.routing.hostDecision(to: address)
    guard decision.route == nil, case .nowhere = node.routing.way(decision) else { return nil }
    return
      "packets to \(address) leave \(node.name) by \(device.name), the only selected device, and no route leads there: the "
      + "kernel takes the address to be on that link, and whether anybody there answers for it no fact tells"
  }

  private func routed(
    by device: Device, to address: IPAddress, of target: NodeFacts, from node: NodeFacts
  ) -> Answer {
    let host = hostReaches(address, of: target, from: node)
    guard host.isTrue else { return host }
    let masquerade = masquerades(on: device, of: node, to: address)
    guard !masquerade.isTrue else { return masquerade }
    // Without a tunnel the other node may know the way back to the pod, by a route of its own.
    if isNative, case .known(let back) = nativeWay(from: target, to: node) {
      return back.told { "\(masquerade.reason); \($0)" }
    }
    let dropper = dropper(behind: device, of: node)
    return Answer(
      isTrue: false, mechanism: .untranslated(device: device.name, droppedBy: dropper),
      rule: masquerade.rule,
      reason: dropper == .wireGuardPeer
        ? "\(masquerade.reason); the WireGuard peer drops it, because the pod address is not in its AllowedIPs"
        : "\(masquerade.reason); the physical network has no way back to a pod address")
  }

  /// What leaves by the only selected device although a route leads elsewhere meets a network that does not know the
  /// address.
  func forcedOut(by device: Device, of node: NodeFacts, to address: IPAddress?) -> Answer {
    let source = egress(by: device, of: node, to: address).translatedTo
    let what: Sentence = address.map { "\($0)" } ?? "the internet"
    let dropper = dropper(behind: device, of: node)
    return Answer(
      isTrue: false, mechanism: .forcedOut(device: device.name, to: source?.description),
      rule: .singleDeviceSkipsRoutes,
      reason: "\(device.name) is the only selected device, and by it Cilium \(node.release) sends what pods send to "
        + "\(what), whatever the routes say, \(Self.withSource(source)); \(Self.end(of: what, by: dropper))")
  }

  private static func withSource(_ source: IPAddress?) -> Sentence {
    source.map { "as \($0)" } ?? "with the pod's address"
  }

  private static func end(of what: Sentence, by dropper: Mechanism.Dropper) -> Sentence {
    switch dropper {
    case .wireGuardPeer: "no WireGuard peer takes packets to \(what) (AllowedIPs)"
    case .physicalNetwork: "the network behind it does not carry \(what)"
    }
  }

  func leavesTranslated(from node: NodeFacts, to address: IPAddress) -> Answer {
    guard case .device(let device, let isForced) = wayOut(of: node, to: address) else {
      return noRoute(from: node, to: address)
    }
    if isForced, device.index != routeDevice(of: node, to: address)?.index {
      return forcedOut(by: device, of: node, to: address)
    }
    return masquerades(on: device, of: node, to: address)
  }

  private func noRoute(from node: NodeFacts, to address: IPAddress) -> Answer {
    Answer(
      isTrue: false, mechanism: .noRoute, rule: .nodeAddressRouted,
      reason: "no route of \(node.name) leads to \(address)")
  }
}

extension NodeFacts {
  /// Whether the address is the node's ExternalIP, under which other nodes know it, too.
  func isExternal(_ address: IPAddress) -> Bool { externalIP.map(IPAddress.v4) == address }
}
