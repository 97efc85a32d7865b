import Cilium
import Routing

/// What an overlay does to the network that it lies over.
extension Prerequisites {
  /// A WireGuard peer that is sent to at an address which only the overlay's own traffic makes reachable: a pod's, or
  /// Cilium's own of the other node. The packets that carry the tunnel go into the tunnel.
  static func endpoints(_ node: NodeFacts, _ model: PathModel) -> [BrokenPrerequisite] {
    let overlays = node.uplinks.overlays
    let listed = (node.overlayPeers ?? []).compactMap { peer in
      peer.endpoint.flatMap { endpoint in
        overlays.first { $0.device.name == peer.device }.map { ($0, endpoint) }
      }
    }
    let told = (node.tailscale?.status.peers ?? []).compactMap { peer in
      peer.currentEndpoint.flatMap { endpoint in
        overlays.first { $0.product == .tailscale }.map { ($0, endpoint.address) }
      }
    }
    return (listed + told).compactMap { overlay, endpoint in
      guard let (owner, block) = inside(endpoint, model) else { return nil }
      return BrokenPrerequisite(
        MeshEndpointInPodCIDR(
          node: node.name, overlay: overlay.title, device: overlay.device.name, endpoint: endpoint.description,
          block: block, owner: owner, exclusion: overlay.exclusion, shownBy: overlay.commands),
        on: node.name, betweenNodes)
    }
  }

  /// The node among whose pods' addresses, or on whose devices of Cilium's, an address is, and the block.
  private static func inside(_ address: IPAddress, _ model: PathModel) -> (node: String, block: String)? {
    for node in model.facts.nodes {
      if let block = node.podBlock(address.family), block.contains(address) { return (node.name, block.description) }
      if node.devices.contains(where: { $0.name.hasPrefix("cilium_") && $0.addresses.contains(address) }) {
        return (node.name, node.podBlock(address.family)?.description ?? address.description)
      }
    }
    return nil
  }

  /// The default route leads into an overlay, by whichever rule and table.
  static func defaultRoute(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let decision = node.routing.internetDecision(model.family),
      case .leaves(let devices) = node.routing.way(decision),
      let overlay = devices.lazy.compactMap({ model.overlay($0, of: node) }).first
    else { return nil }
    let cover = hostCover(node, model)
    let isTranslated = model.masquerades(on: overlay.device, of: node).isTrue
    return BrokenPrerequisite(
      DefaultRouteMoved(
        node: node.name, device: overlay.device.name, overlay: overlay.title, place: place(decision),
        pods: cover?.block.description, isUntranslated: isTranslated ? nil : true, shownBy: origin(of: overlay)),
      on: node.name, cover == nil ? outside : outside.union(answeredByHost))
  }

  private static func origin(of overlay: Overlay) -> String {
    switch overlay.product {
    case .tailscale: "`tailscale status`, `tailscale debug prefs | grep ExitNode`"
    case .netbird: "`netbird networks list`"
    case .wireguard: "`wg show \(overlay.device.name)`, AllowedIPs and Table in /etc/wireguard"
    default: "`ip rule`, `ip route show table all`"
    }
  }

  /// The rule and the table of a decision, in words.
  static func place(_ decision: ForwardingDecision) -> String {
    let rule = decision.rule.map { "rule “\($0)”" } ?? "a rule that was not read"
    return decision.route.map { "\(rule), route “\($0)”" } ?? rule
  }

  /// An overlay by which the host sends what is for its own pods, although Cilium's route leads to them.
  static func hostCover(
    _ node: NodeFacts, _ model: PathModel
  ) -> (overlay: Overlay, block: IPPrefix, decision: ForwardingDecision)? {
    guard let block = node.podBlock(model.family) else { return nil }
    return cover(of: block, node, model).map { ($0.overlay, block, $0.decision) }
  }

  /// By which overlay the host sends what is for a block of pods. Cilium keeps a route to each in the main table, which
  /// the facts of a large cluster leave out.
  private static func cover(
    of block: IPPrefix, _ node: NodeFacts, _ model: PathModel
  ) -> (overlay: Overlay, decision: ForwardingDecision)? {
    guard let address = block.anyAddress else { return nil }
    func overlay(_ decision: ForwardingDecision) -> Overlay? {
      guard case .leaves(let devices) = node.routing.way(decision) else { return nil }
      return devices.lazy.compactMap { model.overlay($0, of: node) }.first
    }
    let told = node.routing.hostDecision(to: address)
    guard overlay(told) != nil else { return nil }
    let route = KernelRoute(block, hops: [KernelRoute.Hop(device: "cilium_host")])
    let decision = node.routing.host.adding(route).route(to: address)
    return overlay(decision).map { ($0, decision) }
  }

