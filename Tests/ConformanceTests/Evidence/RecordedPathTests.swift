import Testing

@testable import Conformance

/// The recorded cluster's packets, row by row: each goes the way that the rules derive from the cluster's facts.
@Suite("Packets of the recorded cluster")
struct RecordedPathTests {
  static let all = ["A", "B", "C", "B-iptables-masq", "A-nodeip-phys"]

  private func clean(_ proof: FlowProof) {
    #expect(proof.findings == [] && proof.gaps == [])
  }

  @Test(
    "between nodes: VXLAN on tailscale0 between the node IPs, encrypted on enp0s6",
    arguments: ["A", "B", "C", "B-iptables-masq"])
  func tunnel(folder: String) throws {
    let proof = try RecordedPing.crossNode(folder).proof()
    clean(proof)
    #expect(proof.expectation == "in the tunnel by tailscale0, outer 100.64.0.1 → 100.64.0.2, and an answer comes back")
    #expect(proof.statement.contains("left tailscale0 in VXLAN VNI 760, outer 100.64.0.1 → 100.64.0.2"))
    #expect(proof.statement.contains("encrypted in WireGuard on enp0s6"))
    #expect(proof.statement.hasSuffix("seen on instance-worker, reply seen"))
    #expect(proof.sightings.count == 4 && Set(proof.sightings.map(\.count)).count == 1)
    #expect(Set(proof.sightings.map(\.device)) == ["tailscale0"])
    #expect(proof.largestPacket == 134 && proof.fragments == 0)
  }

  @Test("without --node-ip nothing leaves, which is no contradiction: the node IPs do not reach each other")
  func noTunnel() throws {
    let proof = try RecordedPing.crossNode("A-nodeip-phys").proof()
    clean(proof)
    #expect(proof.statement.contains("no packet left the node") && proof.sightings.isEmpty)
    #expect(proof.expectation.hasSuffix("no answer comes back"))
  }

  @Test(
    "to the internet: by enp0s6, with its address where it masquerades and with the pod's own where it does not",
    arguments: zip(all, ["10.0.0.239", "10.244.0.231", "10.0.0.239", "10.0.0.239", "10.0.0.239"]))
  func external(folder: String, source: String) throws {
    let proof = try RecordedPing.external(folder).proof()
    clean(proof)
    #expect(proof.statement.contains("left enp0s6 as \(source)"))
    #expect(proof.statement.hasSuffix(folder == "B" ? "no reply seen" : ", reply seen"))
    #expect(proof.sightings.allSatisfy { $0.device == "enp0s6" })
  }

  @Test(
    "to the other node's address: by tailscale0, with its address where it masquerades; the peer drops a pod's own",
    arguments: zip(all, ["10.244.0.244", "100.64.0.1", "100.64.0.1", "100.64.0.1", "10.244.0.70"]))
  func otherNode(folder: String, source: String) throws {
    let proof = try RecordedPing.otherNode(folder).proof()
    clean(proof)
    #expect(proof.statement.contains("left tailscale0 as \(source)"))
    let works = source.hasPrefix("100.64")
    #expect(proof.statement.contains(works ? ", seen on instance-worker" : "not seen on instance-worker"))
    #expect(proof.statement.hasSuffix(works ? ", reply seen" : "no reply seen"))
  }

  @Test("one setting's packets contradict another setting's rule")
  func otherSetting() throws {
    var ping = try RecordedPing.external("B")
    ping.folder = "C"
    ping.succeeded = false
    let proof = try ping.proof()
    #expect(proof.findings.map(\.kind) == [.untranslated])
    #expect(proof.findings.first?.detail == "left enp0s6 as 10.244.0.231, not as 10.0.0.239")
  }
}
