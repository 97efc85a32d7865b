import Testing

@testable import Conformance

/// The guide's claims on the recorded clusters, as they were judged there by hand.
@Suite("The guide's claims")
struct ClaimJudgeTests {
  private func judge(_ runs: [(Scenario, Rehearsal)]) throws -> [String: ClaimRecord.Judgement] {
    let summary = try #require(runs.first).1.summary
    let claims = ClaimJudge.judge(runs.map { $0.1.scenario($0.0) }, cluster: summary)
    #expect(claims.allSatisfy { !$0.reason.isEmpty && !$0.statement.contains("{") })
    #expect(claims.allSatisfy { $0.judgement == .notTested || !$0.evidence.isEmpty })
    return Dictionary(uniqueKeysWithValues: claims.map { ($0.id, $0.judgement) })
  }

  @Test("with --node-ip on the tailnet")
  func tailnetNodeIP() throws {
    let claims = try judge([
      (.physicalOnly, Rehearsal("A")), (.tailnetOnly, Rehearsal("B")), (.both, Rehearsal("C")),
      (.auto, Rehearsal("D")), (.wildcard, Rehearsal("C-wildcard")),
    ])
    var expected: [String: ClaimRecord.Judgement] = [
      "physical-only.node-ip-physical": .refuted, "physical-only.cross-node-fails": .refuted,
      "physical-only.external-works": .confirmed, "tailnet-only.node-ip-tailnet": .confirmed,
      "tailnet-only.cross-node-works": .confirmed, "tailnet-only.external-fails": .confirmed,
      "tailnet-only.external-snat-tailnet": .refuted, "tailnet-only.coredns-restarts": .refuted,
      "devices-decide-node-ip": .refuted,
    ]
    for scenario in ["both", "auto", "wildcard"] {
      for claim in [
        "node-ip-tailnet", "cross-node-works", "external-works", "masquerades-both", "external-snat-physical",
      ] {
        expected["\(scenario).\(claim)"] = .confirmed
      }
    }
    #expect(claims == expected)
  }

  @Test("without --node-ip the node IP is physical and cross-node fails, with every devices setting")
  func physicalNodeIP() throws {
    let claims = try judge([(.physicalOnly, Rehearsal("A-nodeip-phys")), (.both, Rehearsal("C-nodeip-phys"))])
    #expect(claims["physical-only.node-ip-physical"] == .confirmed)
    #expect(claims["physical-only.cross-node-fails"] == .confirmed)
    #expect(claims["both.node-ip-tailnet"] == .refuted)
    #expect(claims["both.cross-node-works"] == .refuted)
    #expect(claims["both.external-works"] == .confirmed)
    #expect(claims["devices-decide-node-ip"] == .refuted)
  }

  @Test("netfilter masquerades under tailscale0 alone, so external traffic works")
  func netfilter() throws {
    let claims = try judge([(.tailnetOnly, Rehearsal("B-iptables-masq"))])
    #expect(claims["tailnet-only.external-fails"] == .refuted)
    #expect(claims["tailnet-only.external-snat-tailnet"] == .refuted)
  }

  @Test("one scenario alone cannot tell whether devices decides the node IP")
  func oneScenario() throws {
    #expect(try judge([(.both, Rehearsal("C"))])["devices-decide-node-ip"] == .notTested)
  }

  @Test("node IPs that follow devices would confirm it")
  func following() throws {
    var physical = try Rehearsal("A")
    physical.see(.nodeIP, .value("10.0.0.239"), Nodes.master)
    #expect(try judge([(.physicalOnly, physical), (.both, Rehearsal("C"))])["devices-decide-node-ip"] == .confirmed)
  }

  @Test("one node that contradicts refutes, and only it is the evidence")
  func contradiction() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.crossNodePod, .unreachable, Nodes.workerToMaster)
    let claims = ClaimJudge.judge([rehearsal.scenario(.both)], cluster: rehearsal.summary)
    let claim = try #require(claims.first { $0.id == "both.cross-node-works" })
    #expect(claim.judgement == .refuted)
    #expect(claim.evidence == ["pod-other-node [instance-worker → instance-master]: fails"])
  }

  @Test("what could not be established speaks neither for nor against a claim")
  func inconclusive() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .unreachable)
    #expect(try judge([(.both, rehearsal)])["both.external-works"] == .confirmed)
    for aspect in [Aspect.externalPing, .upstreamDNS] { rehearsal.fail(aspect, "exec failed") }
    rehearsal.fail(.externalHTTPS, "exec failed")
    #expect(try judge([(.both, rehearsal)])["both.external-works"] == .notTested)
  }

  @Test("a claim speaks of the cluster's own devices")
  func names() throws {
    let facts = SyntheticCluster.cluster(
      [SyntheticCluster.node(1, physical: "eth0", tailnet: "wg0"), SyntheticCluster.node(2)], devices: "eth0,ens5")
    let rehearsal = Rehearsal(facts)
    let claims = ClaimJudge.judge([rehearsal.scenario(.physicalOnly)], cluster: rehearsal.summary)
    #expect(claims.first?.statement == "With `eth0` alone, Cilium's node IP becomes the physical uplink's address.")
  }
}
