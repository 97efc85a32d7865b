import Archives
import Cilium
import Foundation
import Kubernetes
import Sysdump

@testable import Conformance

/// A reported case as the archive that its cluster would have given: objects of the API, and what each agent printed,
/// under the names of a sysdump.
struct CaseArchive {
  let reported: ReportedCase

  /// Path → content.
  func files() throws -> [String: Data] {
    var files = try objects().mapValues { try JSONEncoder().encode(List(items: $0)) }
    files["cilium-configmap.yaml"] = try JSONEncoder().encode(
      ConfigMap(metadata: ObjectMeta(name: "cilium-config", namespace: "kube-system"), data: reported.configuration))
    let own = try reported.nodeConfigurations()
    files["ciliumnodeconfigs.yaml"] = try JSONEncoder().encode(List(items: own))
    for node in reported.nodes {
      for (name, data) in try commands(of: node) { files["cilium-bugtool-\(Self.pod(node))/cmd/\(name)"] = data }
    }
    return Dictionary(uniqueKeysWithValues: files.map { ("case/\($0)", $1) })
  }

  private struct List<Item: Encodable>: Encodable {
    var items: [Item]
    var kind = "List"
  }

  private static func pod(_ node: ReportedCase.CaseNode) -> String { "cilium-of-\(node.name)" }

  private func objects() throws -> [String: [Listed]] {
    let nodes = reported.nodes
    let apiSlice = EndpointSlice(
      metadata: ObjectMeta(
        name: "kubernetes", namespace: "default", labels: ["kubernetes.io/service-name": "kubernetes"]),
      addressType: "IPv4", endpoints: (reported.api?.endpoints ?? []).map { Endpoint(addresses: ["\($0)"]) })
    let dns = reported.dnsPods ?? []
    let dnsSlice = EndpointSlice(
      metadata: ObjectMeta(
        name: "kube-dns-1", namespace: "kube-system", labels: ["kubernetes.io/service-name": "kube-dns"]),
      addressType: "IPv4", endpoints: dns.map { Endpoint(addresses: ["\($0.address)"]) })
    return [
      "k8s-nodes.yaml": nodes.map { Listed(Self.node($0)) },
      "ciliumnodes.yaml": nodes.map { Listed(Self.ciliumNode($0)) },
      "k8s-pods.yaml": nodes.map { Listed(Self.agent($0)) } + dns.map { Listed(Self.dns($0)) },
      "k8s-services.yaml": [Listed(Self.service("kube-system", "kube-dns", "10.96.0.10"))]
        + (reported.api.map { [Listed(Self.service("default", "kubernetes", "\($0.clusterIP)"))] } ?? []),
      "k8s-endpointslices.yaml": [Listed(apiSlice), Listed(dnsSlice)],
    ]
  }

  /// An object of any kind in a list.
  private struct Listed: Encodable {
    let object: any Encodable
    init(_ object: any Encodable) { self.object = object }
    func encode(to encoder: any Encoder) throws { try object.encode(to: encoder) }
  }

  private static func node(_ node: ReportedCase.CaseNode) -> Node {
    typealias NodeAddress = Kubernetes.NodeAddress
    let addresses = [("InternalIP", node.internalIP), ("ExternalIP", node.externalIP)].compactMap { type, address in
      address.map { NodeAddress(type: type, address: $0) }
    }
    return Node(
      metadata: ObjectMeta(
        name: node.name, labels: (node.labels ?? [:]).merging(["kubernetes.io/hostname": node.name]) { $1 }),
      spec: NodeSpec(podCIDR: node.podCIDR, podCIDRs: node.podCIDR.map { [$0] }),
      status: NodeStatus(addresses: addresses))
  }

  private static func ciliumNode(_ node: ReportedCase.CaseNode) -> CiliumNode {
    let addresses = node.internalIP.map { [CiliumNodeAddress(type: "InternalIP", ip: $0)] }
    return CiliumNode(
      metadata: ObjectMeta(name: node.name),
      spec: CiliumNodeSpec(addresses: addresses, ipam: node.podCIDR.map { CiliumNodeIPAM(podCIDRs: [$0]) }))
  }

  private static func agent(_ node: ReportedCase.CaseNode) -> Pod {
    Pod(
      metadata: ObjectMeta(name: pod(node), namespace: "kube-system", labels: ["k8s-app": "cilium"]),
      spec: PodSpec(containers: [], nodeName: node.name, hostNetwork: true), status: PodStatus(phase: "Running"))
  }

  private static func dns(_ pod: ReportedCase.DNSPod) -> Pod {
    Pod(
      metadata: ObjectMeta(name: pod.name, namespace: "kube-system", labels: ["k8s-app": "kube-dns"]),
      spec: PodSpec(containers: [], nodeName: pod.node),
      status: PodStatus(
        phase: "Running", podIP: "\(pod.address)", conditions: [Condition(type: "Ready", status: "True")]))
  }

  private static func service(_ namespace: String, _ name: String, _ address: String) -> Service {
    Service(metadata: ObjectMeta(name: name, namespace: namespace), spec: ServiceSpec(clusterIP: address))
  }

  /// What the node's commands printed, under the names that bugtool would give them.
  private func commands(of node: ReportedCase.CaseNode) throws -> [String: Data] {
    let texts = reported.texts(of: node)
    var files: [String: Data?] = [
      "hostname.md": Data("\(node.name)\n".utf8),
      "cilium-dbg-shell----db-show-devices.md": texts.agentDevices.map { Data($0.utf8) },
      "cilium-dbg-shell----db-show-routes.md": texts.agentRoutes.map { Data($0.utf8) },
      "ip--j--d-addr-show.md": texts.kernelDevices, "sysctl--a.md": texts.sysctls,
      "wg-show.md": texts.wireGuard.map { Data($0.utf8) },
      "ip--4-route-show-table-all.md": texts.kernelRoutes[.ipv4],
      "ip--6-route-show-table-all.md": texts.kernelRoutes[.ipv6], "ip--d-rule.md": texts.rules[.ipv4],
      "ip--6-rule.md": texts.rules[.ipv6], "iptables-save--c.md": texts.iptables.map { Data($0.utf8) },
      "uname--a.md": node.kernel.map { Data("Linux \(node.name) \($0) #1 SMP x86_64 GNU/Linux\n".utf8) },
    ]
    let version = node.version ?? reported.version
    let status = ["cilium": ["state": "Ok", "msg": "\(version) (v\(version)-0)"]]
    files["cilium-debuginfo-20261129-162248.000+0000-UTC.json"] = try JSONEncoder().encode(["cilium-status": status])
    if let spared = reported.nonMasqueradeCIDRs {
      let lines = ["IP PREFIX/ADDRESS"] + spared.map { "\($0)" }
      files["cilium-dbg-bpf-ipmasq-list.md"] = Data((lines.joined(separator: "\n") + "\n").utf8)
    }
    if let reached = node.reached {
      let entries = reached.map { address, works in
        #"{"name":"\#(address)","host":{"primary-address":{"ip":"\#(address)","icmp":{"lastProbed":"2026-11-29T16:22:00Z","#
          + #""status":"\#(works ? "" : "no answer")"}}}}"#
      }
      files["cilium-health-status--o-json.md"] = Data(
        #"{"local":{"name":"\#(node.name)"},"nodes":[\#(entries.joined(separator: ","))]}"#.utf8)
    }
    return files.compactMapValues { $0 }
  }
}
