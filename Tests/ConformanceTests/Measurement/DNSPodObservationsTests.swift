import Cilium
import Testing

@testable import Conformance

@Suite("Cluster DNS pods before and after")
struct DNSPodObservationsTests {
  private func pod(_ name: String = "coredns-1", ready: Bool = true, restarts: Int = 1) -> DNSPodFacts {
    DNSPodFacts(
      name: name, node: Nodes.m, address: IPv4Address(10, 244, 0, 5), isReady: ready, restarts: restarts)
  }

  private func observation(before: [DNSPodFacts], after: [DNSPodFacts]) -> Observation {
    DNSPodObservations(before: before, after: .success(after)).observe(Nodes.m)
  }

  private func outcome(before: [DNSPodFacts], after: [DNSPodFacts]) -> Outcome? {
    observation(before: before, after: after).outcome
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
  }

  @Test("a pod that came meanwhile has the time to become Ready that it takes")
  func scaled() {
    #expect(outcome(before: [pod()], after: [pod(), pod("coredns-2", ready: false, restarts: 0)]) == .healthy)
  }

  @Test("pods that were moved or rolled out are no outage: nothing is known of the node then, nor of failed lookups")
  func replaced() {
    let elsewhere = DNSPodFacts(name: "coredns-9", node: Nodes.w, address: nil, isReady: true, restarts: 0)
    for after in [[], [elsewhere], [pod("coredns-2", ready: false, restarts: 0)]] {
      let reason = Observation.Result.notMeasured(
        "\(Obstacle.clusterChanged.phrase): DNS pods were replaced: coredns-1")
      #expect(observation(before: [pod()], after: after).result == reason)
      let pods = DNSPodObservations(before: [pod()], after: .success(after))
      #expect(pods.lookups(Observation(.measured(.unreachable))).result == reason)
      #expect(pods.lookups(Observation(.measured(.reachable))).outcome == .reachable)
    }
    let same = DNSPodObservations(before: [pod()], after: .success([pod(restarts: 3)]))
    #expect(same.lookups(Observation(.measured(.unreachable))).outcome == .unreachable)
  }

  @Test("pods that cannot be listed cost what is known of them and nothing else")
  func unlisted() {
    let pods = DNSPodObservations(before: [pod()], after: .failure(.init(description: "503")))
    #expect(pods.observe(Nodes.m).result == .notMeasured("the DNS pods could not be listed: 503"))
    #expect(pods.lookups(Observation(.measured(.unreachable))).outcome == .unreachable)
  }
}
