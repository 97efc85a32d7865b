import Cilium

/// Traces the ways of probes' packets by the rules' model of a family. Pure.
struct PathTracer {
  let model: PathModel
  /// The servers outside, where it is known which were asked.
  let endpoints: ExternalEndpoints?
  /// Where the API servers are: each endpoint of their Service, with the node that holds its address. Known once: every case
  /// asks for it.
  private let servers: [(endpoint: IPAddress, owner: NodeFacts?)]

  init(model: PathModel, endpoints: ExternalEndpoints?) {
    self.model = model
    self.endpoints = endpoints
    servers = (model.facts.apiService(model.family)?.endpoints ?? []).map { endpoint in
      (endpoint, model.facts.holders(of: endpoint).first)
    }
  }

  private var facts: ClusterFacts { model.facts }

  /// The way of a case's packets, and of what measures it; of a case that sends none, the latter alone.
  ///
  /// - Parameters:
  ///   - aspect: By its name of IPv4, whatever the model's family.
  ///   - measuring: ``measuring(_:)`` of the subject, which is the same for all of its aspects.
  func trace(_ aspect: Aspect, _ subject: Subject, measuring: Set<PathStep>) -> PathTrace? {
    guard let source = facts.node(subject.source) else { return nil }
    guard var trace = way(aspect, source, subject.target.flatMap(facts.node)) else {
      return PathTrace(measuring: commanding(subject).union(aspect.kind == .nodeIP ? observing(source) : []))
    }
    trace.measuring = measuring
    return trace
  }

  /// What it takes to send a subject's probes, whichever they are.
  func measuring(_ subject: Subject) -> Set<PathStep> {
    commanding(subject).union([.ownHost(subject.target ?? subject.source)])
  }

  private func way(_ aspect: Aspect, _ source: NodeFacts, _ target: NodeFacts?) -> PathTrace? {
    switch aspect.kind {
    case .sameNodePod: PathTrace(steps: [.withinNode(source.name)])
    // The health endpoint has a pod's address.
    case .crossNodePod, .otherNodeHealth: target.map { between(source, $0) }
    case .crossNodeService: target.map { between(source, $0) + PathTrace(steps: [.service(node: source.name)]) }
    case .proxiedRequest: PathTrace(steps: [.toProxy(node: source.name)])
    case .pathMTU:
      target.map { between(source, $0) + PathTrace(steps: [.fullSize(from: source.name, to: $0.name)]) }
    case .externalPing: outside(source, .ping)
    case .upstreamDNS: outside(source, .dns)
    case .externalHTTPS:
      // A client needs one answer of one DNS pod.
      outside(source, .https) + (facts.httpsByName == true ? names(source, external: true).asPossible : PathTrace())
    case .clusterName: names(source, external: false)
    case .externalName: names(source, external: true)
    case .ownNodeIP, .ownUplinks: PathTrace(steps: [.ownHost(source.name)])
    case .otherNodeIP:
      target.flatMap { node in model.peerAddress(node).map { toHost($0, of: node, source, by: .nodeIP) } }
    case .otherUplinks:
      target.map { node in
        model.otherUplinkAddresses(of: node).map { toHost($0, of: node, source, by: .furtherAddress) }.reduce(
          PathTrace(), +)
      }
    case .apiService: api(source)
    // Pods that are ready do not ask again; kubelet does.
    case .clusterDNSReady: api(source).asPossible + PathTrace(steps: [.ownHost(source.name)])
    case .clusterDNSRestart: api(source) + PathTrace(steps: [.ownHost(source.name)])
    // What is lost before it leaves has no entry either.
    case .natExternal:
      leaving(source, endpoints.flatMap { IPAddress($0.pingAddress(model.family)) })
        + PathTrace(possible: [.outside(node: source.name, .ping)])
    case .natNodeAddress:
      target.flatMap { node in
        model.peerAddress(node).map { address in
          // The program translates when the packet is handed to the device, and before that a neighbour may have to
          // answer.
          let way = toHost(address, of: node, source, by: .nodeIP)
          let all = way.steps.union(way.possible).filter {
            if case .reply = $0 { false } else if case .atHost = $0 { false } else { true }
          }
          let isTold = model.forcedDevice(of: source) != nil || model.routeDevices(of: source, to: address).count < 2
          let local = (isTold ? all : way.steps).filter { $0.nodes == [source.name] }
          return PathTrace(steps: local, possible: all.subtracting(local))
        }
      }
    // From elsewhere than pods: what is in the way is looked for by hand, but for the tunnel to the backend.
    case .nodePortOutside: model.nodePortBackend(besides: source).map { between(source, $0).asPossible }
    case .nodePortOtherNode, .nodePortLocalEmptyOtherNode:
      target.flatMap { node in
        model.nodePortBackend(besides: node).flatMap { $0.name == source.name ? nil : between(source, $0).asPossible }
      }
    case .nodePortLocalOtherNode: target.map { between(source, $0).asPossible }
    case .nodePortLocalOutside, .nodePortLocalEmptyOutside: nil
    case .hostPodOtherNode: target.map { fromHost(source, toPodsOf: $0) }
    case .hostServiceOtherNode:
      target.map { fromHost(source, toPodsOf: $0) + PathTrace(possible: [.service(node: source.name)]) }
    case .hostOtherNodeIP: target.map { fromHost(source, to: $0) }
    case .hostAPIService: hostToAPI(source) + PathTrace(possible: [.service(node: source.name)])
    case .hostClusterName: hostToNames(source)
    // The way out of pods, but for what only pods' packets need.
    case .hostExternalHTTPS:
      PathTrace(
        possible: Set(outside(source, .https).steps.filter { if case .translation = $0 { false } else { true } }))
    case .defaultRoute, .nodeIP, .selectedDevices, .masquerade, .configurationApplied, .nodePortAddresses,
      .attachedDevices, .directRoutingDevice, .podMTU, .tunnelPort, .podPrograms, .programOrder,
      .socketPrograms, .xdpDevices:
      nil
    }
  }

