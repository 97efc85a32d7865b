import Cilium
import Foundation
import Tailnet

/// What an overlay's own state says of the ways between nodes.
extension Prerequisites {
  /// What keeps packets of the tunnel, or of the nodes, from the other nodes; of each pair the most fundamental.
  static func tailnet(_ node: NodeFacts, _ model: PathModel) -> [BrokenPrerequisite] {
    let ways = TailnetWays(model)
    if let stopped = stopped(node, model) { return [stopped] }
    if let expired = keyExpiry(node, within: 0), expired.isExpired {
      return [BrokenPrerequisite(expired, on: node.name, betweenNodes)]
    }
    return peers(node, model, ways) + sessions(node, model, ways)
  }

  /// Tailscale that is not up, where the node IP is its device's.
  private static func stopped(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let state = node.tailscale?.status.backendState, state != "Running", state != "Starting" else { return nil }
    // Its device may be gone with it: then it is the tailnet's addresses that tell.
    let isNeeded =
      node.uplinks.nodeIP.flatMap { model.overlay($0, of: node) }?.product == .tailscale
      || node.nodeIP(model.family)?.isTailnet == true
    return BrokenPrerequisite(
      TailnetStopped(node: node.name, state: state), on: node.name, isNeeded ? betweenNodes : [])
  }

  /// A node's own key that has ended, or ends within some days of when it was asked.
  static func keyExpiry(_ node: NodeFacts, within days: Int) -> TailnetKeyExpiry? {
    guard let tailscale = node.tailscale, let own = tailscale.status.own else { return nil }
    guard let end = own.keyExpiry else {
      return own.isExpired ? TailnetKeyExpiry(node: node.name, days: 0, isExpired: true) : nil
    }
    guard let now = tailscale.readAt else { return nil }
    let seconds = end.timeIntervalSince(now)
    guard seconds.magnitude < 1e11 else { return nil }
    let left = Int((seconds / 86_400).rounded(.down))
    let isExpired = own.isExpired || seconds <= 0
    guard isExpired || left < days else { return nil }
    return TailnetKeyExpiry(
      node: node.name, days: left, isExpired: isExpired, day: end.formatted(.iso8601.year().month().day()))
  }

  /// What Tailscale says of the nodes to which packets go by it.
  private static func peers(_ node: NodeFacts, _ model: PathModel, _ ways: TailnetWays) -> [BrokenPrerequisite] {
    guard let tailscale = node.tailscale else { return [] }
    let known = Dictionary(
      tailscale.status.peers.flatMap { peer in peer.addresses.map { ($0, peer) } },
      uniquingKeysWith: { first, _ in first })
    return model.facts.nodes.compactMap { other -> BrokenPrerequisite? in
      guard other.name != node.name, let address = other.nodeIP(model.family) else { return nil }
      let peer = known[address] ?? tailscale.peer(address)
      let finding: (any Finding)?
      if let peer {
        finding = complaint(of: node, about: other, at: address, peer, tailscale)
      } else {
        finding = TailnetPeerMissing(node: node.name, peer: other.name, address: address.description)
      }
      // Asked last: a route is looked up for it.
      guard let finding, ways.overlay(from: node, to: other)?.overlay.product == .tailscale else { return nil }
      return BrokenPrerequisite(finding, on: node.name, betweenNodes, peer: other.name)
    }
  }

  private static func complaint(
    of node: NodeFacts, about other: NodeFacts, at address: IPAddress, _ peer: TailscaleStatus.Node,
    _ tailscale: TailscaleFacts
  ) -> (any Finding)? {
    if peer.isExpired || peer.keyExpiry.flatMap({ end in tailscale.readAt.map { end <= $0 } }) == true {
      return TailnetKeyExpiry(
        node: other.name, days: days(until: peer.keyExpiry, from: tailscale.readAt), isExpired: true,
        day: peer.keyExpiry.map { $0.formatted(.iso8601.year().month().day()) })
    }
    if peer.isOnline == false {
      return TailnetPeerOffline(node: node.name, peer: other.name, address: address.description)
    }
    // A session, and yet no answer to the node's own host.
    if node.reachedFromHost[address.description] == false, peer.isActive == true,
      tailscale.handshake(with: peer)?.isFresh == true
    {
      return TailnetACLBlocks(node: node.name, peer: other.name, address: address.description)
    }
    return nil
  }

  private static func days(until end: Date?, from now: Date?) -> Int {
    guard let end, let now, end.timeIntervalSince(now).magnitude < 1e11 else { return 0 }
    return Int((end.timeIntervalSince(now) / 86_400).rounded(.down))
  }

  /// WireGuard peers that are other nodes and have no session, where the node's host is not known to reach them.
  private static func sessions(_ node: NodeFacts, _ model: PathModel, _ ways: TailnetWays) -> [BrokenPrerequisite] {
    let stale = (node.overlayPeers ?? []).filter { $0.handshake?.isFresh == false }
    guard !stale.isEmpty else { return [] }
    return model.facts.nodes.compactMap { other -> BrokenPrerequisite? in
      guard other.name != node.name, let address = other.nodeIP(model.family),
        node.reachedFromHost[address.description] != true, stale.contains(where: { $0.match(address) != nil }),
        let (overlay, _) = ways.overlay(from: node, to: other),
        let peer = TailnetWays.peer(
          address, among: (node.overlayPeers ?? []).filter { $0.device == overlay.device.name }),
        let handshake = peer.handshake, !handshake.isFresh
      else { return nil }
      let seconds: Int? = if case .secondsAgo(let seconds) = handshake { seconds } else { nil }
      return BrokenPrerequisite(
        HandshakeStale(
          node: node.name, peer: other.name, overlay: overlay.title, device: overlay.device.name, seconds: seconds,
          endpoint: peer.udpEndpoint?.description, shownBy: overlay.commands),
        on: node.name, betweenNodes, peer: other.name)
    }
  }

  /// Peers whose AllowedIPs hold pods' or Services' addresses, which no tunnel needs.
  static func wideAllowedIPs(_ facts: ClusterFacts) -> [AllowedIPsCoverCluster] {
    let model = PathModel(facts: facts, family: facts.primaryFamily)
    guard model.configuration.usesTunnel else { return [] }
    let pods = facts.nodes.compactMap { $0.podBlock(model.family) }
    let service = facts.apiService(model.family)?.clusterIP
    return facts.nodes.flatMap { node -> [AllowedIPsCoverCluster] in
      (node.overlayPeers ?? []).flatMap { peer -> [AllowedIPsCoverCluster] in
        let wide = peer.allowedIPs.filter { !$0.isDefault && $0.length < $0.address.bytes.count * 8 }
        guard !wide.isEmpty,
          let overlay = node.uplinks.overlays.first(where: { $0.device.name == peer.device }),
          // KubeSpan carries pods' packets itself where it is told to.
          overlay.product != .kubespan
        else { return [] }
        func finding(_ block: IPPrefix, _ address: String, isServices: Bool) -> AllowedIPsCoverCluster {
          AllowedIPsCoverCluster(
            node: node.name, overlay: overlay.title, device: peer.device, block: block.description, address: address,
            isServices: isServices)
        }
        return wide.flatMap { block -> [AllowedIPsCoverCluster] in
          let covered = pods.first { block.contains($0) || $0.contains(block) }
          return [
            covered.map { finding(block, $0.description, isServices: false) },
            service.flatMap { block.contains($0) ? finding(block, $0.description, isServices: true) : nil },
          ].compactMap { $0 }
        }
      }
    }
  }
}
