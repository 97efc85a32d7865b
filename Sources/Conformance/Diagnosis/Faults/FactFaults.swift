import Cilium
import Routing

/// Faults that the nodes' facts show before anything that was measured is looked at: each is a part of the snapshot that no
/// healthy node has. Whether it is the cause, its forecast has to show all the same. Pure.
struct FactFaults {
  let model: PathModel
  let endpoints: ExternalEndpoints?

  private var facts: ClusterFacts { model.facts }

  /// All of them, in the order of the nodes.
  var all: [SupposedFault] {
    facts.nodes.filter { $0.problem == nil }.flatMap { node in
      taken(on: node) + forwarding(node) + sourceFilters(node) + missingPeers(of: node)
    }
  }

  /// Rules and routes that take what goes to an address of interest, which others like it pass.
  private func taken(on node: NodeFacts) -> [SupposedFault] {
    let family = model.family
    var outside = [endpoints?.pingAddress(family), endpoints?.dnsServer(family), endpoints?.httpsAddress(family)]
      .compactMap { $0.flatMap { IPAddress($0) } }
    outside = outside.enumerated().filter { !outside.prefix($0.offset).contains($0.element) }.map(\.element)
    let usual = model.internetDevices(of: node)
    let ways = outside.compactMap { address -> SupposedFault? in
      let decision = node.routing.podDecision(to: address)
      if let drop = Self.kind(decision.drop) { return taken(node, address, decision, drop: drop) }
      guard case .leaves(let devices) = node.routing.way(decision), let device = devices.first,
        !usual.isEmpty, !usual.contains(where: { $0.index == device.index })
      else { return nil }
      return taken(node, address, decision, device: device.name)
    }
    let others = facts.nodes.filter { $0.name != node.name }.compactMap { other -> SupposedFault? in
      guard let address = other.nodeIP(family) else { return nil }
      let decision = node.routing.hostDecision(to: address)
      return Self.kind(decision.drop).map { taken(node, address, decision, drop: $0, cutsOff: other.name) }
    }
    return ways + others
  }

  private func taken(
    _ node: NodeFacts, _ address: IPAddress, _ decision: ForwardingDecision, drop: String? = nil, device: String? = nil,
    cutsOff: String? = nil
  ) -> SupposedFault {
    // A rule may drop by itself; any other only leads to the route.
    let rule = decision.rule.flatMap { rule -> String? in
      if case .lookup = rule.action, decision.route?.destination.isDefault != true { return nil }
      return decision.route == nil || device != nil ? rule.description : nil
    }
    return .routeTakes(
      .init(
        node: node.name, address: address, drop: drop, device: device,
        entry: rule ?? decision.route?.description ?? "", isRule: rule != nil, cutsOff: cutsOff))
  }

  private static func kind(_ drop: PacketDrop?) -> String? {
    switch drop?.kind {
    case .blackhole?: "blackhole"
    case .unreachable?: "unreachable"
    case .prohibit?: "prohibit"
    default: nil
    }
  }

  /// A node that does not forward serves no pod.
  private func forwarding(_ node: NodeFacts) -> [SupposedFault] {
    guard model.family == .ipv4, node.sysctls?["net.ipv4.ip_forward"] == 0 else { return [] }
    return forwarded(by: node).map { .forwardingOff(node: node.name, $0) }
  }

  /// What of pods' packets may be forwarded by the kernel: by the rules what leaves by the routes, where these are asked.
  func forwarded(by node: NodeFacts) -> [SupposedFault.Forwarded] {
    model.forcedDevice(of: node) == nil ? [.waysOut, .everything] : [.everything]
  }

  /// A strict `rp_filter` for all devices: Cilium switches it off for each pod's device, and the larger of the two values
  /// holds (Documentation/networking/ip-sysctl.rst).
  private func sourceFilters(_ node: NodeFacts) -> [SupposedFault] {
    let parameter = "net.ipv4.conf.all.rp_filter"
    guard model.family == .ipv4, node.sysctls?[parameter] == 1 else { return [] }
    // By a route of its own a pod's packets come from where they are sent to.
    let hasOwnRoutes = model.configuration(of: node).enableEndpointRoutes
    let bites: [SupposedFault.Bite] =
      (hasOwnRoutes ? [] : [.ofPods(takeStack: model.legacyHostRouting(of: node) != nil)])
      + (model.isNative ? [] : [.ofTunnel])
    return bites.map { .sourceFilter(.init(node: node.name, parameter: parameter, bite: $0)) }
  }

  /// Agents give pods' devices the MTU that follows from the node's: since 1.17 also when that changes, before at their
  /// start.
  func staleMTU(_ node: NodeFacts) -> SupposedFault? {
    guard let wanted = PodMTU(node, model)?.device else { return nil }
    let pods = node.devices.filter { $0.name.hasPrefix("lxc") }.map(\.mtu)
    guard let has = pods.max(), !pods.contains(wanted) else { return nil }
    return .mtuStale(node: node.name, has: has, wanted: wanted)
  }

  /// WireGuard takes and sends nothing for an address that none of its peers may use.
  private func missingPeers(of node: NodeFacts) -> [SupposedFault] {
    guard let peers = node.overlayPeers else { return [] }
    return facts.nodes.filter { $0.name != node.name }.compactMap { other in
      guard let address = other.nodeIP(model.family), let device = model.hostDevice(of: node, to: address),
        model.overlay(device, of: node)?.checksSources == true
      else { return nil }
      let own = peers.filter { device.names.contains($0.device) }
      guard !own.isEmpty, !own.contains(where: { $0.allowedIPs.contains { $0.contains(address) } }) else { return nil }
      return .peerMissing(node: node.name, peer: other.name)
    }
  }
}