  /// Commands reach pods and agents by the API server's connection to kubelet, and pods start where kubelet reaches it.
  private func commanding(_ subject: Subject) -> Set<PathStep> {
    let homes = Set(servers.compactMap(\.owner?.name))
    let ways = [subject.source, subject.target].compactMap { $0 }.flatMap { node in
      homes.filter { $0 != node }.flatMap { server -> [PathStep] in
        [
          .network(from: server, to: node, over: .nodeIPs), .network(from: node, to: server, over: .nodeIPs),
          .atHost(node, .kubelet),
        ]
      }
    }
    return Set(ways)
  }

  /// What a node's peers know of it, they are asked: of those that could not be, some.
  private func observing(_ source: NodeFacts) -> Set<PathStep> {
    let silent = facts.nodes.lazy.filter { $0.problem != nil && $0.name != source.name }.prefix(Self.mostObservers)
    return silent.reduce(into: []) { $0.formUnion(commanding(.node($1.name))) }
  }

  private static let mostObservers = 4

  /// Between the pods of two nodes.
  private func between(_ source: NodeFacts, _ target: NodeFacts) -> PathTrace {
    let (here, there) = (source.name, target.name)
    let network: Set<PathStep> = [
      .network(from: here, to: there, over: .nodeIPs), .network(from: there, to: here, over: .nodeIPs),
    ]
    let carried: Set<PathStep> =
      model.isNative
      ? [.podRoute(from: here, to: there), .podRoute(from: there, to: here)]
      : [.tunnel(from: here, to: there), .tunnel(from: there, to: here)]
    return PathTrace(steps: network.union(carried))
  }

  /// To an address of another node's host.
  private func toHost(
    _ address: IPAddress, of target: NodeFacts, _ source: NodeFacts, by door: PathStep.Door
  ) -> PathTrace {
    switch model.wayOut(of: source, to: address) {
    case .tunnelled: return between(source, target)
    case .device(let device, _):
      let isNodeIP =
        model.peerAddress(target) == address || target.nodeIP(address.family) == address
        || target.nodeIP(address.family).flatMap { model.hostDevice(of: source, to: $0) }?.index == device.index
      let network = isNodeIP ? PathStep.Network.nodeIPs : .device(device.name)
      // A WireGuard peer takes nothing from an address that it does not know. On a plain network a pod's own address may
      // arrive, and the answer find its way back by the tunnel or a route.
      let isChecked = model.overlay(device, of: source) != nil
      let leaving = leaving(source, address, by: device)
      let translation = PathStep.translation(node: source.name, device: device.name)
      let own =
        isChecked ? leaving : PathTrace(steps: leaving.steps.subtracting([translation]), possible: [translation])
      return own
        + PathTrace(steps: [
          .network(from: source.name, to: target.name, over: network),
          .network(from: target.name, to: source.name, over: network),
          .reply(from: target.name, to: source.name, device: device.name), .atHost(target.name, door),
        ])
    case .deliveredToHost, .dropped, .noRoute: return PathTrace()
    }
  }

