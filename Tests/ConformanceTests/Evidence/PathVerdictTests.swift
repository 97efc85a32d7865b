import Testing

@testable import Conformance

/// How packets take part in verdict and diagnosis.
@Suite("Packets in verdicts")
struct PathVerdictTests {
  private func proof(_ kind: PacketFinding.Kind?, contradicts: Bool = true, gaps: [Sentence] = []) -> PathProof {
    var flow = FlowProof(probe: "ping 8.8.8.8", key: "ICMP id 94", expectation: "by enp0s6")
    if let kind { flow.findings = [PacketFinding(kind, on: Nodes.m, .words("seen so"), contradicts: contradicts)] }
    flow.gaps = gaps
    return PathProof(flows: [flow])
  }

  private func record(
    _ aspect: Aspect, _ subject: Subject, _ outcome: Outcome, _ proof: PathProof?
  ) throws -> CaseRecord {
    let facts = try RecordedCluster.facts("C")
    let cases = CaseJudge.judge([(aspect, subject)], facts: facts, mayDisturb: true, prove: { _, _ in proof }) { _, _ in
      Observation(.measured(outcome))
    }
    return try #require(cases.first)
  }

  @Test("a path that works the wrong way deviates")
  func contradicted() throws {
    let leaking = try record(.crossNodePod, Nodes.masterToWorker, .reachable, proof(.clearTextLeak))
    #expect(leaking.verdict == .deviates && leaking.diagnosis?.code == "clear-text-leak")
    #expect(leaking.explanation.contains("clear-text-leak on instance-master: seen so"))
    #expect(try record(.crossNodePod, Nodes.masterToWorker, .reachable, proof(nil)).verdict == .conforms)
  }

  @Test("a capture that proves nothing changes no verdict")
  func unproven() throws {
    let open = proof(nil, gaps: ["the capture lost 3 packets"])
    #expect(open.conclusion == .unproven)
    #expect(try record(.externalPing, Nodes.master, .reachable, open).verdict == .conforms)
    #expect(PathProof(flows: []).conclusion == .unproven)
  }

  @Test(
    "packets give a failing path its cause by name",
    arguments: [
      (PacketFinding.Kind.replyLost, "reply-lost"), (.replyUndelivered, "reply-undelivered"),
      (.untranslated, "snat-missing"), (.wrongUplink, "wrong-uplink"),
      // A server that is silent for all, a filter and a way out that is not there look alike to one ping.
      (.notSent, "several-causes"),
    ])
  func external(kind: PacketFinding.Kind, code: String) throws {
    let failing = try record(.externalPing, Nodes.master, .unreachable, proof(kind, contradicts: false))
    #expect(failing.verdict == .deviates && failing.diagnosis?.code == code)
  }

  @Test("a tunnel that loses its packets on the way is not a blocked one")
  func tunnel() throws {
    let lost = try record(
      .crossNodePod, Nodes.masterToWorker, .unreachable, proof(.lostBetweenNodes, contradicts: false))
    #expect(lost.diagnosis?.code == "tunnel-lost-on-the-way")
    #expect(try record(.crossNodePod, Nodes.masterToWorker, .unreachable, nil).diagnosis?.code == "vxlan-blocked")
  }
}
