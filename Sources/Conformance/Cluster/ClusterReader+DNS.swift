import Cilium
import Foundation
import Kubernetes

/// The cluster DNS: kubeadm calls its Service `kube-dns`, others `coredns`, `rke2-coredns-rke2-coredns` and so on.
extension ClusterReader {
  /// Where cluster DNS lives.
  static let dnsNamespace = "kube-system"

  private static let usualName = "kube-dns"
  private static let usualLabel = "k8s-app=kube-dns"

  /// Cluster DNS as it was read.
  struct ClusterDNS: Sendable {
    /// `nil` when there is none.
    var service: ReadService?
    var pods: [DNSPodFacts]
  }

  /// The cluster DNS Service, and the pods behind it.
  func clusterDNS() async throws -> ClusterDNS {
    async let pods = dnsPods()
    var read = try await service(Self.dnsNamespace, Self.usualName, port: 53)
    if read == nil, let name = Self.dnsServiceName(try await dnsSlices()) {
      read = try await service(Self.dnsNamespace, name, port: 53)
    }
    return ClusterDNS(service: read, pods: try await pods)
  }

  /// The cluster DNS pods that have not ended and are not on their way out: those with the usual label, else those in
  /// the endpoints of a Service that answers DNS.
  func dnsPods() async throws -> [DNSPodFacts] {
    let labelled = try await pods(labelled: Self.usualLabel)
    if !labelled.isEmpty { return labelled.compactMap(Self.dnsPod) }
    let slices = try await dnsSlices()
    guard let service = Self.dnsServiceName(slices) else { return [] }
    // A pod that is not Ready yet stands in the slice, too.
    let names = Set(
      slices.filter { $0.serviceName == service }.flatMap { $0.endpoints ?? [] }.compactMap { $0.targetRef?.name })
    return try await pods(labelled: nil).filter { $0.metadata.name.map(names.contains) == true }
      .compactMap(Self.dnsPod)
  }

  private func pods(labelled selector: String?) async throws -> [Pod] {
    try await client.list(Pod.self, .pods(namespace: Self.dnsNamespace), labelSelector: selector).items
  }

  private func dnsSlices() async throws -> [EndpointSlice] {
    try await client.list(EndpointSlice.self, .endpointSlices(namespace: Self.dnsNamespace)).items
  }

  /// The nodes on which NodeLocal DNSCache runs (its DaemonSet's label in the Kubernetes add-on).
  func nodeLocalDNSNodes() async throws -> [String] {
    Set(try await pods(labelled: "k8s-app=node-local-dns").filter { !$0.hasEnded }.compactMap { $0.spec?.nodeName })
      .sorted()
  }

  /// The Service whose endpoints answer DNS, the first by name. NodeLocal DNSCache's own way to the same pods is none.
  static func dnsServiceName(_ slices: [EndpointSlice]) -> String? {
    slices.filter { slice in
      (slice.ports ?? []).contains { port in
        port.protocol == "UDP" && (port.port == 53 || port.name == "dns" || port.name == "udp-53")
      }
    }
    .compactMap(\.serviceName).filter { $0 != "kube-dns-upstream" && !$0.hasPrefix("node-local-dns") }.min()
  }

  /// A pod of cluster DNS as the rules need it; `nil` for one without a node, that has ended or is on its way out.
  static func dnsPod(_ pod: Pod) -> DNSPodFacts? {
    guard let name = pod.metadata.name, let node = pod.spec?.nodeName, !pod.hasEnded else { return nil }
    let containers = pod.status?.containerStatuses ?? []
    let addresses = pod.addresses
    var facts = DNSPodFacts(
      name: name, node: node, address: addresses.lazy.compactMap(\.ipv4).first, isReady: pod.isReady,
      restarts: containers.reduce(0) { $0 + Int($1.restartCount ?? 0) },
      startedAt: containers.compactMap { $0.state?.running?.startedAt?.date }.min())
    facts.addressIPv6 = addresses.lazy.compactMap(\.ipv6).first
    return facts
  }
}

extension ClusterFacts {
  /// What is known of cluster DNS, replaced by what was read of it.
  mutating func take(_ dns: ClusterReader.ClusterDNS) {
    dnsPods = dns.pods
    dnsService = dns.service?.ipv4
    dnsServiceIPv6 = dns.service?.ipv6
  }
}

extension EndpointSlice {
  /// The Service that the endpoints belong to.
  fileprivate var serviceName: String? { metadata.labels?["kubernetes.io/service-name"] }
}

extension Pod {
  /// The pod's addresses, each once, the one that Kubernetes names first in front.
  var addresses: [IPAddress] {
    let texts = (status?.podIPs ?? []).map(\.ip) + [status?.podIP].compactMap { $0 }
    return texts.compactMap { IPAddress($0) }.uniqued()
  }

  /// Whether the pod has ended, or is on its way out.
  var hasEnded: Bool {
    metadata.deletionTimestamp != nil || status?.phase == "Failed" || status?.phase == "Succeeded"
  }
}