  /// Pods', Services' and other nodes' addresses that an overlay's routes cover, such as accepted subnet routes, without
  /// a default route.
  static func coveredAddresses(_ node: NodeFacts, _ model: PathModel) -> [BrokenPrerequisite] {
    [coveredPods(node, model), coveredNodes(node, model), coveredServices(node, model)].compactMap { $0 }
  }

  private static func coveredPods(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let cover = hostCover(node, model), cover.decision.route?.destination.isDefault != true else { return nil }
    return covered(.pods, cover.block.description, answeredByHost, cover.overlay, cover.decision, node)
  }

  private static func coveredNodes(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    // A peer's own address is a route of its own; what covers others is a network.
    let indices = Set(node.uplinks.overlays.map(\.device.index))
    let networks = node.routes.map(\.destination).enumerated().compactMap { place, block in
      indices.contains(node.routes[place].linkIndex) && !block.isDefault && block.length < block.address.bytes.count * 8
        ? block : nil
    }
    guard !networks.isEmpty else { return nil }
    for other in model.facts.nodes(onUnderlay: model.family, within: networks) where other.name != node.name {
      guard let address = other.nodeIP(model.family) else { continue }
      let decision = node.routing.hostDecision(to: address)
      guard case .leaves(let devices) = node.routing.way(decision), decision.route?.destination.isDefault != true,
        let overlay = devices.lazy.compactMap({ model.overlay($0, of: node) }).first
      else { continue }
      return covered(.nodes, address.description, betweenNodes, overlay, decision, node)
    }
    return nil
  }

  /// Pods' packets to Services are translated before they are routed, and the host's are routed anew afterwards: nothing is
  /// laid to it, but the host's own may leave with the overlay's address. Said all the same.
  private static func coveredServices(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let address = model.facts.apiService(model.family)?.clusterIP else { return nil }
    let decision = node.routing.hostDecision(to: address)
    guard case .leaves(let devices) = node.routing.way(decision), decision.route?.destination.isDefault != true,
      !model.configuration(of: node).replacesKubeProxyWhole,
      let overlay = devices.lazy.compactMap({ model.overlay($0, of: node) }).first
    else { return nil }
    return covered(.services, address.description, [], overlay, decision, node)
  }

  private static func covered(
    _ what: OverlayCoversCluster.Covered, _ address: String, _ aspects: Set<Aspect>, _ overlay: Overlay,
    _ decision: ForwardingDecision, _ node: NodeFacts
  ) -> BrokenPrerequisite {
    BrokenPrerequisite(
      OverlayCoversCluster(
        node: node.name, overlay: overlay.title, device: overlay.device.name, covered: what, address: address,
        place: place(decision), shownBy: overlay.commands),
      on: node.name, aspects)
  }

  /// Rules that send marked packets into an overlay: somebody marks what is for other nodes, which no fact shows. What pods
  /// send there by the NIC, translated, is then answered by the overlay, past the translation.
  static func steering(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard model.masqueradeMode(of: node) == .bpf, model.legacyHostRouting(of: node) == nil,
      let found = markedSteering(node, model)
    else { return nil }
    return BrokenPrerequisite(
      OverlayAnswersElsewhere(
        node: node.name, overlay: found.overlay.title, device: found.overlay.device.name,
        rule: found.rule.description, way: found.way),
      on: node.name,
      [.otherNodeIP, .otherUplinks, .apiService, .clusterDNSReady, .clusterDNSRestart, .natNodeAddress])
  }

  private static func markedSteering(
    _ node: NodeFacts, _ model: PathModel
  ) -> (overlay: Overlay, rule: PolicyRule, way: String)? {
    for rule in node.policyRules(model.family) ?? [] where rule.mark != nil && !rule.isInverted {
      guard case .lookup(let table) = rule.action,
        let route = node.routes.first(where: {
          $0.table == table.rawValue && $0.destination.isDefault && $0.destination.family == model.family
        }),
        let overlay = node.uplinks.overlays.first(where: { $0.device.index == route.linkIndex })
      else { continue }
      let way = model.internetDevice(of: node)?.name ?? "the NIC"
      return (overlay, rule, way)
    }
    return nil
  }
}
