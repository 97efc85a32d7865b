import Cilium
import Conformance
import Testing

/// What must hold of a cluster for a chapter to speak of it.
public enum Premise: Sendable, Hashable {
  /// Packets between pods of two nodes go in a tunnel.
  case tunnel
  /// Cilium's programs translate, not netfilter.
  case bpfMasquerade
  /// The Kubernetes node IPs are tailnet addresses.
  case nodeIPsOnTailnet
  /// The API server runs on one of the nodes.
  case apiOnNode
  /// Packets to other nodes' addresses are routed, and not put into the tunnel as the host firewall makes it.
  case nodeAddressesRouted
  /// The own node's addresses are handed to the host, whichever device has them.
  case ownAddressesDelivered
  /// Cilium does the work of kube-proxy.
  case kubeProxyReplaced
  /// A cluster DNS pod is ready.
  case readyDNS
  /// With one selected device, the agents ask the routes all the same.
  case routesAsked
  /// With one selected device, the agents send everything out by it.
  case routesSkipped

  /// Whether it is a matter of the cluster, and so the same for each node.
  var isOfCluster: Bool {
    switch self {
    case .tunnel, .nodeIPsOnTailnet, .apiOnNode, .readyDNS: true
    case .bpfMasquerade, .nodeAddressesRouted, .ownAddressesDelivered, .kubeProxyReplaced, .routesAsked,
      .routesSkipped:
      false
    }
  }

  /// Why it does not hold of a node; `nil` where it does.
  func obstacle(_ node: NodeFacts, _ facts: ClusterFacts) -> String? {
    let configuration = CiliumConfigMap(data: facts.configuration)
    switch self {
    case .tunnel: return configuration.routingMode == "native" ? "routing-mode is native" : nil
    case .bpfMasquerade:
      let translates = SettingForecast(facts).translatesByProgram(on: node)
      return translates ? nil : "Cilium's programs do not translate on \(node.name)"
    case .nodeIPsOnTailnet:
      let apart = facts.nodes.first { facts in
        facts.internalIP.map { !(facts.uplinks.tailnet?.ipv4Addresses.contains($0) ?? false) } ?? true
      }
      return apart.map { "the node IP of \($0.name) is no tailnet address" }
    case .apiOnNode:
      let endpoints = facts.apiService?.endpoints ?? []
      let isOnNode = endpoints.allSatisfy { endpoint in facts.nodes.contains { $0.internalIP == endpoint } }
      return isOnNode && !endpoints.isEmpty ? nil : "the API server is no node of this run"
    case .nodeAddressesRouted:
      return SettingForecast(facts).tunnelsToNodes(from: node)
        ? "packets to nodes' addresses go through the tunnel" : nil
    case .ownAddressesDelivered:
      return SettingForecast(facts).dropsLocalRoutes(on: node)
        ? "Cilium \(node.release) drops what is for an address of the node on a device that is not selected" : nil
    case .kubeProxyReplaced:
      return SettingForecast(facts).replacesKubeProxy(on: node) ? nil : "kube-proxy answers NodePorts on \(node.name)"
    case .readyDNS: return facts.dnsPods.contains(where: \.isReady) ? nil : "no cluster DNS pod is ready"
    case .routesAsked:
      return SettingForecast(facts).skipsRoutes(on: node) ? "Cilium \(node.release) skips the routes here" : nil
    case .routesSkipped:
      return SettingForecast(facts).skipsRoutes(on: node) ? nil : "Cilium \(node.release) asks the routes here"
    }
  }
}
