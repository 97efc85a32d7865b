import Cilium

@testable import Conformance

extension ClusterFacts {
  /// The same cluster where `wg show` was read on every node: each has a peer for every other, which may use its node IP.
  var withPeersRead: ClusterFacts {
    var facts = self
    for index in facts.nodes.indices {
      let devices = facts.nodes[index].devices.filter { $0.flags.contains("pointtopoint") }.map(\.name)
      let others = nodes.filter { $0.name != nodes[index].name }.compactMap(\.internalIP)
      facts.nodes[index].overlayPeers = devices.flatMap { device in
        others.map { OverlayPeer(device: device, allowedIPs: [IPPrefix("\($0)/32")].compactMap { $0 }) }
      }
    }
    return facts
  }
}
