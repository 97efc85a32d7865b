import Cilium
import Routing

/// Faults that the nodes' facts show before anything that was measured is looked at: each is a part of the snapshot that no
/// healthy node has. Whether it is the cause, its forecast has to show all the same. Pure.
struct FactFaults {
  let model: PathModel
  let endpoints: ExternalEndpoints?
  /// What the nodes counted while the probes were sent.
  var context = DiagnosisContext()

  private var facts: ClusterFacts { model.facts }

  /// All of them, in the order of the nodes.
  ///
  /// - Parameter ways: Node → the other nodes that something which is to be explained goes to from it: only there is looked.
  func all(on ways: [String: Set<String>]) -> [SupposedFault] {
    facts.nodes.filter { $0.problem == nil && ways[$0.name] != nil }.flatMap { node in
      let others = (ways[node.name] ?? []).sorted().compactMap(facts.node).filter { $0.name != node.name }
      return taken(on: node, to: others) + forwarding(node) + sourceFilters(node) + unroutedSource(of: node)
        + missingPeers(of: node, among: others)
    }
  }

  /// Rules and routes that take what goes to an address of interest, which others like it pass.
  private func taken(on node: NodeFacts, to others: [NodeFacts]) -> [SupposedFault] {
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
    return ways
      + others.compactMap { other -> SupposedFault? in
        guard let address = other.nodeIP(family) else { return nil }
        let decision = node.routing.hostDecision(to: address)
        return Self.kind(decision.drop).map { taken(node, address, decision, drop: $0, cutsOff: other.name) }
      }
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
    guard model.family == .ipv4, Self.filtersStrictly(node) else { return [] }
    let dropped = context.sourceFiltered(on: node.name)
    // By a route of its own a pod's packets come from where they are sent to.
    let hasOwnRoutes = model.configuration(of: node).enableEndpointRoutes
    let bites: [SupposedFault.Bite] =
      (hasOwnRoutes ? [] : [.ofPods(takeStack: model.legacyHostRouting(of: node) != nil)])
      + (model.isNative ? [] : [.ofTunnel])
    return bites.map {
      .sourceFilter(.init(node: node.name, parameter: Self.sourceFilter, bite: $0, dropped: dropped))
    }
  }

  private static let sourceFilter = "net.ipv4.conf.all.rp_filter"

  /// Whether a node's kernel checks by all its devices that the way back leads where a packet came from.
  static func filtersStrictly(_ node: NodeFacts) -> Bool { node.sysctls?[sourceFilter] == 1 }

  /// Cilium hides pods behind one address of the device, a public one before others since 1.19 and up to 1.15. Where the
  /// gateway is in the network of another address of the device, nothing tells that answers to this one come back.
  private func unroutedSource(of node: NodeFacts) -> [SupposedFault] {
    // Netfilter takes the address that the route gives.
    guard case .bpf = model.masqueradeMode(of: node), let egress = model.egressToInternet(from: node),
      let address = egress.translatedTo,
      let device = node.devices.first(where: { $0.index == egress.device.index }), device.addresses.contains(address),
      let way = node.routes.first(where: {
        $0.linkIndex == device.index && $0.destination.isDefault && $0.gateway?.family == model.family
      }), let gateway = way.gateway
    else { return [] }
    let networks = node.routes.filter {
      $0.linkIndex == device.index && $0.gateway == nil && !$0.destination.isDefault && $0.type == "unicast"
        && $0.destination.contains(gateway)
    }.map(\.destination)
    guard let network = networks.max(by: { $0.length < $1.length }), !network.contains(address),
      let usual = device.addresses.first(where: network.contains)
    else { return [] }
    return [.sourceUnrouted(.init(node: node.name, device: device.name, address: address, usual: usual))]
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
  private func missingPeers(of node: NodeFacts, among others: [NodeFacts]) -> [SupposedFault] {
    let lists = PeerLists(model)
    return others.filter { lists.holding(node, $0) == .absent }.map {
      lists.lacksEntry(node, of: $0)
        ? .peerGone(node: node.name, peer: $0.name) : .peerMissing(node: node.name, peer: $0.name)
    }
  }
}
