import Cilium

/// What a report says of a fault that is named, for one of the cases that it explains.
struct FaultFindings {
  let cells: FaultForecast.Cells

  private var judged: JudgedCases { cells.judged }
  private var facts: ClusterFacts { judged.facts }

  /// The explanation of a case by the faults that fit it.
  func explanation(_ named: FaultSearch.Named, of record: CaseRecord) -> Explanation {
    // Of a part of its cases the same is said as of all.
    let witnesses = named.witnesses.sorted().map { judged.cases[$0] }
    let finding = finding(named.fault, record, witnesses)
    guard !named.alternatives.isEmpty else { return Explanation(finding, shownBy: witnesses) }
    let others = named.alternatives.map { self.finding($0, record, witnesses) }.filter {
      AnyFinding($0) != AnyFinding(finding)
    }
    // What would else be open, the overlay itself has told.
    guard !others.isEmpty else { return Explanation(finding, shownBy: witnesses) }
    return Explanation(SeveralCauses([finding] + others, by: look(named)), shownBy: witnesses)
  }

  private func finding(_ fault: SupposedFault, _ record: CaseRecord, _ witnesses: [CaseRecord]) -> any Finding {
    switch fault {
    case .routeTakes(let taken): return RouteInTheWay(taken)
    case .forwardingOff(let node, _): return ForwardingOff(node: node)
    case .forwardDropped(let node, _): return ForwardDropped(node: node)
    case .sourceFilter(let filter): return ReversePathFilter(node: filter.node, parameter: filter.parameter)
    case .sourceUnrouted(let source): return MasqueradeAddressUnrouted(source)
    case .siteSilent(let site, let traffic):
      return FilteredAtSite(nodes: site.nodes, gateway: site.gateway.description, traffic: traffic)
    case .peerMissing(let node, let peer): return said(node, peer) ?? peerMissing(node, peer)
    case .peerGone(let node, let peer):
      if let reason = said(node, peer) { return reason }
      let way = wayToPeer(node, peer)
      return WireGuardPeerMissing(
        node: node, peer: peer, device: way.device?.name ?? "", address: way.address?.description ?? "",
        outside: facts.node(peer).map { PeerLists(cells.tracer.model).outside($0).map(\.description) } ?? [])
    case .peersUnread:
      let pair = pair(fault, record, witnesses)
      guard let target = pair.target else { return TailnetDown(pair, between(facts.node(pair.source))) }
      return said(pair.source, target) ?? peerMissing(pair.source, target, onEither: true)
    case .uplinkTooSmall(let node):
      guard let fit = facts.node(node).flatMap({ TailnetFit($0) }) else { return Unexplained(node: node) }
      return UplinkMTUTooSmall(node, fit)
    case .mtuStale(let node, let has, let wanted):
      return RouteMTUStale(node: node, seen: "pods' devices \(has), by the node's devices \(wanted)")
    case .translationMissing(let node, _): return SNATMissing(node: node, wanted: wanted(node, witnesses), seen: nil)
    case .tunnelBlocked: return tunnelBlocked(pair(fault, record, witnesses))
    case .networkDown:
      let pair = pair(fault, record, witnesses)
      return pair.target.flatMap { said(pair.source, $0) } ?? TailnetDown(pair, between(facts.node(pair.source)))
    case .smallPath(let place): return smallPath(place, record, witnesses)
    case .silentOutside(let node, let traffic):
      return FilteredAtNode(
        node: node, traffic: traffic,
        isHostSilent: judged.context.controls.answer(traffic.aspect, on: node) != nil)
    case .cutFromHost(let node): return PodsCutFromHost(nodes: [node])
    case .hostClosed(let node):
      let address = facts.node(node)?.nodeIP(cells.tracer.model.family)
      return HostFirewall(
        node: node, address: address?.description ?? node, device: facts.node(node)?.uplinks.nodeIP?.name)
    case .proxiedLost(let node, _):
      return ProxiedLost(
        node: node,
        parameter: facts.node(node).map(ProxyForecast.parameter) ?? "net.ipv4.conf.all.src_valid_mark")
    case .dnsUpstreamLost(let node):
      return DNSUpstreamLost(node: node, pods: facts.dnsPods.filter { $0.node == node }.map(\.name))
    case .serverSilent(let traffic): return EndpointDown(traffic: traffic)
    case .noWayOut(let node): return NoWayOut(node: node)
    case .dnsQuestionsLost(let node): return DNSPath(node: node)
    }
  }

