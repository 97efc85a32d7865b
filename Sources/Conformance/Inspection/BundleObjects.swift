import Foundation
import Kubernetes

/// The objects of the API that an archive needs, without what nobody asks for: environments of containers, annotations,
/// images.
struct BundleObjects {
  let reader: ClusterReader
  let client: KubernetesClient

  /// The files: a name without its time, and a list as JSON, which is YAML too.
  ///
  /// A list that the API does not give (Cilium's operator has not made its kinds yet, a permission is missing) is a file
  /// with the API's own words: what it would tell is then not known, and the rest is.
  ///
  /// - Throws: What keeps nodes or the agents' pods from being read: without them there is nothing to look at.
  func read() async throws -> [(name: String, data: Data)] {
    let nodes = try Self.list(try await client.list(Node.self, .nodes).items.map(Self.reduced))
    let agents = try await reader.agentPods()
    async let slices = Result { try await read(slicesOf: ["default", ClusterReader.dnsNamespace]) }
    async let pods = Self.file("k8s-pods") { try Self.list(try await read(podsBeside: agents)) }
    async let ciliumNodes = Self.file("ciliumnodes") { try Self.list(try await reader.ciliumNodes()) }
    async let overrides = Self.file("ciliumnodeconfigs") { try Self.list(try await reader.nodeConfigurations()) }
    async let configuration = Self.file("cilium-configmap") {
      try Self.encode(
        ConfigMap(
          metadata: ObjectMeta(name: "cilium-config", namespace: reader.cilium.namespace),
          data: try await reader.configuration()))
    }
    let found = await slices
    let services = try await Self.file("k8s-services") { try Self.list(try await read(servicesOf: found.get())) }
    let endpoints = try await Self.file("k8s-endpointslices") { try Self.list(try found.get()) }
    return try await [
      ("k8s-nodes", nodes), ciliumNodes, pods, services, endpoints, overrides, configuration,
    ]
  }

  /// A file with what `read` gives, or with the reason why it gives nothing.
  static func file(
    _ name: String, _ read: () async throws -> Data
  ) async throws -> (name: String, data: Data) {
    do {
      return (name, try await read())
    } catch {
      try Task.checkCancellation()
      return (name, Data("\(error)\n".utf8))
    }
  }

  /// The agents' pods, and those of cluster DNS.
  private func read(podsBeside agents: [Pod]) async throws -> [Pod] {
    let system = try await client.list(Pod.self, .pods(namespace: ClusterReader.dnsNamespace)).items.filter { pod in
      pod.metadata.labels?.values.contains { $0.contains("dns") } == true || pod.metadata.name?.contains("dns") == true
    }
    return (agents + system).reduce(into: [Pod]()) { all, pod in
      let isKnown = all.contains {
        $0.metadata.name == pod.metadata.name && $0.metadata.namespace == pod.metadata.namespace
      }
      if !isKnown { all.append(Self.reduced(pod)) }
    }
  }

  private func read(slicesOf namespaces: [String]) async throws -> [EndpointSlice] {
    var slices: [EndpointSlice] = []
    for namespace in namespaces {
      slices += try await client.list(EndpointSlice.self, .endpointSlices(namespace: namespace)).items
    }
    return slices
  }

  /// The Services of the API and of cluster DNS, each by its name: no run lists Services, and neither needs this to.
  private func read(servicesOf slices: [EndpointSlice]) async throws -> [Service] {
    let system = slices.filter { $0.metadata.namespace == ClusterReader.dnsNamespace }
    let names = Set(["kube-dns", ClusterReader.dnsServiceName(system)].compactMap { $0 })
    let wanted = [("default", "kubernetes")] + names.sorted().map { (ClusterReader.dnsNamespace, $0) }
    var services: [Service] = []
    for (namespace, name) in wanted {
      do {
        services.append(try await client.get(Service.self, .service(namespace: namespace, name: name)))
      } catch KubernetesError.notFound {
        continue
      }
    }
    return services
  }

  private static func reduced(_ node: Node) -> Node {
    var status = node.status
    status?.images = nil
    return Node(
      metadata: ObjectMeta(name: node.metadata.name, labels: node.metadata.labels), spec: node.spec, status: status)
  }

  static func reduced(_ pod: Pod) -> Pod {
    let metadata = ObjectMeta(
      name: pod.metadata.name, namespace: pod.metadata.namespace, labels: pod.metadata.labels,
      deletionTimestamp: pod.metadata.deletionTimestamp)
    return Pod(
      metadata: metadata,
      spec: PodSpec(containers: [], nodeName: pod.spec?.nodeName, hostNetwork: pod.spec?.hostNetwork),
      status: pod.status)
  }

  private struct List<Item: Encodable>: Encodable { var items: [Item] }

  static func list(_ items: [some Encodable]) throws -> Data { try encode(List(items: items)) }

  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(value)
  }
}
