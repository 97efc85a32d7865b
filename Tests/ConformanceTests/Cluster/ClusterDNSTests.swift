import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Which Service is the cluster DNS")
struct ClusterDNSTests {
  private func slice(_ service: String, _ name: String?, _ port: Int32, _ transport: String = "UDP") -> EndpointSlice {
    EndpointSlice(
      metadata: ObjectMeta(name: "\(service)-x", labels: ["kubernetes.io/service-name": service]),
      ports: [EndpointPort(name: name, port: port, protocol: transport)])
  }

  @Test("a Service of any name that answers DNS is found by its endpoints' ports")
  func found() {
    let metrics = slice("metrics-server", "https", 4443, "TCP")
    #expect(ClusterReader.dnsServiceName([metrics, slice("rke2-coredns", "udp-53", 1053)]) == "rke2-coredns")
    #expect(ClusterReader.dnsServiceName([slice("coredns", "dns", 8053)]) == "coredns")
    #expect(ClusterReader.dnsServiceName([slice("own", nil, 53)]) == "own")
  }

  @Test("NodeLocal DNSCache's Services and what does not answer DNS over UDP are none")
  func none() {
    #expect(ClusterReader.dnsServiceName([]) == nil)
    #expect(
      ClusterReader.dnsServiceName([slice("kube-dns-upstream", "dns", 53), slice("node-local-dns", "dns", 53)]) == nil)
    #expect(ClusterReader.dnsServiceName([slice("dot", "dns-tcp", 53, "TCP")]) == nil)
  }
}
