import Cilium
import Kubernetes
import Testing

@testable import Conformance

@Suite("Services: what Kubernetes publishes, and what agents translate")
struct PublishedServiceTests {
  private func service(_ ports: [ServicePort]) -> Service {
    Service(
      metadata: ObjectMeta(name: "kube-dns", namespace: "kube-system"),
      spec: ServiceSpec(clusterIP: "10.96.0.10", ports: ports))
  }

  private func slice(
    _ endpoints: [(String, Bool?)], _ ports: [EndpointPort], of name: String = "kube-dns", type: String = "IPv4"
  ) -> EndpointSlice {
    EndpointSlice(
      metadata: ObjectMeta(name: "s", namespace: "kube-system", labels: ["kubernetes.io/service-name": name]),
      addressType: type,
      endpoints: endpoints.map { Endpoint(addresses: [$0.0], conditions: EndpointConditions(ready: $0.1)) },
      ports: ports)
  }

  /// The cluster DNS as the recorded cluster had it.
  private func recorded() throws -> PublishedService {
    let ports = [
      EndpointPort(name: "dns", port: 53, protocol: "UDP"), EndpointPort(name: "dns-tcp", port: 53, protocol: "TCP"),
    ]
    return try #require(
      PublishedService(
        service([
          ServicePort(port: 53, name: "dns", protocol: "UDP"), ServicePort(port: 53, name: "dns-tcp", protocol: "TCP"),
        ]),
        slices: [
          slice([("10.244.0.115", true), ("10.244.1.2", nil), ("10.244.1.9", false)], ports),
          slice([("10.9.9.9", true)], ports, of: "other"), slice([("fd00::1", true)], ports, type: "IPv6"),
        ]))
  }

  private func table(_ rows: [String]) throws -> LoadBalancerTable {
    try LoadBalancerTable.parse(
      text: "SERVICE ADDRESS             BACKEND ADDRESS (REVNAT_ID) (SLOT)\n" + rows.map { $0 + "\n" }.joined())
  }

  private let asRecorded = [
    "10.96.0.10:53/TCP (1)       10.244.0.115:53/TCP (1) (1)",
    "10.96.0.10:53/TCP (2)       10.244.1.2:53/TCP (1) (2)",
    "10.96.0.10:53/TCP (0)       0.0.0.0:0 (1) (0) [ClusterIP, non-routable]",
    "10.96.0.10:53/UDP (2)       10.244.1.2:53/UDP (2) (2)",
    "10.96.0.10:53/UDP (1)       10.244.0.115:53/UDP (2) (1)",
    "10.96.0.10:0/ANY (0)        0.0.0.0:0 (0) (0) [ClusterIP, non-routable]",
  ]

  @Test("only ready endpoints of the own slices count, port by port")
  func published() throws {
    let service = try recorded()
    #expect(service.name == "kube-system/kube-dns" && service.ports.map(\.transport) == ["UDP", "TCP"])
    for port in service.ports { #expect(port.backends.map(\.description) == ["10.244.0.115:53", "10.244.1.2:53"]) }
    #expect(PublishedService(Service(metadata: ObjectMeta(name: "x", namespace: "y")), slices: []) == nil)
  }

  @Test("a recorded agent translates what Kubernetes publishes")
  func agrees() throws {
    let compared = try table(asRecorded).compare(try recorded(), on: Nodes.m)
    #expect(compared.count == 2 && compared.allSatisfy { $0.agrees && $0.difference == nil })
    #expect(compared.first?.frontend == "10.96.0.10:53/UDP")
  }

  @Test("releases that name no protocol have one row for both")
  func withoutProtocol() throws {
    let rows = [
      "10.96.0.10:53 (1)           10.244.0.115:53 (1) (1)", "10.96.0.10:53 (2)           10.244.1.2:53 (1) (2)",
    ]
    #expect(try table(rows).compare(try recorded(), on: Nodes.m).allSatisfy { $0.agrees })
  }

  @Test("a backend that is gone, one that is missing, and a Service that is unknown")
  func differs() throws {
    let stale = asRecorded.map { $0.replacing("10.244.1.2:53/UDP", with: "10.244.1.77:53/UDP") }
    let udp = try #require(try table(stale).compare(try recorded(), on: Nodes.m).first)
    #expect(!udp.agrees)
    #expect(
      udp.difference?.en
        == "instance-master still sends to 10.244.1.77:53 and lacks 10.244.1.2:53 for 10.96.0.10:53/UDP")
    let none = try table([]).compare(try recorded(), on: Nodes.m)
    #expect(none.first?.difference?.en == "instance-master does not translate 10.96.0.10:53/UDP")
    let half = try table(Array(asRecorded.prefix(4))).compare(try recorded(), on: Nodes.m)
    #expect(half.first?.difference?.en == "instance-master lacks 10.244.0.115:53 for 10.96.0.10:53/UDP")
  }
}
