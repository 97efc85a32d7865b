/// Something that is broken at one node of a simulated cluster, and which cases of a run it touches.
public struct SimulatedFault: Sendable, Hashable, Codable {
  /// What is broken.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Pods of the node are not masqueraded on the physical uplink: nothing outside answers them.
    case snatMissing = "snat-missing"
    /// VXLAN is dropped at the node, both ways.
    case tunnelBlocked = "tunnel-blocked"
    /// The node answers no echo on its node address that comes from another node.
    case nodeAddressSilent = "node-address-silent"
    /// Nothing listens on the agent's sockets.
    case agentSilent = "agent-silent"
    /// Commands in ordinary containers of the node cannot be started.
    case execBroken = "exec-broken"
  }

  /// What is broken.
  public var kind: Kind
  /// The node's name.
  public var node: String

  /// As many faults of every kind as there are hundreds of nodes, at least one each, at nodes that are chosen by the
  /// seed and have no other fault. The nodes with the API server and the cluster DNS are spared: their faults touch
  /// every node.
  static func sprinkle(_ nodes: [SimulatedNode], seed: UInt64) -> [SimulatedFault] {
    var state = seed
    func next(_ bound: Int) -> Int {
      // SplitMix64: the same faults on every machine.
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return Int((value ^ (value >> 31)) % UInt64(bound))
    }
    var free = Array(nodes.dropFirst(2))
    var faults: [SimulatedFault] = []
    for kind in Kind.allCases {
      for _ in 0..<max(1, nodes.count / 100) where !free.isEmpty {
        faults.append(SimulatedFault(kind: kind, node: free.remove(at: next(free.count)).name))
      }
    }
    return faults
  }

  /// Whether a case must not be green because of this fault.
  ///
  /// - Parameters:
  ///   - aspect: The aspect's name in records.
  ///   - pairs: Source → targets of the pairs that the run probes.
  public func touches(aspect: String, from: String, to: String?, pairs: [String: [String]]) -> Bool {
    switch kind {
    case .snatMissing:
      // What leaves by the physical uplink.
      let outside = ["external-ping", "external-https", "dns-upstream", "nat-external", "other-node-uplinks"]
      return from == node && outside.contains(aspect)
    case .tunnelBlocked:
      let names = ["dns-cluster-name", "dns-external-name"]
      if from == node, names.contains(aspect) { return true }
      return (from == node || to == node) && ["pod-other-node", "service-other-node", "path-mtu"].contains(aspect)
    case .nodeAddressSilent: return to == node && aspect == "other-node-ip"
    case .agentSilent:
      // Without the agent nothing is known of the node's devices, and so nothing can be predicted from it.
      if from == node { return aspect != "cluster-dns-restart" }
      if to == node { return ["path-mtu", "other-node-uplinks"].contains(aspect) }
      // It is asked how it knows the nodes that probe it.
      return aspect == "cilium-node-ip" && pairs[from]?.contains(node) == true
    case .execBroken:
      let agents = [
        "cluster-dns-ready", "cluster-dns-restart", "default-route", "cilium-node-ip", "selected-devices",
        "masquerade", "configuration-applied", "node-port-addresses", "direct-routing-device",
      ]
      return from == node && !agents.contains(aspect)
    }
  }
}
