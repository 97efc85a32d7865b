import Conformance

/// The aspects by what a network engineer asks. Every suite verifies all of them.
enum Aspects {
  /// Pods and Services, within a node and across.
  static let podPaths: [Aspect] = [.sameNodePod, .crossNodePod, .crossNodeService, .pathMTU]
  /// The world outside.
  static let outside: [Aspect] = [.externalPing, .externalHTTPS]
  /// Names, and the pods that resolve them.
  static let names: [Aspect] = [.clusterName, .externalName, .upstreamDNS, .clusterDNSReady, .clusterDNSRestart]
  /// Nodes' own addresses, and the API behind one of them.
  static let nodes: [Aspect] = [.ownNodeIP, .ownUplinks, .otherNodeIP, .otherUplinks, .apiService]
  /// What Cilium is told, and what it made of it.
  static let configuration: [Aspect] = [
    .defaultRoute, .nodeIP, .selectedDevices, .masquerade, .configurationApplied,
  ]
  /// What the BPF NAT table holds of the probes.
  static let translation: [Aspect] = [.natExternal, .natNodeAddress]
}
