import Cilium

/// Something that may be wrong, and what it would do to every step of every way: a cause is named only where that agrees
/// with what was seen.
enum SupposedFault: Sendable, Hashable {
  /// A rule or a route of the node takes what is sent to an address.
  case routeTakes(RouteTaken)
  /// The node's kernel does not forward what pods send by its routes.
  case forwardingOff(node: String, Forwarded)
  /// The node's netfilter drops what it would forward for pods (chain `forward`).
  case forwardDropped(node: String, Forwarded)
  /// The node's kernel drops packets whose way back leads by another device (`rp_filter`).
  case sourceFilter(SourceFilter)
  /// Pods are hidden behind an address of the uplink to which no answer comes back.
  case sourceUnrouted(UnroutedSource)
  /// A WireGuard device of the node has no peer that takes the other node's address.
  case peerMissing(node: String, peer: String)
  /// A WireGuard device of the node has no entry for the other node at all.
  case peerGone(node: String, peer: String)
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
  /// No WireGuard peer may use the address of a node at the other end, of which nobody has read the lists.
  case peersUnread(FaultPlace)
  /// The node's host answers nobody at its own address: a firewall, there or before it.
  case hostClosed(node: String)
  /// The kernel of the node drops what Cilium hands to its proxy.
  case proxiedLost(node: String, Proxied)
  /// The path carries less than its MTU says, and tells nobody.
  case smallPath(FaultPlace)
  /// What the node sends outside of a kind gets no answer.
  case silentOutside(node: String, TrafficKind)
  /// What all nodes behind a gateway send outside of a kind, or of every kind, gets no answer.
  case siteSilent(Site, TrafficKind?)
  /// The node's host and its pods do not reach each other.
  case cutFromHost(node: String)
  /// The DNS pods on the node get no answer to what they ask outside.
  case dnsUpstreamLost(node: String)
  /// A server outside answers nobody in a kind of traffic.
  case serverSilent(TrafficKind)
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

  /// An address that pods are hidden behind and that the gateway's network does not hold.
  struct UnroutedSource: Sendable, Hashable {
    let node: String
    let device: String
    /// The one that Cilium takes.
    let address: IPAddress
    /// One of the device in the gateway's network.
    let usual: IPAddress
  }

  /// The nodes that leave their network by one gateway: several, and not all of the cluster.
  struct Site: Sendable, Hashable {
    let gateway: IPAddress
    /// In the order of the cluster.
    let nodes: [String]
  }

  /// What is handed to Cilium's proxy.
  enum Proxied: Sendable, Hashable {
    /// Requests to Services that it serves.
    case requests
    /// DNS questions, too: a policy sends them there.
    case questions
  }

  /// What of pods' packets the kernel's stack carries.
  enum Forwarded: Sendable, Hashable, CaseIterable {
    /// What leaves the pod network by the kernel's routes; the rest Cilium's programs redirect themselves.
    case waysOut
    /// Everything, between pods of the same node, too.
    case everything
  }

  /// Where `rp_filter` bites.
  struct SourceFilter: Sendable, Hashable {
    let node: String
    /// The parameter that switches it on.
    let parameter: String
    let bite: Bite
    /// How many packets the kernel counted that it dropped for it; nil where nobody counted.
    var dropped: Double?
  }

  /// Whose packets a strict filter drops.
  enum Bite: Sendable, Hashable {
    /// Those of pods, whose way back leads by another device than theirs: to the host, and where pods' packets take the
    /// kernel's stack, to everywhere.
    case ofPods(takeStack: Bool)
    /// Those that come out of the tunnel, if Cilium does not take them before.
    case ofTunnel
  }