  /// The pair of nodes that a case is laid to: its own, one that it touches, or any that is broken.
  private func pair(_ fault: SupposedFault, _ record: CaseRecord, _ witnesses: [CaseRecord]) -> Subject {
    let pairs = witnesses.filter { $0.subject.target != nil && $0.observation?.outcome?.isDown == true }
    let direct = pairs.filter { $0.aspect.kind == .crossNodePod }
    let touching = (direct.isEmpty ? pairs : direct).map(\.subject)
    if record.subject.target != nil, touching.contains(record.subject) { return record.subject }
    return touching.first { [$0.source, $0.target].contains(record.subject.source) } ?? touching.first
      ?? fault.nodes.pair ?? record.subject
  }

  /// The address that the node's NAT entries should have had: a witness tells, or else what was predicted of its way out.
  private func wanted(_ node: String, _ witnesses: [CaseRecord]) -> String? {
    let own =
      witnesses.filter { $0.subject.source == node } + [judged.record(.natExternal, .node(node))].compactMap(\.self)
    return own.lazy.compactMap { witness in
      if case .translated(let address)? = JudgedCases.expected(witness) { address } else { nil }
    }.first
  }

  private func tunnelBlocked(_ pair: Subject) -> VXLANBlocked {
    let ways = TunnelCounts(judged.context.nodes, of: facts.nodes.count)
    let configuration = CiliumConfigMap(data: facts.configuration)
    let way = between(facts.node(pair.source))
    return VXLANBlocked(
      source: pair.source, target: pair.target, device: way.device?.name,
      protocolName: configuration.tunnelProtocol == "geneve" ? "Geneve" : nil,
      port: configuration.tunnelPort == 8472 ? nil : configuration.tunnelPort,
      isPlain: way.overlay?.product == .tailscale || way.device == nil ? nil : true,
      deaf: ways.deaf(pair), heard: ways.heard(pair))
  }

  /// What carries the nodes' own traffic: the device that holds the node IP, and the overlay that it is.
  private func between(_ node: NodeFacts?) -> (device: Device?, overlay: Overlay?) {
    guard let uplinks = node?.uplinks, let device = uplinks.betweenNodes ?? uplinks.nodeIP else { return (nil, nil) }
    return (device, uplinks.overlays.first { $0.device.index == device.index })
  }

  private func smallPath(_ place: FaultPlace, _ record: CaseRecord, _ witnesses: [CaseRecord]) -> any Finding {
    // Beside another cause it is told by the sizes that were seen, which that one does not explain.
    let sizes = judged.deviating(.pathMTU).filter { size in
      size.subject.target.map { place.holds(size.subject.source, $0) } ?? false
    }
    let holes = (witnesses + sizes).compactMap { witness -> (Subject, Int, Int)? in
      guard case .largestPayload(let announced)? = JudgedCases.expected(witness),
        case .largestPayload(let seen)? = witness.observation?.outcome
      else { return nil }
      return (witness.subject, seen, announced)
    }
    guard let hole = holes.first(where: { $0.0 == record.subject }) ?? holes.first else {
      return Unexplained(node: record.subject.source)
    }
    return PathMTUSmaller(source: hole.0.source, target: hole.0.target, bytes: hole.1, announced: hole.2)
  }

  /// What the overlay itself says of why a peer is away, such as that its key has ended: WireGuard only lacks it then.
  private func said(_ node: String, _ peer: String) -> (any Finding)? {
    judged.prerequisites.first { prerequisite in
      guard let other = prerequisite.peer, !(prerequisite.finding.value is HandshakeStale) else { return false }
      return Set([prerequisite.node, other]) == [node, peer] && prerequisite.aspects == Prerequisites.betweenNodes
    }?.finding.value
  }

