import Cilium

@testable import Conformance

/// A network on paper, with things in it that are broken, told in its own words: what arrives is decided here, hop by hop,
/// and not by the forecasts that are tested with it.
struct PaperNetwork {
  /// Something that is broken.
  enum Broken: Hashable {
    case tunnel(String, String)
    case peers(String, String)
    case pathCarries(Int, String, String)
    case silent(String, TrafficKind)
    case wayOut(String)
    case blackhole(String)
    case sourceFilter(String)
    case cutFromHost(String)

    /// The finding that it is.
    var code: String {
      switch self {
      case .tunnel: "vxlan-blocked"
      case .peers: "tailnet-down"
      case .pathCarries: "path-mtu-smaller"
      case .silent: "filtered-at-node"
      case .wayOut: "no-way-out"
      case .blackhole: "route-in-the-way"
      case .sourceFilter: "reverse-path-filter"
      case .cutFromHost: "pods-cut-from-host"
      }
    }
  }

  var facts: ClusterFacts
  let broken: Set<Broken>

  init(_ healthy: ClusterFacts, _ broken: Set<Broken>) {
    facts = healthy
    self.broken = broken
    for index in facts.nodes.indices {
      let name = facts.nodes[index].name
      if broken.contains(.blackhole(name)) {
        facts.nodes[index].policyRulesIPv4 = [
          "0: from all lookup local", "77: from all to 8.8.8.8 blackhole", "32766: from all lookup main",
          "32767: from all lookup default",
        ]
      }
      if broken.contains(.sourceFilter(name)) {
        facts.nodes[index].sysctls = ["net.ipv4.conf.all.rp_filter": 1]
      }
      for other in healthy.nodes where has(.peers(name, other.name)) {
        if let address = other.internalIP { facts.nodes[index].reachedFromHost[address.description] = false }
      }
    }
  }

  private func has(_ fault: Broken) -> Bool {
    switch fault {
    case .tunnel(let one, let other): broken.contains(fault) || broken.contains(.tunnel(other, one))
    case .peers(let one, let other): broken.contains(fault) || broken.contains(.peers(other, one))
    default: broken.contains(fault)
    }
  }

  private func hostsMeet(_ one: String, _ other: String) -> Bool { one == other || !has(.peers(one, other)) }
  private func podsMeet(_ one: String, _ other: String) -> Bool {
    one == other || (hostsMeet(one, other) && !has(.tunnel(one, other)))
  }
  private func carries(_ one: String, _ other: String) -> Int? {
    broken.compactMap { fault -> Int? in
      guard case .pathCarries(let bytes, let here, let there) = fault else { return nil }
      return Set([here, there]) == Set([one, other]) ? bytes : nil
    }.min()
  }
  private func isCut(_ node: String) -> Bool { has(.sourceFilter(node)) || has(.cutFromHost(node)) }
  /// Whether the server of a kind answers a node.
  func answers(_ node: String, _ traffic: TrafficKind) -> Bool {
    if has(.wayOut(node)) || has(.silent(node, traffic)) { return false }
    return traffic == .https || !has(.blackhole(node))
  }

  /// What the cases see of it.
  var rehearsal: Rehearsal {
    var rehearsal = Rehearsal(facts)
    rehearsal.endpoints = ExternalEndpoints()
    for (aspect, subject) in rehearsal.sample.cases([.ipv4]) {
      guard let healthy = Rehearsal.asPredicted(aspect, subject, rehearsal.facts) else { continue }
      if let unready = needsServer(aspect, subject), isCut(unready) {
        rehearsal.fail(aspect, "not Ready after 60 seconds", subject, by: .podNotRunning)
      } else if let seen = seen(aspect, subject.source, subject.target, healthy), seen != healthy {
        rehearsal.see(aspect, seen, subject)
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
    case .crossNodePod, .crossNodeService: return podsMeet(node, peer) ? healthy : .unreachable
    case .pathMTU:
      guard podsMeet(node, peer) else { return .unreachable }
      return carries(node, peer).map(Outcome.largestPayload) ?? healthy
    case .externalPing: return lost(!answers(node, .ping), healthy)
    case .upstreamDNS: return lost(!answers(node, .dns), healthy)
    case .externalHTTPS: return lost(!answers(node, .https), healthy)
    case .clusterName: return names(node, healthy) { podsMeet(node, $0) }
    case .externalName: return names(node, healthy) { podsMeet(node, $0) && answers($0, .dns) }
    case .ownNodeIP, .ownUplinks: return lost(isCut(node), healthy)
    case .otherNodeIP: return lost(!hostsMeet(node, peer), healthy)
    case .apiService: return lost(!reachesAPI(node), healthy)
    case .clusterDNSReady: return isCut(node) ? .unhealthy("restarted 2 times") : healthy
    case .clusterDNSRestart: return isCut(node) || !reachesAPI(node) ? .unhealthy("not Ready") : healthy
    case .natExternal: return has(.blackhole(node)) ? .notTranslated : healthy
    default: return healthy
    }
  }

  private func lost(_ isLost: Bool, _ healthy: Outcome) -> Outcome {
    isLost && healthy.servesUsers == true ? .unreachable : healthy
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
    return hostsMeet(node, owner) && carries(node, owner) == nil
  }
}
