import Cilium
import Tailnet

/// Puts together how the overlay carried packets between nodes, from everything that tells it. Pure.
enum TailnetJudge {
  /// The record; `nil` where no pair's way leads over an overlay.
  ///
  /// - Parameters:
  ///   - facts: The cluster before the probes.
  ///   - during: Node → what its tailscaled said while they went, where it was asked.
  ///   - after: Node → what it told of its tunnels right after them; a node that was not asked is missing.
  ///   - stun: What nodes asked STUN servers, where packets tell.
  ///   - cases: The judged cases, whose packets and pings tell the rest.
  static func record(
    _ facts: ClusterFacts, during: [String: TailscaleFacts] = [:], after: [String: TunnelListings] = [:],
    stun: [NodeSTUN] = [], cases: [CaseRecord]
  ) -> TailnetRecord? {
    let pairs = cases.map(\.subject).filter { $0.target != nil }.uniqued()
    return record(facts, pairs: pairs, during: during, after: after, stun: stun, cases: cases)
  }

  /// The record of some pairs.
  static func record(
    _ facts: ClusterFacts, pairs: [Subject], during: [String: TailscaleFacts] = [:],
    after: [String: TunnelListings] = [:], stun: [NodeSTUN] = [], cases: [CaseRecord] = []
  ) -> TailnetRecord? {
    let before = TailnetWays(facts)
    let now = facts.taking(after)
    let later = TailnetWays(now)
    let trips = Dictionary(
      TailnetRoundTrips.values(cases, facts: facts).map { ($0.subject, $0.value) },
      uniquingKeysWith: { first, _ in first })
    let legs = Dictionary(grouping: cases.filter { $0.path != nil }, by: \.subject)
      .mapValues { $0.flatMap { $0.path?.flows ?? [] }.compactMap(\.wireGuard) }
    let owners = MessageOwners(facts, legs: legs)
    var paths = pairs.compactMap { pair -> TailnetPath? in
      guard let target = pair.target, let node = facts.node(pair.source), let other = facts.node(target),
        let (overlay, address) = before.overlay(from: node, to: other)
      else { return nil }
      var readings = [before.reading(.before, from: node, to: other, over: overlay, at: address)]
      if let seen = packets(legs[pair] ?? [], owner: { owners.owner(of: $0, pair) }) { readings.append(seen) }
      if trips[pair] != nil, let counted = counters(node, after[node.name]) { readings.append(counted) }
      if let said = during[node.name] {
        var meanwhile = node
        meanwhile.tailscale = said
        readings.append(before.reading(.during, from: meanwhile, to: other, over: overlay, at: address))
      }
      if after[node.name] != nil, let now = now.node(node.name) {
        readings.append(later.reading(.after, from: now, to: other, over: overlay, at: address))
      }
      var path = TailnetPath(
        pair, overlay: overlay.title, device: overlay.device.name, readings: readings, milliseconds: trips[pair])
      if let grown = Self.exchanged(node, after[node.name], overlay.device.name, address) {
        (path.bytesSent, path.bytesReceived) = grown
        path.countedSeconds = after[node.name]?.countedSeconds
      }
      return path
    }
    let endpoints = Dictionary(
      paths.map { ($0.subject, $0.endpoint) }, uniquingKeysWith: { first, _ in first })
    for index in paths.indices {
      guard let target = paths[index].subject.target else { continue }
      paths[index].returnEndpoint = endpoints[.pair(from: target, to: paths[index].subject.source)] ?? nil
    }
    guard !paths.isEmpty else { return nil }
    var record = TailnetRecord(paths: paths)
    // A relay that is found out last, and what is wrong now: after the probes where that is known.
    let findings = TailnetFindings.all(now, paths, stun: stun).map { Diagnosis($0) }
    record.stun = stun.isEmpty ? nil : stun
    record.findings = findings.isEmpty ? nil : findings
    return record
  }

  /// By how much WireGuard's counters of a peer grew; nil where they were not read twice, or began anew.
  private static func exchanged(
    _ node: NodeFacts, _ after: TunnelListings?, _ device: String, _ address: IPAddress
  ) -> (sent: Int, received: Int)? {
    func peer(_ peers: [OverlayPeer]?) -> OverlayPeer? {
      TailnetWays.peer(address, among: (peers ?? []).filter { $0.device == device })
    }
    guard let was = peer(node.overlayPeers), let now = peer(after?.peers), let sent = was.sent,
      let received = was.received,
      let sentNow = now.sent, let receivedNow = now.received, sentNow >= sent, receivedNow >= received
    else { return nil }
    return (sentNow - sent, receivedNow - received)
  }

  /// What the packets of a pair's probes show: the messages that carried them and where these went, or that there were none
  /// although answers came. What a relay makes of them is no WireGuard message any more (DERP: TCP; a peer relay: Geneve).
  ///
  /// - Parameter owner: Whose a message can be, by where it went.
  private static func packets(_ legs: [WireGuardLeg], owner: (UDPEndpoint) -> MessageOwners.Owner) -> TailnetReading? {
    let legs = legs.map { leg in
      var leg = leg
      leg.endpoints.removeAll { owner($0) == .other }
      return leg
    }
    let endpoints = legs.flatMap(\.endpoints)
    let own = endpoints.filter { owner($0) == .own }
    if !own.isEmpty {
      let counts = Dictionary(own.map { ($0, 1) }, uniquingKeysWith: +)
      let most = counts.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
      return TailnetReading(.during, .direct, by: .packets, endpoint: most)
    }
    guard endpoints.isEmpty, legs.contains(where: \.provesRelay), !legs.contains(where: { $0.isElsewhere }) else {
      return nil
    }
    return TailnetReading(.during, .relayed, by: .packets)
  }

  /// What Tailscale counted between two readings. The counters are the node's, over all of its peers: only where everything
  /// went one way is it the way of each.
  static func counters(_ node: NodeFacts, _ after: TunnelListings?) -> TailnetReading? {
    guard let before = node.tailscaleCounters, let counted = after?.counters?.since(before) else { return nil }
    let ways = Set(counted.sentPackets.filter { $0.value > 0 }.map { way(ofPath: $0.key) })
    guard let way = ways.first else { return nil }
    guard ways.count == 1, way != .unknown else {
      return TailnetReading(.during, .unknown, by: .counters, reason: .severalWays)
    }
    return TailnetReading(.during, way, by: .counters)
  }

  private static func way(ofPath label: String) -> TunnelWay {
    if label.hasPrefix("direct_") { return .direct }
    if label.hasPrefix("peer_relay_") { return .peerRelay }
    return label == "derp" ? .derp : .unknown
  }
}

extension ClusterFacts {
  /// The facts with what nodes told of their tunnels later.
  fileprivate func taking(_ tunnels: [String: TunnelListings]) -> ClusterFacts {
    var facts = self
    for index in facts.nodes.indices {
      if let told = tunnels[facts.nodes[index].name] { facts.nodes[index].take(told) }
    }
    return facts
  }
}
