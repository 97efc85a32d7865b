import Cilium
import Foundation
import Tailnet

/// What Tailscale on a node says of itself and of the cluster's other nodes (`tailscale status --json`).
public struct TailscaleFacts: Sendable, Codable, Hashable {
  /// What it says; of the tailnet's other nodes only those that matter to the cluster.
  public var status: TailscaleStatus
  /// When it said so, by the node's clock; nil where that is not known.
  public var readAt: Date?

  /// Makes facts.
  public init(status: TailscaleStatus, readAt: Date? = nil) {
    self.status = status
    self.readAt = readAt
  }

  /// What it says of the node of the tailnet that has an address.
  func peer(_ address: IPAddress) -> TailscaleStatus.Node? {
    status.peers.first { $0.addresses.contains(address) }
      ?? status.peers.first { $0.allowedIPs?.contains { !$0.isDefault && $0.contains(address) } == true }
  }

  /// How long before the reading a time was; nil where either is not known.
  func handshake(with peer: TailscaleStatus.Node) -> Handshake? {
    guard let last = peer.lastHandshake else { return .never }
    guard let seconds = readAt?.timeIntervalSince(last), seconds.magnitude < 1e12 else { return nil }
    return .secondsAgo(max(0, Int(seconds)))
  }
}

/// What was listed on a node of its tunnels to other nodes. Each part may be missing.
struct TunnelListings: Sendable {
  /// The peers of WireGuard devices.
  var peers: [OverlayPeer]?
  /// What Tailscale says.
  var status: TailscaleStatus?
  /// What Tailscale counts.
  var counters: TailscaleCounters?
  /// What Tailscale's chains of netfilter do.
  var chains: TailscaleChains?
  /// When, by the node's clock.
  var readAt: Date?
  /// How many seconds after the counters before the probes; nil where there were none.
  var countedSeconds: Double?
}

extension NodeFacts {
  /// Takes what was listed, and leaves alone what was not.
  mutating func take(_ tunnels: TunnelListings) {
    if let peers = tunnels.peers { overlayPeers = peers }
    if let status = tunnels.status { tailscale = TailscaleFacts(status: status, readAt: tunnels.readAt) }
    if let counters = tunnels.counters { tailscaleCounters = counters }
    if let chains = tunnels.chains { tailscaleChains = chains }
  }
}

extension ClusterFacts {
  /// Forgets what Tailscale tells of devices that are none of the cluster's and route nothing: a tailnet may have
  /// thousands, which are their owners' business.
  mutating func forgetOtherTailnetNodes() {
    let own = Set(
      nodes.flatMap { node in IPFamily.allCases.compactMap(node.nodeIP) + node.devices.flatMap(\.addresses) })
    for index in nodes.indices {
      nodes[index].tailscale?.status.peers.removeAll { peer in
        !peer.isExitNode && peer.primaryRoutes.isEmpty && own.isDisjoint(with: peer.addresses)
      }
    }
  }
}
