import Cilium
import Tailnet

/// What Tailscale's own chains of netfilter do to the cluster.
///
/// They see what comes to the node itself, the tunnel's outer packets among it, and what the kernel forwards: of pods' packets
/// into the tailnet only those that Cilium does not redirect itself.
extension Prerequisites {
  /// Whom they drop: pods of addresses that Tailscale takes for its own, nodes likewise, what pods send into the tailnet.
  static func chains(_ node: NodeFacts, _ model: PathModel) -> [BrokenPrerequisite] {
    guard let chains = node.tailscaleChains, let device = chains.device else { return [] }
    return [droppedPods(node, chains, device, model)].compactMap { $0 } + droppedNodes(node, chains, device, model)
      + forwarded(node, chains, device, model)
  }

  /// Whether addresses of the cluster lie where Tailscale's chains would drop them, and what they do was not read.
  static func mayDropUnread(_ node: NodeFacts, _ model: PathModel) -> Bool {
    guard let overlay = node.uplinks.overlays.first(where: { $0.product == .tailscale }) else { return false }
    func isUnread(_ source: IPAddress) -> Bool {
      source.isTailnet && (node.tailscaleChains.map { $0.drops(from: source) == nil } ?? true)
    }
    return model.examples.contains { $0.podBlock(.ipv4)?.anyAddress.map(isUnread) ?? false }
      || strangers(to: node, overlay.device.name, model, among: model.examples).contains { isUnread($0.address) }
  }

  /// A host's own pods, and others' that answer it.
  private static func droppedPods(
    _ node: NodeFacts, _ chains: TailscaleChains, _ device: String, _ model: PathModel
  ) -> BrokenPrerequisite? {
    let own = node.podBlock(.ipv4).map { [$0] } ?? []
    let blocks = own + model.facts.nodes.filter { $0.name != node.name }.compactMap { $0.podBlock(.ipv4) }
    guard let block = blocks.first(where: { $0.anyAddress.flatMap(chains.drops) == true }) else { return nil }
    let answers: Set<Aspect> = [
      .hostPodOtherNode, .hostServiceOtherNode, .hostClusterName, .nodePortOtherNode, .nodePortLocalOtherNode,
    ]
    return BrokenPrerequisite(
      TailscaleChainDrops(node: node.name, device: device, dropped: .pods, address: block.description),
      on: node.name, own.contains(block) ? answeredByHost.union(answers) : answers)
  }

  /// Other nodes whose packets come by another device than Tailscale's: those that the node itself sends to by one.
  ///
  /// - Parameter others: Among which they are looked for.
  private static func strangers(
    to node: NodeFacts, _ device: String, _ model: PathModel, among others: [NodeFacts]
  ) -> [(name: String, address: IPAddress)] {
    // Tailscale's rules lead to its own table before all others, which has every peer: of a thousand nodes asking for the
    // kernel's decision about each other one takes minutes.
    let index = node.devices.first { $0.name == device }?.index
    let peers = Set(
      node.routes.filter { $0.linkIndex == index && $0.destination.length == 32 }.map(\.destination.address))
    return others.compactMap { other in
      guard other.name != node.name, let address = other.nodeIP(.ipv4), address.isTailnet, !peers.contains(address),
        case .leaves(let devices) = node.routing.way(node.routing.decide(ofPod: false, to: address, mark: 0)),
        !devices.contains(where: { $0.name == device })
      else { return nil }
      return (other.name, address)
    }
  }

  private static func droppedNodes(
    _ node: NodeFacts, _ chains: TailscaleChains, _ device: String, _ model: PathModel
  ) -> [BrokenPrerequisite] {
    // Without a tunnel pods' packets are the node's to forward, not its own.
    let tunnelled: Set<Aspect> = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName]
    let aspects = betweenNodes.union([.hostOtherNodeIP, .hostAPIService])
    return strangers(to: node, device, model, among: model.facts.nodes).filter {
      chains.drops(from: $0.address) == true
    }.map { other in
      BrokenPrerequisite(
        TailscaleChainDrops(node: node.name, device: device, dropped: .node, address: other.address.description),
        on: node.name, model.isNative ? aspects.subtracting(tunnelled) : aspects, peer: other.name)
    }
  }

  private static func forwarded(
    _ node: NodeFacts, _ chains: TailscaleChains, _ device: String, _ model: PathModel
  ) -> [BrokenPrerequisite] {
    guard model.legacyHostRouting(of: node) != nil, let source = node.podBlock(.ipv4)?.anyAddress else { return [] }
    let isStranger = chains.unforwarded.contains { $0.contains(source) }
    guard isStranger || chains.forwardsAnswersOnly else { return [] }
    return model.facts.nodes.compactMap { other in
      guard other.name != node.name, let address = other.nodeIP(.ipv4),
        case let ways = [address, model.isNative ? other.podBlock(.ipv4)?.anyAddress : nil].compactMap({ $0 })
          .map({ leaves(to: $0, device, node, model) }), ways.contains(true)
      else { return nil }
      let pods: Set<Aspect> = ways.last == true && model.isNative ? [.crossNodePod, .crossNodeService, .pathMTU] : []
      let nodes: Set<Aspect> =
        ways.first == true ? [.otherNodeIP, .apiService, .clusterDNSReady, .clusterDNSRestart] : []
      return BrokenPrerequisite(
        TailscaleChainDrops(
          node: node.name, device: device, dropped: .forwarded, address: address.description,
          isStateful: isStranger ? nil : true),
        on: node.name, nodes.union(pods), peer: other.name)
    }
  }

  /// Whether what pods send to an address leaves by a device, untunnelled.
  private static func leaves(to address: IPAddress, _ device: String, _ node: NodeFacts, _ model: PathModel) -> Bool {
    guard case .device(let way, _) = model.wayOut(of: node, to: address) else { return false }
    return way.name == device
  }
}
