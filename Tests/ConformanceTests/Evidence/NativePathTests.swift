import Cilium
import Probes
import Testing

@testable import Conformance

/// Without a tunnel pods' packets pass the uplinks as they are.
@Suite("Packets between nodes without a tunnel")
struct NativePathTests {
  private typealias Place = Wire.Place

  private func proof(_ source: IPAddress, by device: String) throws -> FlowProof {
    var wire = try Wire.native(by: "enp0s6")
    wire.answer(.crossNodePod, "ping", Busybox.pinged, Nodes.masterToWorker)
    let request = WireBytes.echo(source, Place.server4, id: 94)
    let reply = WireBytes.echo(Place.server4, source, id: 94, reply: true)
    wire.pass(Nodes.m, device, request)
    wire.pass(Nodes.w, device, out: false, request)
    wire.pass(Nodes.w, device, reply)
    wire.pass(Nodes.m, device, out: false, reply)
    return try #require(try wire.flow(.crossNodePod, Nodes.masterToWorker, "ping"))
  }

  @Test("by the device of the route, with the pod's own address, which both nodes see")
  func routed() throws {
    let proof = try proof(Place.client4, by: "enp0s6")
    #expect(proof.findings == [] && proof.gaps == [])
    #expect(proof.expectation == "by enp0s6 as 10.244.0.10 (the pod's own address), and an answer comes back")
    #expect(
      proof.statement
        == "pod 10.244.0.10 → 10.244.1.20: left enp0s6 as 10.244.0.10, seen on instance-worker, reply seen")
  }

  @Test("by another uplink, or translated, it contradicts the rule")
  func contradicted() throws {
    #expect(try proof(Place.client4, by: "tailscale0").findings.map(\.kind) == [.wrongUplink])
    #expect(try proof(Place.uplink4, by: "enp0s6").findings.map(\.kind) == [.translated])
  }

  @Test("where no fact decides on the way, no rule is there to prove")
  func unknown() throws {
    var wire = try Wire.native(by: nil)
    wire.answer(.crossNodePod, "ping", Busybox.pinged, Nodes.masterToWorker)
    let proof = try #require(try wire.proof(.crossNodePod, Nodes.masterToWorker))
    #expect(proof.conclusion == .unproven && proof.gaps.first?.hasPrefix("no rule tells the way of `ping") == true)
  }
}
