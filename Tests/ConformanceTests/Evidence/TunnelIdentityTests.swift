import Testing

@testable import Conformance

/// The VXLAN network identifier is the sending pod's security identity: in the recording 760, as the master's
/// `bpf endpoint list` has it.
@Suite("The identity that tunnelled packets carry")
struct TunnelIdentityTests {
  private func proof(_ identity: Result<UInt32, AgentShell.Failure>?) throws -> FlowProof {
    try RecordedPing.crossNode("C").proof(identity: identity)
  }

  @Test("the recorded packets carry the identity that the recorded agent gave the pod")
  func same() throws {
    let proof = try proof(.success(760))
    #expect(proof.findings.isEmpty && proof.gaps.isEmpty)
    #expect(proof.statement.contains("VXLAN VNI 760"))
  }

  @Test("another identity contradicts the rule, and is a cause by name")
  func other() throws {
    let proof = try proof(.success(16286))
    #expect(proof.findings.map(\.kind) == [.wrongIdentity] && proof.findings.allSatisfy(\.contradicts))
    #expect(proof.findings.first?.detail.contains("VNI 760") == true)
    #expect(proof.findings.first?.detail.hasSuffix("the pod's identity is 16286") == true)
    let cases = CaseJudge.judge(
      [(.crossNodePod, Nodes.masterToWorker)], facts: try RecordedCluster.facts("C"), mayDisturb: true,
      prove: { _, _ in PathProof(flows: [proof]) }
    ) { _, _ in Observation(.measured(.reachable)) }
    #expect(cases.first?.verdict == .deviates && cases.first?.diagnosis?.code == "wrong-identity")
  }

  @Test("an identity that could not be read leaves the proof open; it is asked of tunnelled packets alone")
  func unknown() throws {
    let open = try proof(.failure(.init(description: "status 1")))
    #expect(open.findings.isEmpty && open.gaps == ["instance-master: the pod's identity is not known: status 1"])
    #expect(PathProof(flows: [open]).conclusion == .unproven)
    let outside = try RecordedPing.external("C").proof(identity: .success(1))
    #expect(outside.findings.isEmpty && outside.gaps.isEmpty)
  }
}
