import Cilium

/// Something that may be wrong, and what it would do to every step of every way: a cause is named only where that agrees
/// with what was seen.
enum SupposedFault: Sendable, Hashable {
  /// A rule or a route of the node takes what is sent to an address.
  case routeTakes(RouteTaken)
  /// The node's kernel does not forward.
  case forwardingOff(node: String, asksRoutes: Bool)
  /// The node's kernel drops packets whose way back leads by another device (`rp_filter`).
  case sourceFilter(SourceFilter)
  /// A WireGuard device of the node has no peer that takes the other node's address.
  case peerMissing(node: String, peer: String)
  /// The uplink is too small for what an overlay makes of the largest packets.
  case uplinkTooSmall(node: String)
  /// The node's pods have another MTU than its devices now give.
  case mtuStale(node: String, has: Int, wanted: Int)
  /// What leaves the node by the device keeps its address.
  case translationMissing(node: String, device: String)
  /// The tunnel's packets are dropped.
  case tunnelBlocked(FaultPlace)
  /// Hosts do not reach each other by the network of their node IPs.
  case networkDown(FaultPlace)
  /// The path carries less than its MTU says, and tells nobody.
  case smallPath(FaultPlace)
  /// What the node sends outside of a kind gets no answer.
  case silentOutside(node: String, TrafficKind)
  /// Nothing that the node sends outside gets an answer.
  case noWayOut(node: String)
  /// What the node's pods ask the cluster DNS gets no answer.
  case dnsQuestionsLost(node: String)

  /// What takes packets away from their way.
  struct RouteTaken: Sendable, Hashable {
    let node: String
    let address: IPAddress
    /// The kind of route that drops; nil where it leads by another device.
    let drop: String?
    /// The device that it leads by instead.
    let device: String?
    /// The rule or the route, as `ip` shows it.
    let entry: String
    /// Whether it is a rule that does it, not a route.
    let isRule: Bool
    /// The node whose address it is, where the sender's own packets are taken, too: what carries the tunnel.
    let cutsOff: String?
  }

  /// Where `rp_filter` bites.
  struct SourceFilter: Sendable, Hashable {
    let node: String
    /// The parameter that switches it on.
    let parameter: String
    /// Whether packets of pods to the host are dropped.
    let dropsPods: Bool
    /// Whether pods' packets to everywhere else take the kernel's stack, too.
    let isLegacy: Bool
    /// Whether the kernel would drop what comes out of the tunnel, if Cilium did not take it before.
    let dropsTunnelled: Bool
  }

  /// What it does to a step.
  func effect(on step: PathStep) -> FaultEffect {
    switch self {
    case .routeTakes(let taken): Self.effect(of: taken, on: step)
    case .forwardingOff(let node, let asksRoutes): Self.effectOfForwarding(node, asksRoutes, step)
    case .sourceFilter(let filter): Self.effect(of: filter, on: step)
    case .peerMissing(let node, let peer): Self.networkDown(FaultPlace(node, peer), step)
    case .uplinkTooSmall(let node), .mtuStale(let node, _, _):
      if case .fullSize = step, step.nodes.contains(node) { .mayBreak } else { .none }
    case .translationMissing(let node, let device):
      step == .translation(node: node, device: device) ? .breaks : .none
    case .tunnelBlocked(let place):
      if case .tunnel(let from, let to) = step, place.holds(from, to) { .breaks } else { .none }
    case .networkDown(let place): Self.networkDown(place, step)
    // What is sent is lost or not; the answer of the same size may be cut into fragments on its way.
    case .smallPath(let place):
      if case .fullSize(let from, let to) = step, place.holds(from, to) { .mayBreak } else { .none }
    case .silentOutside(let node, let traffic): step == .outside(node: node, traffic) ? .breaks : .none
    case .noWayOut(let node):
      if case .outside(node, _) = step { .breaks } else { .none }
    case .dnsQuestionsLost(let node): step == .dnsQuestions(node: node) ? .breaks : .none
    }
  }

  private static func networkDown(_ place: FaultPlace, _ step: PathStep) -> FaultEffect {
    switch step {
    case .tunnel(let from, let to), .podRoute(let from, let to), .network(let from, let to, .nodeIPs):
      place.holds(from, to) ? .breaks : .none
    default: .none
    }
  }

  private static func effect(of taken: RouteTaken, on step: PathStep) -> FaultEffect {
    switch step {
    case .wayOut(taken.node, _, taken.address): taken.drop == nil ? .mayBreak : .breaks
    case .network(taken.node, let to, .nodeIPs), .tunnel(taken.node, let to):
      taken.cutsOff == to ? (taken.drop == nil ? .mayBreak : .breaks) : .none
    default: .none
    }
  }

  /// With BPF host routing it is `bpf_fib_lookup` that refuses (`BPF_FIB_LKUP_RET_FWD_DISABLED`), which Cilium asks for what
  /// leaves by the routes; what it redirects itself is not forwarded by the kernel.
  private static func effectOfForwarding(_ node: String, _ asksRoutes: Bool, _ step: PathStep) -> FaultEffect {
    guard step.nodes.contains(node) else { return .none }
    switch step {
    case .wayOut: return asksRoutes ? .breaks : .mayBreak
    case .podRoute: return .breaks
    case .tunnel, .withinNode, .outside, .dnsQuestions, .translation: return .mayBreak
    case .ownHost, .network, .fullSize, .service: return .none
    }
  }

  private static func effect(of filter: SourceFilter, on step: PathStep) -> FaultEffect {
    switch step {
    // A route of a pod's own, which agents do not list, is its way back.
    case .ownHost(filter.node): filter.dropsPods ? .mayBreak : .none
    case .wayOut(filter.node, _, _), .podRoute(filter.node, _):
      filter.dropsPods && filter.isLegacy ? .mayBreak : .none
    case .tunnel(_, filter.node), .podRoute(_, filter.node): filter.dropsTunnelled ? .mayBreak : .none
    default: .none
    }
  }
}
