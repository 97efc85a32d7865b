import Cilium
import Testing

@testable import Conformance

@Suite("Cluster DNS pods before and after")
struct DNSPodObservationsTests {
  private func pod(_ name: String = "coredns-1", ready: Bool = true, restarts: Int = 1) -> DNSPodFacts {
    DNSPodFacts(
      name: name, node: Nodes.m, address: IPv4Address(10, 244, 0, 5), isReady: ready, restarts: restarts)
  }

  private func outcome(before: [DNSPodFacts], after: [DNSPodFacts]) -> Outcome? {
    DNSPodObservations(before: before, after: after).observe(Nodes.m).outcome
  }

  @Test("Ready and not restarted is healthy, whatever restarts there were before the run")
  func healthy() {
    #expect(outcome(before: [pod(restarts: 7)], after: [pod(restarts: 7)]) == .healthy)
  }

  @Test("a restart during the run is told, even when the pod is Ready again")
  func restarted() {
    #expect(
      outcome(before: [pod(restarts: 1)], after: [pod(restarts: 3)])
        == .unhealthy("coredns-1 restarted 2 times during the run"))
  }

  @Test("a pod that is not Ready is told")
  func notReady() {
    let unready = pod(ready: false)
    #expect(outcome(before: [unready], after: [unready]) == .unhealthy("coredns-1 is not Ready (1 restarts)"))
    #expect(
      outcome(before: [pod()], after: [pod(), pod("coredns-2", ready: false, restarts: 0)])
        == .unhealthy("coredns-2 is not Ready (0 restarts)"))
  }

  @Test("a node whose DNS pods are gone is not healthy")
  func gone() {
    let elsewhere = DNSPodFacts(name: "coredns-9", node: Nodes.w, address: nil, isReady: true, restarts: 0)
    #expect(outcome(before: [pod()], after: [elsewhere]) == .unhealthy("the DNS pods of instance-master are gone"))
  }
}
