import Testing

@testable import Conformance

@Suite("An endpoint outside that is down for everybody")
struct EndpointOutageTests {
  private func verdicts(_ rehearsal: Rehearsal, _ aspect: Aspect) -> [Verdict] {
    rehearsal.cases().filter { $0.aspect == aspect }.map(\.verdict)
  }

  @Test("is not the cluster's fault", arguments: [Aspect.externalPing, .upstreamDNS, .externalHTTPS])
  func outage(aspect: Aspect) throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(aspect, .unreachable)
    #expect(verdicts(rehearsal, aspect) == [.inconclusive, .inconclusive])
    #expect(rehearsal.record(aspect, Nodes.master)?.explanation.contains("down for everybody") == true)
    #expect(rehearsal.record(aspect, Nodes.master)?.diagnosis?.code == "endpoint-down")
  }

  @Test("takes external names with it when it is the upstream DNS server")
  func names() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.upstreamDNS, .unreachable)
    rehearsal.see(.externalName, .unreachable)
    #expect(verdicts(rehearsal, .externalName) == [.inconclusive, .inconclusive])
    #expect(verdicts(rehearsal, .clusterName) == [.conforms, .conforms])
  }

  @Test("is not one that answers another node")
  func oneNode() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .unreachable, Nodes.worker)
    #expect(verdicts(rehearsal, .externalHTTPS) == [.conforms, .deviates])
  }

  @Test("is not blamed when a node reaches nothing outside at all")
  func noWayOut() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS] { rehearsal.see(aspect, .unreachable) }
    #expect(verdicts(rehearsal, .externalHTTPS) == [.deviates, .deviates])
    var half = try Rehearsal("C")
    half.see(.externalHTTPS, .unreachable)
    for aspect in [Aspect.externalPing, .upstreamDNS] { half.see(aspect, .unreachable, Nodes.worker) }
    #expect(verdicts(half, .externalHTTPS) == [.deviates, .deviates])
  }

  @Test("is not one that answers wrongly")
  func wrongAnswer() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .answersWithAddress("10.0.0.1"))
    #expect(verdicts(rehearsal, .externalHTTPS) == [.deviates, .deviates])
  }

  @Test("does not excuse a setting under which nothing outside should answer")
  func notExpected() throws {
    var rehearsal = try Rehearsal("B")
    #expect(verdicts(rehearsal, .externalPing) == [.conforms, .conforms])
    rehearsal.see(.externalPing, .reachable)
    #expect(verdicts(rehearsal, .externalPing) == [.deviates, .deviates])
  }

  @Test("is told although a node's pod did not run")
  func missingNode() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .unreachable, Nodes.master)
    rehearsal.fail(.externalHTTPS, "a probe pod is not running", Nodes.worker)
    let master = rehearsal.record(.externalHTTPS, Nodes.master)
    let worker = rehearsal.record(.externalHTTPS, Nodes.worker)
    #expect(master?.diagnosis?.code == "endpoint-down" && worker?.diagnosis?.code == "probe-pod-not-running")
  }
}
