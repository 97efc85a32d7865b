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

  @Test("is the server's fault for hosts, too, where nobody gets an answer; one host that does tells otherwise")
  func hosts() throws {
    func verdicts(_ folder: String, _ hosts: Subject...) throws -> [Verdict] {
      var rehearsal = try Rehearsal(folder)
      rehearsal.asksHosts = true
      if folder == "C" { rehearsal.see(.externalHTTPS, .unreachable) }
      for host in hosts { rehearsal.see(.hostExternalHTTPS, .unreachable, host) }
      return rehearsal.cases().filter { [.externalHTTPS, .hostExternalHTTPS].contains($0.aspect) }.map(\.verdict)
    }
    let open = Verdict.inconclusive
    #expect(try verdicts("C", Nodes.master, Nodes.worker) == [open, open, open, open])
    #expect(try verdicts("C", Nodes.master) == [.deviates, .deviates, .deviates, .conforms])
    // Where pods are not expected to get an answer, hosts alone tell.
    #expect(try verdicts("B", Nodes.master, Nodes.worker) == [.conforms, .conforms, open, open])
    #expect(try verdicts("B", Nodes.master) == [.conforms, .conforms, .deviates, .conforms])
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
    rehearsal.fail(.externalHTTPS, "a probe pod is not running", Nodes.worker, by: .podNotRunning)
    let master = rehearsal.record(.externalHTTPS, Nodes.master)
    let worker = rehearsal.record(.externalHTTPS, Nodes.worker)
    #expect(master?.diagnosis?.code == "endpoint-down" && worker?.diagnosis?.code == "probe-pod-not-running")
  }

  // MARK: - With control probes from the host network

  private func judged(_ rehearsal: Rehearsal, _ controls: [Aspect: [String: Bool]]) -> [CaseRecord] {
    var cases = rehearsal.cases()
    EndpointOutage.refine(
      &cases,
      controls: HostControls(
        answers: controls.mapValues { nodes in
          nodes.mapValues { .init(answered: $0, evidence: [Evidence(origin: "host", command: "ping", output: "")]) }
        }))
    return cases
  }

  private func record(_ cases: [CaseRecord], _ aspect: Aspect, _ subject: Subject) -> CaseRecord? {
    cases.first { $0.aspect == aspect && $0.subject == subject }
  }

  @Test("nothing outside answers any node, and their own networks neither: not the cluster's fault")
  func controlFails() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS, .externalName] {
      rehearsal.see(aspect, .unreachable)
    }
    let down = [Nodes.m: false, Nodes.w: false]
    let cases = judged(rehearsal, [.upstreamDNS: down, .externalHTTPS: down])
    for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS, .externalName] {
      let judged = try #require(record(cases, aspect, Nodes.worker))
      #expect(judged.verdict == .inconclusive, "\(aspect)")
      #expect(judged.explanation.contains("own networks"))
    }
    #expect(record(cases, .upstreamDNS, Nodes.worker)?.observation?.evidence.last?.origin == "host")
    // Of a ping there is no control, and none is told.
    #expect(record(cases, .externalPing, Nodes.worker)?.observation?.evidence.last?.origin != "host")
  }

  @Test("what answers another node is not down: the node that gets no answer is red, though its own network gets none")
  func oneSiteFiltered() throws {
    for aspect in [Aspect.upstreamDNS, .externalHTTPS] {
      var rehearsal = try Rehearsal("C")
      rehearsal.see(aspect, .unreachable, Nodes.worker)
      let cases = judged(rehearsal, [aspect: [Nodes.w: false]])
      let judged = try #require(record(cases, aspect, Nodes.worker))
      #expect(judged.verdict == .deviates, "\(aspect)")
      #expect(judged.diagnosis?.code == "filtered-at-node")
      #expect(judged.diagnosis?.cause.contains("instance-worker") == true)
    }
  }

  @Test("only ping is not answered on a node: that is not “nothing outside answers”")
  func onlyPing() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalPing, .unreachable, Nodes.master)
    let judged = try #require(rehearsal.record(.externalPing, Nodes.master))
    #expect(judged.verdict == .deviates && judged.diagnosis?.code == "filtered-at-node")
  }

  @Test("what is asked by a name that is not resolved says nothing of its server")
  func byName() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.facts.httpsByName = true
    rehearsal.see(.externalHTTPS, .unreachable)
    rehearsal.see(.externalName, .unreachable)
    #expect(verdicts(rehearsal, .externalHTTPS) == [.deviates, .deviates])
  }

  @Test("the endpoint answers the node's own network: the cluster loses the packets, whatever other nodes say")
  func controlAnswers() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalPing, .unreachable)
    // Without a control, ping from nowhere and HTTPS from everywhere look like an endpoint that is down.
    #expect(verdicts(rehearsal, .externalPing) == [.inconclusive, .inconclusive])
    var refined = rehearsal.deviating(.externalPing)
    EndpointOutage.refine(
      &refined, controls: HostControls(answers: [.externalPing: [Nodes.m: .init(answered: true, evidence: [])]]))
    #expect(refined.filter { $0.aspect == .externalPing }.map(\.verdict) == [.deviates, .deviates])
  }

  @Test("a moved default route is the cluster's fault, although the node's own network reaches nothing either")
  func movedRoute() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.defaultRoute, .value("tailscale0"), Nodes.worker)
    for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS] {
      rehearsal.see(aspect, .unreachable, Nodes.worker)
    }
    let cases = judged(rehearsal, [.externalPing: [Nodes.w: false]])
    #expect(record(cases, .defaultRoute, Nodes.worker)?.verdict == .deviates)
    #expect(record(cases, .externalPing, Nodes.worker)?.verdict == .deviates)
  }

  @Test("a control is made only where something outside fails that should work")
  func candidates() throws {
    var rehearsal = try Rehearsal("C")
    #expect(HostControls.candidates(rehearsal.cases()).isEmpty)
    rehearsal.see(.upstreamDNS, .unreachable, Nodes.master)
    rehearsal.see(.crossNodePod, .unreachable)
    let chosen = HostControls.candidates(rehearsal.cases())
    #expect(chosen.map(\.0) == [.upstreamDNS] && chosen.map(\.1) == [Nodes.master])
    #expect(HostControls.candidates(try Rehearsal("B").cases()).isEmpty)
  }
}

extension Rehearsal {
  /// The cases before outages are taken into account: the failing ones of an aspect deviate.
  fileprivate func deviating(_ aspect: Aspect) -> [CaseRecord] {
    cases().map { record in
      guard record.aspect == aspect, record.observation?.outcome?.servesUsers == false else { return record }
      var plain = record
      plain.verdict = .deviates
      return plain
    }
  }
}
