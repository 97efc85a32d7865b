import Conformance
import Foundation
import Tailnet

/// What packets say, as runs of the lab with `--capture` have it: one path that went as predicted, one that left with
/// the pod's own address, one whose capture lost packets.
extension SampleRecord {
  /// A run with captures.
  static var captured: RunRecord {
    var record = SampleRecord.record
    var scenario = both
    scenario.cases[0].path = proven
    scenario.cases[2].path = unproven
    if let index = scenario.cases.firstIndex(where: { $0.verdict == .deviates }) {
      scenario.cases[index].path = contradicted
      scenario.cases[index].attachments = ["captures/both-external-ping-instance-worker.pcap"]
    }
    record.scenarios = [scenario]
    return record
  }

  private static let answered: Sentence = "and an answer comes back"

  private static func statement(_ pod: String, _ target: String, _ parts: [Sentence]) -> Sentence {
    "pod \(pod) → \(target): \(parts.joined(separator: ", "))"
  }

  /// From the master to the worker in the tunnel.
  static var proven: PathProof {
    var flow = FlowProof(
      probe: "ping 10.244.1.117", key: "ICMP id 94",
      expectation: "in the tunnel by \("tailscale0"), outer \("100.64.0.1") → \("100.64.0.2"), \(answered)")
    flow.statement = statement(
      "10.244.0.116", "10.244.1.117",
      [
        "left \("tailscale0") in \("VXLAN") VNI \(31555), outer \("100.64.0.1") → \("100.64.0.2")",
        "\(2) of \(2) encrypted in WireGuard on \("enp0s6")", "seen on \(worker)", "reply seen",
      ])
    flow.sightings = [
      PacketSighting(
        node: master, device: "tailscale0", isOutgoing: true,
        packet: "100.64.0.1 → 100.64.0.2, VXLAN VNI 31555, 10.244.0.116 → 10.244.1.117", count: 2),
      PacketSighting(
        node: master, device: "tailscale0", isOutgoing: false,
        packet: "100.64.0.2 → 100.64.0.1, VXLAN VNI 41594, 10.244.1.117 → 10.244.0.116", count: 2),
    ]
    flow.largestPacket = 134
    let endpoint = UDPEndpoint("203.0.113.5:41641")
    flow.wireGuard = WireGuardLeg(judged: 2, endpoints: [endpoint, endpoint].compactMap { $0 }, isWitnessed: true)
    return PathProof(flows: [flow])
  }

  /// From the worker to the internet, untranslated.
  static var contradicted: PathProof {
    var flow = FlowProof(
      probe: "ping 8.8.8.8", key: "ICMP id 41", expectation: "by \("enp0s6") as \("10.0.0.24"), \(answered)")
    flow.statement = statement(
      "10.244.1.116", "8.8.8.8", ["left \("enp0s6") as \("10.244.1.116")", "no reply seen"])
    flow.sightings = [
      PacketSighting(node: worker, device: "enp0s6", isOutgoing: true, packet: "10.244.1.116 → 8.8.8.8", count: 2)
    ]
    flow.findings = [
      PacketFinding(
        .untranslated, on: worker, .source(device: "enp0s6", address: "10.244.1.116", wanted: "10.0.0.24"),
        contradicts: true)
    ]
    var proof = PathProof(flows: [flow])
    proof.captures = [PathCapture(node: worker, pcap: Data([0xD4, 0xC3, 0xB2, 0xA1]))]
    return proof
  }

  /// From the master to the internet, of which packets may be missing.
  static var unproven: PathProof {
    var flow = FlowProof(
      probe: "ping 8.8.8.8", key: "ICMP id 35", expectation: "by \("enp0s6") as \("10.0.0.239"), \(answered)")
    flow.statement = statement(
      "10.244.0.116", "8.8.8.8", ["no packet of it seen, in a capture that may lack some"])
    flow.gaps = ["\(master): \("the capture lost \(12) packets" as Sentence)"]
    return PathProof(flows: [flow])
  }
}
