import Foundation
import Kubernetes

/// The objects of the API that an archive needs, without what nobody asks for: environments of containers, annotations,
/// images.
struct BundleObjects {
  let reader: ClusterReader
  let client: KubernetesClient

  /// The files: a name without its time, and a list as JSON, which is YAML too.
  func read() async throws -> [(name: String, data: Data)] {
    let nodes = try await client.list(Node.self, .nodes).items.map(Self.reduced)
    let agents = try await reader.agentPods()
    let system = try await client.list(Pod.self, .pods(namespace: ClusterReader.dnsNamespace)).items.filter { pod in
      pod.metadata.labels?.values.contains { $0.contains("dns") } == true || pod.metadata.name?.contains("dns") == true
    }
    let pods = (agents + system).reduce(into: [Pod]()) { all, pod in
      let isKnown = all.contains {
        $0.metadata.name == pod.metadata.name && $0.metadata.namespace == pod.metadata.namespace
      }
      if !isKnown { all.append(Self.reduced(pod)) }
    }
    let slices = try await read(slicesOf: ["default", ClusterReader.dnsNamespace])
    let services = try await read(servicesOf: slices)
    let configuration = ConfigMap(
      metadata: ObjectMeta(name: "cilium-config", namespace: reader.cilium.namespace),
      data: try await reader.configuration())
    return [
      ("k8s-nodes", try Self.list(nodes)), ("ciliumnodes", try Self.list(try await reader.ciliumNodes())),
      ("k8s-pods", try Self.list(pods)), ("k8s-services", try Self.list(services)),
      ("k8s-endpointslices", try Self.list(slices)),
      ("ciliumnodeconfigs", try Self.list(try await reader.nodeConfigurations())),
      ("cilium-configmap", try Self.encode(configuration)),
    ]
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

  private static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(value)
  }
}