  private func peerMissing(_ node: String, _ peer: String, onEither: Bool? = nil) -> any Finding {
    let way = wayToPeer(node, peer)
    return PeerAllowedIPsShort(
      node: node, peer: peer, device: way.device?.name ?? "", address: way.address?.description ?? "",
      onEither: onEither)
  }

  /// The device of a node towards another node's own address.
  private func wayToPeer(_ node: String, _ peer: String) -> (device: Device?, address: IPAddress?) {
    let address = facts.node(peer)?.nodeIP(cells.tracer.model.family)
    let device = facts.node(node).flatMap { here in
      address.flatMap { cells.tracer.model.hostDevice(of: here, to: $0) }
    }
    return (device, address)
  }

  /// Shows whether the peers of a node may use another's address.
  private func lookAtPeers(_ pair: Subject) -> RemedyCommand? {
    guard let target = pair.target, let device = wayToPeer(pair.source, target).device else { return nil }
    let isTailscale =
      facts.node(pair.source).flatMap { cells.tracer.model.overlay(device, of: $0) }?.product == .tailscale
    return .host(
      pair.source,
      isTailscale && facts.node(pair.source)?.overlayPeers == nil
        ? "tailscale status --json | jq '.Peer[] | {HostName, Online, AllowedIPs}'"
        : "wg show \(device.name) allowed-ips; wg show \(device.name) latest-handshakes")
  }

  /// The one look that tells the faults apart.
  private func look(_ named: FaultSearch.Named) -> RemedyCommand? {
    let kinds = Set([named.fault.kind] + named.alternatives.map(\.kind))
    if case .sourceFilter(let filter) = named.fault {
      return .host(filter.node, "nstat -az TcpExtIPReversePathFilter")
    }
    if kinds.isSuperset(of: [.translationMissing, .noWayOut]), let node = named.fault.nodes.first,
      let device = facts.node(node).flatMap({ cells.tracer.model.internetDevice(of: $0) })
    {
      // Which address leaves by the device, if any, is what they differ in.
      return .host(node, "tcpdump -nni \(device.name) -c 20 'icmp or port 53 or port 443'")
    }
    if kinds.contains(.forwardDropped) || kinds.contains(.translationMissing), let node = named.fault.nodes.first {
      return .host(node, "nft list ruleset; iptables -nvL FORWARD; iptables -t nat -nvL POSTROUTING")
    }
    if kinds.contains(.serverSilent), let node = named.fault.nodes.first ?? named.alternatives.flatMap(\.nodes).first {
      return .host(node, "curl -4 -sm 5 https://api.ipify.org; nslookup google.com 8.8.8.8; ping -c 1 8.8.8.8")
    }
    if kinds.contains(.proxiedLost), let node = named.fault.nodes.first { return .agent(of: node, "cilium-dbg status") }
    let pair = named.witnesses.sorted().lazy.map { judged.cases[$0].subject }.first { $0.target != nil }
    if kinds == [.networkDown, .peersUnread], let pair { return lookAtPeers(pair) }
    if kinds.isSuperset(of: [.tunnelBlocked, .networkDown]), let pair, let target = pair.target.flatMap(facts.node),
      let address = target.nodeIP(cells.tracer.model.family)
    {
      return .host(pair.source, "ping -c 3 \(address)")
    }
    if kinds == [.silentOutside, .noWayOut], let node = named.fault.nodes.first {
      return .host(node, "curl -4 -sm 5 https://api.ipify.org; nslookup google.com 8.8.8.8; ping -c 1 8.8.8.8")
    }
    return nil
  }
}

extension [String] {
  /// Two nodes as a pair.
  fileprivate var pair: Subject? { count == 2 ? .pair(from: self[0], to: self[1]) : nil }
}

extension TrafficKind {
  /// The aspect that asks the server.
  var aspect: Aspect {
    switch self {
    case .ping: .externalPing
    case .dns: .upstreamDNS
    case .https: .externalHTTPS
    }
  }
}
