import Cilium

/// The faults that could explain cases: only what could break a step of one of them is tried. Pure.
enum FaultCandidates {
  /// Between nodes: what keeps packets of pods, of hosts, or large ones from arriving.
  static func betweenNodes(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var tunnels: Set<FaultPlace> = []
    var networks: Set<FaultPlace> = []
    var sizes: Set<FaultPlace> = []
    var closed: Set<String> = []
    for place in open.sorted() {
      let record = cells.judged.cases[place]
      // Services and names have more that may fail: a way between nodes is told by what asks for nothing else.
      guard record.verdict == .deviates, let trace = cells.traces[place], trace.isDirect else { continue }
      for step in trace.steps {
        switch step {
        case .tunnel(let from, let to): tunnels.formUnion(places(from, to))
        case .network(let from, let to, .nodeIPs): networks.formUnion(places(from, to))
        case .atHost(let node, .nodeIP): closed.insert(node)
        case .fullSize(let from, let to):
          // Only a size that arrives, and another that does not, speaks for the size.
          if case .largestPayload? = record.observation?.outcome { sizes.formUnion(places(from, to)) }
        default: break
        }
      }
    }
    let nodes = cells.judged.facts.nodes.filter { $0.problem == nil }
    let shown = FactFaults(model: cells.tracer.model, endpoints: cells.tracer.endpoints)
    let small =
      nodes.filter { TailnetFit($0) != nil }.map { SupposedFault.uplinkTooSmall(node: $0.name) }
      + nodes.compactMap(shown.staleMTU)
    let peers = PeerLists(cells.tracer.model)
    return small + ordered(networks).map(SupposedFault.networkDown)
      + ordered(networks.filter(peers.concern)).map(SupposedFault.peersUnread)
      + ordered(tunnels).map(SupposedFault.tunnelBlocked)
      + ordered(sizes).map(SupposedFault.smallPath)
      + closed.sorted().map(SupposedFault.hostClosed)
  }

  /// Where flows have no entry in the NAT table: by the devices that they should have left by, and what keeps them from
  /// getting there.
  static func translation(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var found: [SupposedFault] = []
    for place in open.sorted() {
      let record = cells.judged.cases[place]
      guard record.verdict == .deviates, record.observation?.outcome == .notTranslated else { continue }
      for case .translation(let node, let device) in cells.traces[place]?.steps ?? [] {
        let fault = SupposedFault.translationMissing(node: node, device: device)
        if !found.contains(fault) { found += [fault] + forwarding(node, cells).filter { !found.contains($0) } }
      }
    }
    return found
  }

  /// A packet filter where the kernel forwards what pods send.
  private static func forwarding(_ node: String, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    guard let facts = cells.judged.facts.node(node) else { return [] }
    let model = cells.tracer.model
    return SupposedFault.Forwarded.allCases.filter { what in
      // Cilium's programs redirect past netfilter, but for what they are told to leave to the stack.
      what == .everything || model.legacyHostRouting(of: facts) != nil
    }.map { .forwardDropped(node: node, $0) }
  }