  /// Between the hosts of two nodes, on the address by which these know each other: nobody translates.
  private func fromHost(_ source: NodeFacts, to target: NodeFacts) -> PathTrace {
    PathTrace(steps: [
      .network(from: source.name, to: target.name, over: .nodeIPs),
      .network(from: target.name, to: source.name, over: .nodeIPs),
    ])
  }

  /// From a host to another node's pods. What loses pods' packets on that way may spare the host's: a mark, a policy.
  private func fromHost(_ source: NodeFacts, toPodsOf target: NodeFacts) -> PathTrace {
    let hosts = fromHost(source, to: target)
    return hosts + PathTrace(possible: between(source, target).steps.subtracting(hosts.steps))
  }

  /// From a host to one of the API servers.
  private func hostToAPI(_ source: NodeFacts) -> PathTrace {
    let ways = servers.map { _, owner in
      owner.map { $0.name == source.name ? PathTrace(steps: [.ownHost(source.name)]) : fromHost(source, to: $0) }
        ?? PathTrace()
    }
    let whole = ways.reduce(PathTrace(), +)
    return ways.count == 1 ? whole : whole.asPossible
  }

  /// From a host to one of the DNS pods, which the Service chooses.
  private func hostToNames(_ source: NodeFacts) -> PathTrace {
    let homes = Set(facts.dnsPods.filter(\.isReady).map(\.node)).sorted().compactMap(facts.node)
    let ways = homes.filter { $0.name != source.name }.map { fromHost(source, toPodsOf: $0) }.reduce(PathTrace(), +)
    return (homes.count == 1 ? ways : ways.asPossible) + PathTrace(possible: [.service(node: source.name)])
  }

  private func leaving(_ node: NodeFacts, _ address: IPAddress?, by device: Device) -> PathTrace {
    PathTrace(steps: [
      .wayOut(node: node.name, device: device.name, address: address),
      .translation(node: node.name, device: device.name),
    ])
  }

  /// Out to the internet.
  private func leaving(_ node: NodeFacts, _ address: IPAddress?) -> PathTrace {
    model.egressToInternet(from: node).map { leaving(node, address, by: $0.device) } ?? PathTrace()
  }

  private func outside(_ node: NodeFacts, _ traffic: TrafficKind) -> PathTrace {
    leaving(node, endpoints?.address(of: traffic, model.family))
      + PathTrace(steps: [.outside(node: node.name, traffic)])
  }

  /// Every DNS pod is asked, and the Service.
  private func names(_ node: NodeFacts, external: Bool) -> PathTrace {
    let pods = facts.dnsPods.filter(\.isReady)
    let homes = Set(pods.map(\.node)).sorted().compactMap(facts.node)
    let ways = homes.map { home -> PathTrace in
      let way = home.name == node.name ? PathTrace(steps: [.withinNode(node.name)]) : between(node, home)
      // Which server a DNS pod asks, its node's resolv.conf says, which nobody has read.
      return external
        ? way + PathTrace(steps: [.dnsUpstream(node: home.name)]) + outside(home, .dns).asPossible : way
    }
    return ways.reduce(PathTrace(steps: [.dnsQuestions(node: node.name)]), +)
  }

  /// Through the Kubernetes Service to one of the API servers, whose certificates fill packets.
  private func api(_ node: NodeFacts) -> PathTrace {
    let ways = servers.map { endpoint, owner -> PathTrace in
      guard let owner else { return leaving(node, endpoint) }
      if owner.name == node.name { return PathTrace(steps: [.ownHost(node.name)]) }
      return toHost(endpoint, of: owner, node, by: .api)
        + PathTrace(possible: [.fullSize(from: owner.name, to: node.name), .fullSize(from: node.name, to: owner.name)])
    }
    let whole = ways.reduce(PathTrace(), +)
    return (ways.count == 1 ? whole : whole.asPossible) + PathTrace(steps: [.service(node: node.name)])
  }
}

extension ExternalEndpoints {
  /// The address of the server that is asked; nil where it is asked by name.
  fileprivate func address(of traffic: TrafficKind, _ family: IPFamily) -> IPAddress? {
    switch traffic {
    case .ping: IPAddress(pingAddress(family))
    case .dns: IPAddress(dnsServer(family))
    case .https: httpsAddress(family).flatMap { IPAddress($0) }
    }
  }
}
