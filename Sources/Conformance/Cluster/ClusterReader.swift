import Cilium
import Foundation
import Kubernetes

/// Reads the cluster's objects: nodes, agents, ConfigMap, Services, DNS pods.
struct ClusterReader: Sendable {
  let client: KubernetesClient
  let cilium: CiliumLocation
  /// Whether agents are asked many things at once; tests compare it with asking one by one.
  var asksInScripts = true

  /// The nodes that can take part, and why others cannot.
  ///
  /// - Parameters:
  ///   - selector: Labels that nodes must have; others are not looked at.
  ///   - tolerations: The taints that probe pods accept; `nil` for every one.
  func nodes(
    selector: String? = nil, tolerations: [Toleration]? = nil
  ) async throws -> (taking: [Node], skipped: [String: Sentence]) {
    let all = try await client.list(Node.self, .nodes, labelSelector: selector).items
    var skipped: [String: Sentence] = [:]
    let taking = all.filter { node in
      guard let reason = NodeEligibility.reasonToSkip(node) ?? TaintRule.reasonToSkip(node, tolerations) else {
        return true
      }
      skipped[node.metadata.name ?? "?"] = reason
      return false
    }
    return (taking, skipped)
  }

  /// The nodes of a run.
  func nodes(_ options: RunOptions) async throws -> (taking: [Node], skipped: [String: Sentence]) {
    try await nodes(selector: options.nodeSelector, tolerations: options.guest.tolerations)
  }

  /// The agents by node. Pods that have ended (an evicted one stays until it is collected) or are on their way out are none.
  func agents() async throws -> [String: AgentInstance] {
    try await agentPods().reduce(into: [:]) { result, pod in
      guard let node = pod.spec?.nodeName, !pod.hasEnded else { return }
      result[node] = AgentInstance(pod, namespace: cilium.namespace)
    }
  }

  /// What is seen of these nodes' agents: by a list of each node's where these are few, else by one of all.
  func sightings(on nodes: Set<String>, _ selector: String) async throws -> [String: AgentSighting] {
    let pods =
      nodes.count > Self.mostListedSingly
      ? try await agentPods(selector)
      : try await withThrowingTaskGroup(of: [Pod].self) { group in
        for node in nodes { group.addTask { try await agentPods(selector, on: node) } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
    let known = Dictionary(grouping: pods.filter { $0.spec?.nodeName.map(nodes.contains) == true }) {
      $0.spec?.nodeName ?? ""
    }
    return nodes.reduce(into: [:]) { $0[$1] = sighting(of: known[$1] ?? []) }
  }

  /// All agents of a large cluster are many pages.
  private static let mostListedSingly = 4

  private func sighting(of pods: [Pod]) -> AgentSighting {
    if let agent = pods.first(where: { !$0.hasEnded }).flatMap({ AgentInstance($0, namespace: cilium.namespace) }) {
      return .present(agent)
    }
    return pods.contains { $0.metadata.deletionTimestamp != nil } ? .leaving : .absent
  }

  /// The agents' pods.
  func agentPods() async throws -> [Pod] { try await agentPods(try await agentSelector()) }

  /// The agents' pods by a selector that is known already; all, or those of one node.
  func agentPods(_ selector: String, on node: String? = nil) async throws -> [Pod] {
    try await client.list(
      Pod.self, .pods(namespace: cilium.namespace), labelSelector: selector,
      fieldSelector: node.map { "spec.nodeName=\($0)" }
    ).items
  }

  /// The label selector of the agents' DaemonSet.
  ///
  /// - Throws: ``CiliumMissing`` when there is no such DaemonSet.
  func agentSelector() async throws -> String {
    let path = ResourcePath.daemonSet(namespace: cilium.namespace, name: cilium.daemonSet)
    let agents: DaemonSet
    do {
      agents = try await client.get(DaemonSet.self, path)
    } catch KubernetesError.notFound {
      throw CiliumMissing(cilium)
    }
    guard let selector = agents.spec?.selector?.text, !selector.isEmpty else {
      throw ScenarioError("DaemonSet \(cilium.namespace)/\(cilium.daemonSet) has no label selector.")
    }
    return selector
  }

  /// The data of `cilium-config`.
  func configuration() async throws -> [String: String] {
    let path = ResourcePath.configMap(namespace: cilium.namespace, name: "cilium-config")
    return try await client.get(ConfigMap.self, path).data ?? [:]
  }

  /// The CiliumNodeConfigs of the agents' namespace: those of `v2`, else of `v2alpha1`, as agents take them; none where
  /// the cluster has no such objects.
  func nodeConfigurations() async throws -> [CiliumNodeConfig] {
    for version in ["v2", "v2alpha1"] {
      do {
        let path = ResourcePath.ciliumNodeConfigs(namespace: cilium.namespace, version: version)
        let found = try await client.list(CiliumNodeConfig.self, path).items
        if !found.isEmpty { return found }
      } catch KubernetesError.notFound {
        continue
      }
    }
    return []
  }

  /// A Service as it was read, with its addresses of each family.
  struct ReadService: Sendable {
    var ipv4: ServiceFacts?
    var ipv6: ServiceFactsIPv6?
  }

  /// A Service with the addresses of its ready endpoints; `nil` when there is none.
  func service(_ namespace: String, _ name: String, port: Int) async throws -> ReadService? {
    let service: Service
    do {
      service = try await client.get(Service.self, .service(namespace: namespace, name: name))
    } catch KubernetesError.notFound {
      return nil
    }
    guard let own = ServiceAddresses(service) else { return nil }
    let slices = try await client.list(
      EndpointSlice.self, .endpointSlices(namespace: namespace), labelSelector: "kubernetes.io/service-name=\(name)"
    ).items
    let ready = slices.flatMap { $0.endpoints ?? [] }.filter { $0.conditions?.ready != false }
    let endpoints = ready.flatMap(\.addresses).compactMap { IPAddress($0) }
    return ReadService(
      ipv4: own.ipv4.map {
        ServiceFacts(clusterIP: $0, port: port, endpoints: endpoints.compactMap(\.ipv4))
      },
      ipv6: own.address(.ipv6)?.ipv6.map {
        ServiceFactsIPv6(clusterIP: $0, port: port, endpoints: endpoints.compactMap(\.ipv6))
      })
  }

  /// Cilium's own node objects.
  func ciliumNodes() async throws -> [CiliumNode] { try await client.list(CiliumNode.self, .ciliumNodes).items }

  /// Cilium's own node objects: node name → the addresses of type InternalIP, of both families; without any, those of
  /// type ExternalIP.
  func ciliumNodeAddresses() async throws -> [String: [String]] {
    try await ciliumNodes().reduce(into: [:]) { result, node in
      guard let name = node.metadata.name else { return }
      let all = node.spec?.addresses ?? []
      let internalIPs = all.filter { $0.type == "InternalIP" }
      result[name] = (internalIPs.isEmpty ? all.filter { $0.type == "ExternalIP" } : internalIPs).map(\.ip)
    }
  }
}

extension Pod {
  /// Whether the pod's Ready condition is true.
  var isReady: Bool { status?.conditions?.first { $0.type == "Ready" }?.isTrue == true }
}
