import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

/// A request that Cilium's proxy takes, through the kernel's real rules: the mark, the rule by it, the table that delivers
/// everything here, and the check of the source, which Tailscale's parameter makes fail.
@Suite("Through the proxy", .serialized, .enabled("the lab needs root", { geteuid() == 0 }))
struct ProxyTests {
  @Test(
    "the node's proxy answers, and where the kernel looks ways back up with marks nothing reaches it, by that cause")
  func request() async throws {
    let owner = SharedLab.Owner(name: "proxy", topology: .guide)
    try await SharedLab.$owner.withValue(owner) {
      let client = try await SharedLab.shared.client()
      do {
        try await Self.verify(client)
      } catch {
        await SharedLab.shared.stop()
        throw error
      }
      await SharedLab.shared.stop()
    }
  }

  private static func verify(_ client: KubernetesClient) async throws {
    let service = try #require(ServiceName("default/cilium-gateway-web"))
    try await makeGateway(service, client)
    let healthy = try await cases(service)
    #expect(healthy.map(\.verdict) == [.conforms, .conforms], "\(healthy.map(\.explanation))")
    let broken = try await LabRun.with(.marksLookedUpBack) { try await cases(service) }
    let red = broken.filter { $0.verdict == .deviates }
    #expect(red.map(\.subject) == [.node("instance-worker")], "\(broken.map(\.explanation))")
    #expect(red.first?.diagnosis?.code == "proxied-lost")
  }

  /// The cases of a run as the cluster is; nothing else of it may be red.
  private static func cases(_ service: ServiceName) async throws -> [CaseRecord] {
    let run = try await LabRun.verify(plan: .detected, proxied: service)
    let all = try #require(run.scenarios.first).cases
    let others = all.filter { $0.aspect != .proxiedRequest && $0.verdict == .deviates }
    #expect(others.isEmpty, "\(others.map { "\($0.aspect) \($0.subject)" })")
    return all.filter { $0.aspect == .proxiedRequest }
  }

  /// A Service as Cilium's operator makes one of a Gateway: without backends, and with a label.
  private static func makeGateway(_ name: ServiceName, _ client: KubernetesClient) async throws {
    _ = try await client.patch(
      .merge(["data": ["enable-l7-proxy": "true"]]),
      at: .configMap(namespace: "kube-system", name: "cilium-config"), as: ConfigMap.self)
    var service = Service(
      metadata: ObjectMeta(
        name: name.name, namespace: name.namespace, labels: ["io.cilium.gateway/owning-gateway": "web"]))
    service.spec = ServiceSpec(ports: [ServicePort(port: 80, name: "http")])
    _ = try await client.create(service, at: .services(namespace: name.namespace), as: Service.self)
  }
}