  /// Beyond the nodes, and between pods and the cluster DNS.
  static func outside(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    var found: [SupposedFault] = []
    var known: Set<SupposedFault> = []
    let sites = sites(cells.tracer.model)
    // Where any pod beside a DNS pod gets no answer from outside either, it is not for what the DNS pods are set to.
    let isUpstreamLost = cells.tracer.model.facts.dnsPods.contains {
      cells.judged.record(TrafficKind.dns.aspect, .node($0.node))?.verdict == .deviates
    }
    func add(_ fault: SupposedFault) { if known.insert(fault).inserted { found.append(fault) } }
    func losesProxied(_ node: String) -> Bool {
      cells.judged.facts.node(node).map { ProxyForecast.loses($0, cells.tracer.model) } == true
    }
    for place in open.sorted() where cells.judged.cases[place].verdict == .deviates {
      guard let trace = cells.traces[place] else { continue }
      for step in trace.steps.union(trace.possible) {
        switch step {
        case .outside(let node, let traffic):
          add(.serverSilent(traffic))
          add(.noWayOut(node: node))
          if hasContrast(node, traffic, cells.judged) { add(.silentOutside(node: node, traffic)) }
          for site in sites where site.nodes.contains(node) {
            add(.siteSilent(site, nil))
            add(.siteSilent(site, traffic))
          }
        case .dnsUpstream(let node) where !isUpstreamLost: add(.dnsUpstreamLost(node: node))
        case .dnsQuestions(let node):
          add(.dnsQuestionsLost(node: node))
          if losesProxied(node) { add(.proxiedLost(node: node, .questions)) }
        case .toProxy(let node):
          if losesProxied(node) { add(.proxiedLost(node: node, .requests)) }
        // Without a NAT table nothing but what arrives tells.
        case .translation(let node, let device) where isOutside(cells.judged.cases[place]):
          add(.translationMissing(node: node, device: device))
          forwarding(node, cells).forEach(add)
        default: break
        }
      }
    }
    return found
  }

  /// The nodes by the gateways of their ways out. A site with one node is that node, and one with all is the cluster.
  ///
  /// Networks may be alike and have gateways of one address: only nodes whose node IPs are in the gateway's network, where no
  /// two are equal, are in one.
  private static func sites(_ model: PathModel) -> [SupposedFault.Site] {
    var members: [IPAddress: [String]] = [:]
    for node in model.facts.nodes where node.problem == nil {
      guard let device = model.internetDevice(of: node),
        let gateway = node.routes.first(where: {
          $0.linkIndex == device.index && $0.destination.isDefault && $0.gateway?.family == model.family
        })?.gateway, let nodeIP = node.nodeIP(model.family), device.addresses.contains(nodeIP),
        node.routes.contains(where: {
          $0.linkIndex == device.index && $0.gateway == nil && !$0.destination.isDefault
            && $0.destination.contains(gateway) && $0.destination.contains(nodeIP)
        })
      else { continue }
      members[gateway, default: []].append(node.name)
    }
    return members.filter { $0.value.count >= 2 && $0.value.count < model.facts.nodes.count }
      .map { SupposedFault.Site(gateway: $0.key, nodes: $0.value) }
      .sorted { $0.gateway.description < $1.gateway.description }
  }

  private static func isOutside(_ record: CaseRecord) -> Bool { TrafficKind(record.aspect) != nil }

  /// All that may be supposed of what is not green.
  static func all(_ open: Set<Int>, _ cells: FaultForecast.Cells) -> [SupposedFault] {
    let cut = Set(
      open.flatMap { cells.traces[$0]?.steps ?? [] }.compactMap { step -> String? in
        if case .ownHost(let node) = step { node } else { nil }
      })
    return translation(open, cells) + betweenNodes(open, cells) + outside(open, cells)
      + cut.sorted().map { .cutFromHost(node: $0) }
  }

  /// A filter shows by what it lets pass: the same of other nodes, or other traffic of this one.
  private static func hasContrast(_ node: String, _ traffic: TrafficKind, _ judged: JudgedCases) -> Bool {
    func answers(_ record: CaseRecord?) -> Bool { record?.observation?.outcome?.isAnswered == true }
    return judged.all(traffic.aspect).contains { $0.subject.source != node && answers($0) }
      || [TrafficKind.ping, .dns, .https].contains { other in
        other != traffic && answers(judged.record(other.aspect, .node(node)))
      }
  }

  private static func places(_ from: String, _ to: String) -> [FaultPlace] {
    [FaultPlace(from, to), .around(from), .around(to), .everywhere]
  }

  /// The broad ones first, which explain most, then by name.
  private static func ordered(_ places: Set<FaultPlace>) -> [FaultPlace] {
    func key(_ place: FaultPlace) -> (Int, String, String) {
      switch place {
      case .everywhere: (0, "", "")
      case .around(let node): (1, node, "")
      case .between(let one, let other): (2, one, other)
      }
    }
    return places.sorted { key($0) < key($1) }
  }
}
