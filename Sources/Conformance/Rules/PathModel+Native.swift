import Cilium

/// Paths between nodes' pods where Cilium makes no tunnel: the network itself must carry pod addresses.
extension PathModel {
  /// Whether packets between nodes go without a tunnel.
  var isNative: Bool { !configuration.usesTunnel }

  /// What is known of a way without a tunnel.
  enum NativeWay {
    /// It works or fails.
    case known(Answer)
    /// No fact of the cluster decides.
    case unknown(Sentence)
  }

  /// Whether packets of the one node's pods reach the other's pods: by a route of the node's own (such as
  /// `auto-direct-node-routes` makes), if that leads over a network that is known to deliver them.
  func nativeWay(from node: NodeFacts, to target: NodeFacts) -> NativeWay {
    guard let block = target.podBlock(family) else { return .unknown("the pod CIDR of \(target.name) is not known") }
    let route = explicitRoute(of: node, to: block)
    if let forced = forcedDevice(of: node), let route, forced.index != route.index {
      return .known(
        Answer(
          isTrue: false, mechanism: .forcedOut(device: forced.name, to: nil), rule: .singleDeviceSkipsRoutes,
          reason: "\(forced.name) is the only selected device, and by it Cilium \(node.release) sends what is for "
            + "\(target.name)'s pods (\(block)), whatever the routes say"))
    }
    guard let device = route else {
      return .unknown(
        "routing-mode is native and no route of \(node.name) leads to \(target.name)'s pods (\(block)): whether the "
          + "network beyond delivers them, no fact of the cluster tells")
    }
    guard overlay(device, of: node)?.checksSources != true else {
      // A peer's AllowedIPs decide on what is sent to it and on what is taken from it alike: what a host could ask of
      // such an address, and had answered, a pod can send, too, if the other side has the same of this one.
      if node.reachedHealthEndpoints?[target.name] == true, target.reachedHealthEndpoints?[node.name] == true {
        return .known(
          Answer(
            isTrue: true, mechanism: .routedByNodes, rule: .nativeRoutes,
            reason:
              "a route of \(node.name) leads to \(block) by \(device.name), and each of the two agents reaches the "
              + "other node's health endpoint there, so the WireGuard peers accept pod addresses"))
      }
      return .unknown(
        "routing-mode is native and the route to \(target.name)'s pods leads over \(device.name): whether the "
          + "WireGuard peer accepts pod addresses (AllowedIPs), no fact of the cluster tells")
    }
    guard let address = target.nodeIP(family) else { return .unknown("\(target.name) has no node IP") }
    let host = hostReaches(address, of: target, from: node)
    let reason: Sentence = "a route of \(node.name) leads to \(block) by \(device.name), and \(host.reason)"
    return .known(Answer(isTrue: host.isTrue, mechanism: host.mechanism, rule: .nativeRoutes, reason: reason))
  }

  /// Both ways between two nodes' pods.
  func nativeWays(between node: NodeFacts, and target: NodeFacts) -> NativeWay {
    let ways = [nativeWay(from: node, to: target), nativeWay(from: target, to: node)]
    for way in ways {
      if case .known(let answer) = way, !answer.isTrue { return way }
    }
    return ways.first { if case .unknown = $0 { true } else { false } } ?? ways[0]
  }

  /// Why no fact tells whether a pod's packet to another node's address is answered; nil when the rules tell.
  func unknownWayBack(to node: NodeFacts, from target: NodeFacts, at address: IPAddress) -> Sentence? {
    if let reason = unknownNetwork(from: node, to: address) ?? uncheckedWay(from: node, to: target, at: address) {
      return reason
    }
    guard isNative, target.name != node.name, exemption(of: address, from: node) != nil,
      case .unknown(let reason) = nativeWay(from: target, to: node)
    else { return nil }
    return "pods keep their addresses towards nodes, and whether answers come back is not known: \(reason)"
  }

  /// Why no fact tells whether a pod's own address is answered on a network that is no overlay with peers: it is delivered
  /// there, and the other node has a route back to the pod by the tunnel, unless a cloud checks sources or `rp_filter` is
  /// strict. Nil where the packet is translated, or does not get there at all.
  private func uncheckedWay(from node: NodeFacts, to target: NodeFacts, at address: IPAddress) -> Sentence? {
    guard !isNative, target.name != node.name, forcedDevice(of: node) == nil,
      case .device(let device, _) = wayOut(of: node, to: address), overlay(device, of: node)?.checksSources != true,
      hostReaches(address, of: target, from: node).isTrue
    else { return nil }
    let masquerade = masquerades(on: device, of: node, to: address)
    guard !masquerade.isTrue else { return nil }
    return
      "\(masquerade.reason): whether the network behind \(device.name) carries a pod's address, and \(target.name) answers it "
      + "through the tunnel, no fact of the cluster tells"
  }

  /// Why no fact tells whether what the agent forces out by another device than the routes' is carried there; nil where
  /// the rules tell. A tailnet takes nothing but its peers' addresses, and nothing else carries those; of two physical
  /// networks each may lead to the other.
  func unknownNetwork(from node: NodeFacts, to address: IPAddress?) -> Sentence? {
    guard let forced = forcedDevice(of: node) else { return unknownRoute(of: node, to: address) }
    guard let usual = address.map({ routeDevice(of: node, to: $0) }) ?? internetDevice(of: node),
      usual.index != forced.index, ![forced, usual].contains(where: { overlay($0, of: node) != nil })
    else { return nil }
    return
      "Cilium \(node.release) sends it out by \(forced.name), the only selected device, and not by \(usual.name) as the "
      + "routes say: whether the network behind \(forced.name) carries it, no fact of the cluster tells"
  }

  /// The same for the API servers behind the Kubernetes Service.
  func unknownWayBackFromAPI(to node: NodeFacts) -> Sentence? {
    (facts.apiService(family)?.endpoints ?? []).lazy.compactMap { endpoint in
      facts.holders(of: endpoint).first.flatMap { unknownWayBack(to: node, from: $0, at: endpoint) }
    }.first
  }

  private func explicitRoute(of node: NodeFacts, to block: IPPrefix) -> Device? {
    guard let address = block.anyAddress else { return nil }
    let decision = node.routing.podDecision(to: address)
    // A default route is no word about the other node's pods.
    guard case .leaves(let devices) = node.routing.way(decision), decision.route?.destination.isDefault == false
    else { return nil }
    return devices.first
  }
}
