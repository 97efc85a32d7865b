import Cilium

/// The way that a pod's packets must take, by Cilium's rules over the cluster's facts.
struct ExpectedPath: Hashable {
  /// Where they pass.
  enum Route: Hashable {
    /// They never leave the node.
    case withinNode
    /// In a tunnel to another node.
    case tunnel(Tunnel)
    /// By a device of the node, with this source address.
    case routed(device: Device, source: IPAddress, isTranslated: Bool, target: String?)
  }

  /// A tunnel between two nodes.
  struct Tunnel: Hashable {
    var device: Device
    var source: IPAddress
    var destination: IPAddress
    var target: String
  }

  var route: Route

  /// Whether the packets go in a tunnel.
  var isTunnel: Bool { if case .tunnel = route { true } else { false } }

  /// Whether an answer must come back.
  var answers: Bool
  /// Whether the packet must be seen leaving: not where the next hop itself may be out of reach.
  var mustLeave: Bool
  var reason: Sentence

  /// The rule in one sentence.
  var description: Sentence {
    let reply: Sentence = answers ? "and an answer comes back" : "and no answer comes back"
    return switch route {
    case .withinNode: "no packet passes an uplink"
    case .tunnel(let tunnel):
      "in the tunnel by \(tunnel.device.name), outer \(tunnel.source) → \(tunnel.destination), \(reply)"
    case .routed(let device, let source, let isTranslated, _):
      isTranslated
        ? "by \(device.name) as \(source), \(reply)"
        : "by \(device.name) as \(source) (the pod's own address), \(reply)"
    }
  }
}

extension PathModel {
  /// The way of a pod's packets to an address, which is no Service's. Both addresses are of the model's family.
  ///
  /// - Parameter owner: The node of the pod that has the address, if a pod has it.
  func path(from node: NodeFacts, pod: IPAddress, to address: IPAddress, owner: String?) -> ExpectedPath? {
    if owner == node.name {
      return ExpectedPath(
        route: .withinNode, answers: true, mustLeave: false, reason: "\(address) is on \(node.name) itself")
    }
    if holds(node, address) { return ownPath(from: node, pod: pod, to: address) }
    if let owner {
      return facts.node(owner).flatMap { target in
        isNative ? nativePath(from: node, pod, to: target, at: address) : tunnelledPath(from: node, to: target)
      }
    }
    if let target = facts.holders(of: address).first {
      if case .tunnelled = wayOut(of: node, to: address) { return tunnelledPath(from: node, to: target) }
      guard forcedDevice(of: node) != nil || routeDevices(of: node, to: address).count <= 1 else { return nil }
      let answer = podReaches(address, of: target, from: node)
      let reaches = hostReaches(address, of: target, from: node).isTrue && asksHost(node, to: address)
      return routedPath(egress(from: node, to: address), pod, answer, mustLeave: reaches, target: target.name)
    }
    // Of several ways packets take one, and no rule tells which.
    guard internetDevices(of: node).count <= 1 || forcedDevice(of: node) != nil,
      let answer = Rules.leavesForTheInternet(node, self)
    else { return nil }
    return routedPath(egressToInternet(from: node), pod, answer, mustLeave: true, target: nil)
  }

  /// The way to an address of the node itself: it stays there, unless the agent forces it out.
  private func ownPath(from node: NodeFacts, pod: IPAddress, to address: IPAddress) -> ExpectedPath? {
    let answer = podReachesOwn(address, of: node)
    guard let egress = egress(from: node, to: address) else {
      return ExpectedPath(
        route: .withinNode, answers: answer.isTrue, mustLeave: false, reason: "\(address) is on \(node.name) itself")
    }
    return routedPath(egress, pod, answer, mustLeave: false, target: nil)
  }

  private func routedPath(
    _ egress: Egress?, _ pod: IPAddress, _ answer: Answer, mustLeave: Bool, target: String?
  ) -> ExpectedPath? {
    guard let egress else { return nil }
    return ExpectedPath(
      route: .routed(
        device: egress.device, source: egress.translatedTo ?? pod, isTranslated: egress.translatedTo != nil,
        target: target),
      answers: answer.isTrue, mustLeave: mustLeave, reason: answer.reason)
  }

  /// The tunnel's outer addresses are of the underlay's family, whichever is inside.
  private func tunnelledPath(from node: NodeFacts, to target: NodeFacts) -> ExpectedPath? {
    let underlay = configuration.underlayFamily
    let outside = PathModel(facts: facts, family: underlay)
    guard let destination = target.nodeIP(underlay),
      let device = outside.hostDevice(of: node, to: destination)
    else { return nil }
    // The outer source is the kernel's choice by route: the node IP where the device holds it, else its first address.
    let own = node.nodeIP(underlay).flatMap { device.addresses.contains($0) ? $0 : nil }
    guard let source = own ?? outside.masqueradeAddress(device, of: node) else { return nil }
    let answer = tunnelWorks(from: node, to: target)
    return ExpectedPath(
      route: .tunnel(.init(device: device, source: source, destination: destination, target: target.name)),
      answers: answer.isTrue, mustLeave: answer.isTrue, reason: answer.reason)
  }

  /// Without a tunnel packets between nodes' pods keep both pods' addresses; nothing is known of a way that no fact of the
  /// cluster decides.
  private func nativePath(
    from node: NodeFacts, _ pod: IPAddress, to target: NodeFacts, at address: IPAddress
  ) -> ExpectedPath? {
    guard case .known(let answer) = nativeWays(between: node, and: target),
      let device = forcedDevice(of: node) ?? routeDevice(of: node, to: address)
    else { return nil }
    let route = ExpectedPath.Route.routed(device: device, source: pod, isTranslated: false, target: target.name)
    return ExpectedPath(route: route, answers: answer.isTrue, mustLeave: answer.isTrue, reason: answer.reason)
  }
}