  /// What it does to a step.
  func effect(on step: PathStep) -> FaultEffect {
    switch self {
    case .routeTakes(let taken): Self.effect(of: taken, on: step)
    case .forwardingOff(let node, let what), .forwardDropped(let node, let what):
      Self.effectOfForwarding(node, what, step)
    case .sourceFilter(let filter): Self.effect(of: filter, on: step)
    case .peerMissing(let node, let peer), .peerGone(let node, let peer): Self.networkDown(FaultPlace(node, peer), step)
    case .uplinkTooSmall(let node), .mtuStale(let node, _, _):
      if case .fullSize = step, step.nodes.contains(node) { .mayBreak } else { .none }
    case .translationMissing(let node, let device):
      step == .translation(node: node, device: device) ? .breaks : .none
    case .tunnelBlocked(let place):
      if case .tunnel(let from, let to) = step, place.holds(from, to) { .breaks } else { .none }
    case .networkDown(let place), .peersUnread(let place): Self.networkDown(place, step)
    // What is sent is lost or not; the answer of the same size may be cut into fragments on its way.
    case .smallPath(let place):
      if case .fullSize(let from, let to) = step, place.holds(from, to) { .mayBreak } else { .none }
    case .silentOutside(let node, let traffic): step == .outside(node: node, traffic) ? .breaks : .none
    case .sourceUnrouted(let source): Self.effect(of: source, on: step)
    case .siteSilent(let site, let kind):
      if case .outside(let node, let traffic) = step, site.nodes.contains(node), kind == nil || kind == traffic {
        .breaks
      } else {
        .none
      }
    case .cutFromHost(let node): step == .ownHost(node) ? .breaks : .none
    case .hostClosed(let node): Self.effectOfFirewall(node, step)
    case .proxiedLost(let node, let what):
      step == .toProxy(node: node) || what == .questions && step == .dnsQuestions(node: node) ? .breaks : .none
    case .dnsUpstreamLost(let node): step == .dnsUpstream(node: node) ? .breaks : .none
    case .serverSilent(let traffic):
      if case .outside(_, traffic) = step { .breaks } else { .none }
    case .noWayOut(let node):
      if case .outside(node, _) = step { .breaks } else { .none }
    case .dnsQuestionsLost(let node): step == .dnsQuestions(node: node) ? .breaks : .none
    }
  }

  /// What a firewall lets through besides the tunnel nobody knows: to the API server and to kubelet there are other
  /// ports.
  private static func effectOfFirewall(_ node: String, _ step: PathStep) -> FaultEffect {
    guard case .atHost(node, let door) = step else { return .none }
    return door == .nodeIP ? .breaks : .mayBreak
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
  /// leaves by the routes; what it redirects itself is not forwarded by the kernel. A kernel that carries one of the rest
  /// carries all of it, and so loses all of it.
  private static func effectOfForwarding(_ node: String, _ what: Forwarded, _ step: PathStep) -> FaultEffect {
    guard step.nodes.contains(node) else { return .none }
    switch step {
    case .wayOut, .podRoute: return .breaks
    case .tunnel, .withinNode: return what == .everything ? .breaks : .none
    case .translation: return .mayBreak
    case .ownHost, .network, .fullSize, .service, .outside, .dnsQuestions, .dnsUpstream, .reply, .atHost,
      .toProxy:
      return .none
    }
  }

  /// Other nodes may have a way back to it.
  private static func effect(of source: UnroutedSource, on step: PathStep) -> FaultEffect {
    switch step {
    case .outside(source.node, _): .breaks
    case .reply(_, source.node, source.device): .mayBreak
    default: .none
    }
  }

  private static func effect(of filter: SourceFilter, on step: PathStep) -> FaultEffect {
    switch (step, filter.bite) {
    case (.ownHost(filter.node), .ofPods): .breaks
    case (.wayOut(filter.node, _, _), .ofPods(takeStack: true)), (.podRoute(filter.node, _), .ofPods(takeStack: true)):
      .breaks
    case (.tunnel(_, filter.node), .ofTunnel), (.podRoute(_, filter.node), .ofTunnel): .breaks
    default: .none
    }
  }
}
