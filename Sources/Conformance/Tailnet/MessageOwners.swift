import Cilium
import Tailnet

/// Whose packets a captured message of WireGuard can have carried. It is known by length and time alone, so that one to
/// another node, sent at the same time, may have been taken for one of this pair's. Pure.
struct MessageOwners {
  /// What is known of a message by where it went.
  enum Owner: Hashable {
    /// Nothing speaks against the pair.
    case own
    /// The address is another node's.
    case other
    /// Messages to the same place were taken for packets to several nodes.
    case open
  }

  /// Public address → the nodes that have it.
  private var holders: [IPAddress: Set<String>] = [:]
  /// Private address → likewise: networks apart may use the same ones.
  private var privateHolders: [IPAddress: Set<String>] = [:]
  /// Sender and endpoint → the nodes for whose packets messages to it were taken.
  private var targets: [Sent: Set<String>] = [:]

  private struct Sent: Hashable {
    var source: String
    var endpoint: UDPEndpoint
  }

  /// - Parameter legs: The pairs' flows, as packets show them.
  init(_ facts: ClusterFacts, legs: [Subject: [WireGuardLeg]]) {
    for (pair, legs) in legs {
      guard let target = pair.target else { continue }
      for endpoint in legs.flatMap(\.endpoints) {
        targets[Sent(source: pair.source, endpoint: endpoint), default: []].insert(target)
      }
    }
    guard !targets.isEmpty else { return }
    hold(facts)
  }

  /// By addresses alone: what no node is known to hold may be of any pair.
  init(_ facts: ClusterFacts) { hold(facts) }

  private mutating func hold(_ facts: ClusterFacts) {
    for node in facts.nodes {
      let outside = [node.externalIP.map(IPAddress.v4), node.externalIPv6.map(IPAddress.v6)].compactMap { $0 }
      for address in node.devices.filter({ !Uplinks.isInternal($0) }).flatMap(\.addresses) + outside {
        if Self.isPrivate(address) {
          privateHolders[address, default: []].insert(node.name)
        } else {
          holders[address, default: []].insert(node.name)
        }
      }
    }
  }

  /// What is known of a message to an endpoint that was taken for one of a pair's.
  func owner(of endpoint: UDPEndpoint, _ pair: Subject) -> Owner {
    guard let target = pair.target else { return .own }
    if let nodes = holders[endpoint.address] { return nodes.contains(target) ? .own : .other }
    if let nodes = privateHolders[endpoint.address] { return nodes.contains(target) ? .own : .open }
    return (targets[Sent(source: pair.source, endpoint: endpoint)]?.count ?? 0) > 1 ? .open : .own
  }

  private static let privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]
    .compactMap { IPPrefix($0) }

  private static func isPrivate(_ address: IPAddress) -> Bool { privateBlocks.contains { $0.contains(address) } }
}
