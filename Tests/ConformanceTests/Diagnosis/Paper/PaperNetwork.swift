import Cilium

@testable import Conformance

/// A network on paper, with things in it that are broken, told in its own words: what arrives is decided here, hop by hop,
/// and not by the forecasts that are tested with it.
struct PaperNetwork {
  var facts: ClusterFacts
  let broken: Set<Broken>
  /// Whether the nodes' own networks are asked for what pods do not get.
  let asksHosts: Bool
  private let wires: PaperWires

  init(_ healthy: ClusterFacts, _ broken: Set<Broken>, asksHosts: Bool = true) {
    self.asksHosts = asksHosts
    facts = healthy
    self.broken = broken
    wires = PaperWires(facts: healthy)
    for index in facts.nodes.indices { show(index, healthy) }
  }

  /// What of the faults the facts show.
  private mutating func show(_ index: Int, _ healthy: ClusterFacts) {
    let name = facts.nodes[index].name
    if broken.contains(.blackhole(name)) {
      var rules = facts.nodes[index].policyRulesIPv4 ?? Self.usualRules
      rules.insert("77: from all to 8.8.8.8 blackhole", at: 1)
      facts.nodes[index].policyRulesIPv4 = rules
    }
    var sysctls: [String: Int] = [:]
    if broken.contains(.sourceFilter(name)) { sysctls["net.ipv4.conf.all.rp_filter"] = 1 }
    if broken.contains(.forwardingOff(name)) { sysctls["net.ipv4.ip_forward"] = 0 }
    if !sysctls.isEmpty { facts.nodes[index].sysctls = sysctls }
    for other in healthy.nodes where broken.contains(.allowedIPsShort(name, other.name)) {
      guard let address = other.internalIP, let peers = facts.nodes[index].overlayPeers else { continue }
      facts.nodes[index].overlayPeers = peers.map { peer in
        OverlayPeer(device: peer.device, allowedIPs: peer.allowedIPs.filter { !$0.contains(.v4(address)) })
      }
    }
    if broken.contains(.addressAdded(name)), let way = wires.way(out: healthy.nodes[index]) {
      facts.nodes[index].devices = facts.nodes[index].devices.map { device in
        guard device.index == way.index else { return device }
        return Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
          addresses: device.addresses + [.v4(PaperWires.added)])
      }
    }
    for other in healthy.nodes
    where has(.peers(name, other.name)) || has(.hostFirewall(other.name)) && other.name != name {
      if let address = other.internalIP { facts.nodes[index].reachedFromHost[address.description] = false }
    }
  }

  private static let usualRules = [
    "0: from all lookup local", "32766: from all lookup main", "32767: from all lookup default",
  ]

  private func has(_ fault: Broken) -> Bool {
    switch fault {
    case .tunnel(let one, let other): broken.contains(fault) || broken.contains(.tunnel(other, one))
    case .peers(let one, let other):
      broken.contains(fault) || broken.contains(.peers(other, one)) || broken.contains(.allowedIPsShort(one, other))
        || broken.contains(.allowedIPsShort(other, one))
    default: broken.contains(fault)
    }
  }

  // MARK: hops

  private func hostsMeet(_ one: String, _ other: String) -> Bool { one == other || !has(.peers(one, other)) }

  private func carriesTunnel(_ from: String, _ to: String) -> Bool {
    hostsMeet(from, to) && !has(.tunnel(from, to)) && !has(.tunnelFrom(from, to: to))
  }

  /// There and back. Without a tunnel the nodes' routes carry it.
  private func podsMeet(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    if wires.isNative {
      return hostsMeet(one, other) && [one, other].allSatisfy(leaves)
    }
    return carriesTunnel(one, other) && carriesTunnel(other, one)
  }

  private func carries(_ one: String, _ other: String) -> Int? {
    broken.compactMap { fault -> Int? in
      guard case .pathCarries(let bytes, let here, let there) = fault else { return nil }
      return Set([here, there]) == Set([one, other]) ? bytes : nil
    }.min()
  }

  private func isCut(_ node: String) -> Bool { has(.sourceFilter(node)) || has(.cutFromHost(node)) }

  /// Whether what pods send out of the pod network gets as far as a device: Cilium's program asks the kernel's routes,
  /// which tell nothing where the kernel does not forward; and where packets pass the stack, that looks where pods'
  /// packets come from.
  private func leaves(_ node: String) -> Bool {
    // Without a look at the routes nobody asks whether the kernel forwards.
    if has(.forwardingOff(node)), wires.routesDecide { return false }
    return !(wires.takesStack && (has(.sourceFilter(node)) || has(.forwardDropped(node))))
  }

  private func isUntranslated(_ node: String, by device: Device?) -> Bool {
    guard has(.untranslated(node)), let facts = facts.node(node) else { return false }
    return device?.index == wires.way(out: facts)?.index
  }

  /// Whether the server of a kind answers a node's pods.
  func answers(_ node: String, _ traffic: TrafficKind) -> Bool {
    if has(.wayOut(node)) || has(.silent(node, traffic)) || has(.down(traffic)) { return false }
    if has(.answersToPods(node)) { return false }
    // Nobody outside has a way back to a pod's address.
    if has(.untranslated(node)) || has(.addressAdded(node)) || !leaves(node) { return false }
    return traffic == .https || !has(.blackhole(node))
  }

  /// Whether the server of a kind answers a node's own network.
  private func answersHost(_ node: String, _ traffic: TrafficKind) -> Bool {
    if has(.wayOut(node)) || has(.silent(node, traffic)) || has(.down(traffic)) { return false }
    return traffic == .https || !has(.blackhole(node))
  }

  /// From a node's pods to the host of another, and back.
  private func reachesHost(_ node: String, _ other: String, at address: IPAddress?, byOpenPort: Bool = false) -> Bool {
    guard let here = facts.node(node), leaves(node), let address else { return false }
    let device = wires.device(of: here, to: address)
    // What is cut is the network of the node IPs.
    let isBetweenNodeIPs = nodeIP(other).flatMap { wires.device(of: here, to: $0) }?.index == device?.index
    guard !isBetweenNodeIPs || hostsMeet(node, other) else { return false }
    if isBetweenNodeIPs, has(.hostFirewall(other)), !byOpenPort { return false }
    guard let device, isUntranslated(node, by: device) else {
      // The other host sends its answer to the added address by its own default route.
      return !(has(.addressAdded(node)) && device?.index == wires.way(out: here)?.index)
    }
    // With the pod's own address: a plain network carries it, and the answer goes where pods are.
    return !wires.checksSources(device) && podsMeet(node, other)
  }

  // MARK: what is seen

  /// What each case sees while nothing is broken that facts show; without those that no rule predicts.
  typealias Predicted = [CaseKey: Outcome]

  /// What the rules predict of a cluster.
  static func predicted(_ facts: ClusterFacts) -> Predicted {
    let cases = PairSample.every(facts.nodes.map(\.name)).cases([.ipv4])
    return cases.reduce(into: [:]) { predicted, planned in
      predicted[CaseKey(planned.0, planned.1)] = Rehearsal.asPredicted(planned.0, planned.1, facts)
    }
  }

  /// What the cases see of it.
  ///
  /// - Parameter healthy: What is predicted of the same cluster while nothing is broken: most faults no fact shows.
  func rehearsal(healthy known: Predicted, of whole: ClusterFacts) -> Rehearsal {
    var rehearsal = Rehearsal(facts)
    rehearsal.endpoints = ExternalEndpoints()
    let predicted = facts == whole ? known : Self.predicted(facts)
    for (aspect, subject) in rehearsal.sample.cases([.ipv4]) {
      guard let healthy = predicted[CaseKey(aspect, subject)] else { continue }
      rehearsal.see(aspect, healthy, subject)
      if let unready = needsServer(aspect, subject), isCut(unready) {
        rehearsal.fail(aspect, "not Ready after 60 seconds", subject, by: .podNotRunning)
      } else if let seen = seen(aspect, subject.source, subject.target, healthy), seen != healthy {
        rehearsal.see(aspect, seen, subject)
        if asksHosts, let traffic = TrafficKind(aspect), HostControls.aspects.contains(aspect) {
          rehearsal.controls.answers[aspect, default: [:]][subject.source] = .init(
            answered: answersHost(subject.source, traffic), evidence: [])
        }
      }
    }
    return rehearsal
  }

  /// The node whose server pod a case asks.
  private func needsServer(_ aspect: Aspect, _ subject: Subject) -> String? {
    switch aspect.kind {
    case .sameNodePod: subject.source
    case .crossNodePod, .crossNodeService, .pathMTU: subject.target
    default: nil
    }
  }

  private func seen(_ aspect: Aspect, _ node: String, _ other: String?, _ healthy: Outcome) -> Outcome? {
    let peer = other ?? node
    switch aspect.kind {
    case .crossNodePod, .crossNodeService: return lost(!podsMeet(node, peer), healthy)
    case .pathMTU:
      guard podsMeet(node, peer) else { return .unreachable }
      return carries(node, peer).map(Outcome.largestPayload) ?? healthy
    case .externalPing: return lost(!answers(node, .ping), healthy)
    case .upstreamDNS: return lost(!answers(node, .dns), healthy)
    case .externalHTTPS: return lost(!answers(node, .https), healthy)
    case .clusterName: return names(node, healthy) { podsMeet(node, $0) }
    case .externalName:
      return names(node, healthy) { podsMeet(node, $0) && answers($0, .dns) && !has(.dnsUpstream($0)) }
    case .ownNodeIP, .ownUplinks: return lost(isCut(node), healthy)
    case .otherNodeIP: return lost(!reachesHost(node, peer, at: nodeIP(peer)), healthy)
    case .otherUplinks: return further(node, peer, healthy)
    case .apiService: return lost(!reachesAPI(node), healthy)
    case .clusterDNSReady: return isCut(node) ? .unhealthy("restarted 2 times") : healthy
    case .clusterDNSRestart: return isCut(node) || !reachesAPI(node) ? .unhealthy("not Ready") : healthy
    case .natExternal:
      return !leaves(node) || has(.blackhole(node)) || has(.untranslated(node)) ? untranslated(healthy) : healthy
    case .natNodeAddress:
      guard let address = nodeIP(peer), let here = facts.node(node) else { return healthy }
      let isLost = !leaves(node) || isUntranslated(node, by: wires.device(of: here, to: address))
      return isLost ? untranslated(healthy) : healthy
    default: return healthy
    }
  }

  private func nodeIP(_ node: String) -> IPAddress? { facts.node(node)?.internalIP.map { .v4($0) } }

  private func lost(_ isLost: Bool, _ healthy: Outcome) -> Outcome {
    isLost && healthy.servesUsers == true ? .unreachable : healthy
  }

  private func untranslated(_ healthy: Outcome) -> Outcome {
    if case .translated = healthy { return .notTranslated }
    return healthy
  }

  /// The other node's further addresses, all of which are asked.
  private func further(_ node: String, _ peer: String, _ healthy: Outcome) -> Outcome {
    let addresses = PathModel(facts: facts).otherUplinkAddresses(of: facts.node(peer) ?? facts.nodes[0])
    return lost(!addresses.allSatisfy { reachesHost(node, peer, at: $0) }, healthy)
  }

  private func names(_ node: String, _ healthy: Outcome, _ isAnswered: (String) -> Bool) -> Outcome {
    guard healthy == .reachable else { return healthy }
    let homes = facts.dnsPods.filter(\.isReady).map(\.node)
    let working = homes.filter(isAnswered)
    if working.count == homes.count { return .reachable }
    return working.isEmpty ? .unreachable : .partly(Rules.answering(working))
  }

  private func reachesAPI(_ node: String) -> Bool {
    let endpoints = facts.apiService?.endpoints ?? []
    let owner = facts.nodes.first { $0.internalIP.map(endpoints.contains) == true }?.name ?? node
    if owner == node { return !isCut(node) }
    return reachesHost(node, owner, at: nodeIP(owner), byOpenPort: true) && carries(node, owner) == nil
  }
}
