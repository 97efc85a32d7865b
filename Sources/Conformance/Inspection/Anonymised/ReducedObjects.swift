import Foundation
import Kubernetes
import Sysdump

/// The API's objects as an anonymised bundle keeps them, names and addresses still their own.
struct ReducedObjects {
  let dump: Sysdump

  /// File name without its time → its content; nothing for what was not read.
  func files() throws -> [(name: String, data: Data)] {
    let objects = dump.objects
    var files: [(name: String, data: Data)] = []
    func add<Object: Encodable>(_ name: String, _ reading: Reading<[Object]>, _ reduce: (Object) -> Object) throws {
      guard let all = reading.value else { return }
      files.append((name, try BundleObjects.list(all.map(reduce))))
    }
    let selectors = Set((objects.nodeConfigurations.value ?? []).flatMap { Self.keys($0.spec?.nodeSelector) })
    try add("k8s-nodes", objects.nodes) { Self.node($0, selectors) }
    try add("ciliumnodes", objects.ciliumNodes) { node in
      CiliumNode(
        metadata: ObjectMeta(name: node.metadata.name),
        spec: node.spec.map { CiliumNodeSpec(addresses: $0.addresses, ipam: $0.ipam) })
    }
    try add("k8s-pods", objects.pods.map { $0.filter(Self.isOfInterest) }, Self.pod)
    let dns = ArchivedFacts.dnsServiceName(dump)
    let isNeeded = { (metadata: ObjectMeta, name: String?) in
      metadata.namespace == "default" && name == "kubernetes"
        || metadata.namespace == ClusterReader.dnsNamespace && name == dns
    }
    try add("k8s-services", objects.services.map { $0.filter { isNeeded($0.metadata, $0.metadata.name) } }) { service in
      Service(
        metadata: ObjectMeta(name: service.metadata.name, namespace: service.metadata.namespace),
        spec: service.spec.map { ServiceSpec(clusterIP: $0.clusterIP, clusterIPs: $0.clusterIPs) })
    }
    let slices = objects.endpointSlices.map { slices in
      slices.filter { isNeeded($0.metadata, $0.metadata.labels?[Self.serviceLabel]) }
    }
    try add("k8s-endpointslices", slices, Self.slice)
    try add("ciliumnodeconfigs", objects.nodeConfigurations) { configuration in
      CiliumNodeConfig(
        metadata: ObjectMeta(name: configuration.metadata.name, namespace: configuration.metadata.namespace),
        spec: configuration.spec.map {
          CiliumNodeConfigSpec(nodeSelector: $0.nodeSelector, defaults: $0.defaults.map(Self.options))
        })
    }
    if let configuration = objects.configuration.value {
      let map = ConfigMap(
        metadata: ObjectMeta(name: "cilium-config", namespace: "kube-system"), data: Self.options(configuration))
      files.append(("cilium-configmap", try BundleObjects.encode(map)))
    }
    return files
  }

  private static let serviceLabel = "kubernetes.io/service-name"

  private static func options(_ data: [String: String]) -> [String: String] {
    data.filter { ReducedFile.keptOptions.contains($0.key) }
  }

  /// The labels that a selector asks for.
  static func keys(_ selector: LabelSelector?) -> [String] {
    Array((selector?.matchLabels ?? [:]).keys) + (selector?.matchExpressions ?? []).map(\.key)
  }

  /// The values that a selector asks for.
  static func values(_ selector: LabelSelector?) -> [String] {
    Array((selector?.matchLabels ?? [:]).values) + (selector?.matchExpressions ?? []).flatMap { $0.values ?? [] }
  }

  /// Labels by which nodes are told apart from virtual and foreign ones.
  private static let nodeLabels: Set<String> = ["type", "eks.amazonaws.com/compute-type", "kubernetes.io/os"]

  private static func node(_ node: Node, _ selectors: Set<String>) -> Node {
    let labels = (node.metadata.labels ?? [:]).filter { nodeLabels.contains($0.key) || selectors.contains($0.key) }
    let addresses = (node.status?.addresses ?? []).filter { ["InternalIP", "ExternalIP"].contains($0.type) }
    let info = node.status?.nodeInfo
    return Node(
      metadata: ObjectMeta(name: node.metadata.name, labels: labels),
      spec: NodeSpec(
        podCIDR: node.spec?.podCIDR, podCIDRs: node.spec?.podCIDRs,
        taints: node.spec?.taints.map { $0.filter { $0.key.hasPrefix("virtual-kubelet.io/") } }),
      status: NodeStatus(
        addresses: addresses,
        nodeInfo: NodeSystemInfo(
          kernelVersion: info?.kernelVersion, kubeletVersion: info?.kubeletVersion,
          operatingSystem: info?.operatingSystem, architecture: info?.architecture)))
  }

  private static func isOfInterest(_ pod: Pod) -> Bool {
    let labels = pod.metadata.labels ?? [:]
    let name = pod.metadata.name ?? ""
    return labels["k8s-app"] == "cilium" || labels["app.kubernetes.io/name"] == "cilium-agent" || name.contains("dns")
      || labels.values.contains { $0.contains("dns") }
  }

  private static func pod(_ pod: Pod) -> Pod {
    let labels = (pod.metadata.labels ?? [:]).filter { key, _ in ["k8s-app", "app.kubernetes.io/name"].contains(key) }
    let told = pod.status
    var status = told
    status?.message = nil
    status?.conditions = told?.conditions?.filter { $0.type == "Ready" }.map {
      Condition(type: $0.type, status: $0.status)
    }
    status?.containerStatuses = told?.containerStatuses?.map(container)
    status?.initContainerStatuses = told?.initContainerStatuses?.map(container)
    return Pod(
      metadata: ObjectMeta(
        name: pod.metadata.name, namespace: pod.metadata.namespace, labels: labels,
        deletionTimestamp: pod.metadata.deletionTimestamp),
      spec: PodSpec(containers: [], nodeName: pod.spec?.nodeName, hostNetwork: pod.spec?.hostNetwork), status: status)
  }

  /// An image's place and digest tell whose registry it is from; its tag tells the release.
  private static func container(_ status: ContainerStatus) -> ContainerStatus {
    var status = status
    (status.imageID, status.containerID) = (nil, nil)
    status.image = status.image.flatMap(AgentRelease.version(ofImage:)).map { "cilium:v\($0)" }
    status.state = status.state.map(state)
    status.lastState = status.lastState.map(state)
    return status
  }

  /// Of an agent's last words none are kept: they may quote anything.
  private static func state(_ state: ContainerState) -> ContainerState {
    var state = state
    state.waiting?.message = nil
    state.terminated?.message = nil
    return state
  }

  private static func slice(_ slice: EndpointSlice) -> EndpointSlice {
    let label = slice.metadata.labels?[serviceLabel]
    return EndpointSlice(
      metadata: ObjectMeta(
        name: label, namespace: slice.metadata.namespace, labels: label.map { [serviceLabel: $0] }),
      addressType: slice.addressType,
      endpoints: slice.endpoints?.map { endpoint in
        Endpoint(
          addresses: endpoint.addresses, conditions: endpoint.conditions,
          targetRef: endpoint.targetRef.map { ObjectReference(kind: $0.kind, namespace: $0.namespace, name: $0.name) })
      })
  }
}
