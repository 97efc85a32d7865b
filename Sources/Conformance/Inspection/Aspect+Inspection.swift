import Cilium

/// What is asked without sending a packet.
extension Aspect {
  /// Asked by `netproof diagnose` only: a run proves by packets what these merely suggest.
  static let onlyInspected: Set<Aspect> = [
    .attachedDevices, .podMTU, .tunnelPort, .otherNodeHealth,
    .podPrograms, .programOrder,
  ]

  /// What runs ask, too, and can be seen without sending anything.
  private static let alsoInspected: Set<Aspect> = [
    .defaultRoute, .nodeIP, .selectedDevices, .masquerade, .configurationApplied, .clusterDNSReady, .natExternal,
    .natNodeAddress, .nodePortAddresses, .directRoutingDevice, .socketPrograms, .xdpDevices,
  ]

  /// Everything that can be seen of a cluster whose pods have addresses of these families, without sending anything.
  static func inspected(of families: [IPFamily]) -> [Aspect] {
    allCases.filter { aspect in
      guard aspect.family.map(families.contains) ?? true else { return false }
      return onlyInspected.contains(aspect) || alsoInspected.contains(aspect.ipv4Twin)
    }
  }
}
