import Cilium
import Testing

@testable import Conformance

@Suite("Cluster DNS pods and their Service")
struct DNSEndpointsTests {
  private func facts(endpoints: [IPv4Address], ready: [Bool]) -> ClusterFacts {
    let pods = ready.enumerated().map { number, isReady in
      DNSPodFacts(
        name: "coredns-\(number)", node: "node-\(number)", address: IPv4Address(10, 244, UInt8(number), 5),
        isReady: isReady, restarts: 0)
    }
    return ClusterFacts(
      nodes: [], configuration: [:],
      dnsService: ServiceFacts(clusterIP: IPv4Address(10, 96, 0, 10), port: 53, endpoints: endpoints), dnsPods: pods)
  }

  @Test("a ready pod that the Service does not lead to yet is waited for; one that is not ready, or no pod, is not")
  func lacking() {
    let (first, second) = (IPv4Address(10, 244, 0, 5), IPv4Address(10, 244, 1, 5))
    #expect(facts(endpoints: [first], ready: [true, true]).lacksReadyDNSPods)
    #expect(facts(endpoints: [], ready: [true]).lacksReadyDNSPods)
    #expect(!facts(endpoints: [first, second], ready: [true, true]).lacksReadyDNSPods)
    #expect(!facts(endpoints: [first], ready: [true, false]).lacksReadyDNSPods)
    #expect(!facts(endpoints: [first], ready: []).lacksReadyDNSPods)
    var without = facts(endpoints: [], ready: [true])
    without.dnsService = nil
    #expect(!without.lacksReadyDNSPods)
  }
}
