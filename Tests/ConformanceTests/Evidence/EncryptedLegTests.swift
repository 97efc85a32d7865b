import Capture
import Cilium
import Probes
import Testing

@testable import Conformance

/// WireGuard's messages are known by their lengths alone: which lengths those are, and what is said without them.
@Suite("The encrypted leg of tunnelled packets")
struct EncryptedLegTests {
  private typealias Place = Wire.Place

  private func lengths(_ kinds: [ProbeKind], underlay: IPFamily = .ipv4, mtu: Int = 1280) -> Set<Int>? {
    let probes = kinds.enumerated().map { Probe(id: "\($0.offset)", kind: $0.element, timeout: .seconds(1)) }
    return CarriedPackets(probes, underlay: underlay, mtu: mtu).messageLengths
  }

  private func ping(_ payload: Int?, _ target: String = "10.244.1.20") -> ProbeKind {
    .ping(target: target, count: 2, payload: payload)
  }

  @Test("an echo's length: IP and ICMP, the tunnel's headers, padding to 16, and 32 bytes of WireGuard's own")
  func sizes() {
    // 84 + 50 = 134, padded to 144.
    #expect(lengths([ping(nil)]) == [144 + 32])
    #expect(lengths([ping(nil)], underlay: .ipv6) == [160 + 32])
    #expect(lengths([ping(nil, "fd10::1")]) == [160 + 32])
    #expect(lengths([ping(548)]) == [640 + 32])
    // A TCP opening of 60 bytes, of 80 in IPv6; a question for a name of ten letters of 56, and 76.
    #expect(lengths([.tcpConnect(host: "10.244.1.20", port: 80, sourcePort: nil)]) == [112 + 32, 144 + 32])
    #expect(lengths([.lookup(name: "google.com", server: nil)]) == [112 + 32, 128 + 32])
    #expect(lengths([.readFile(path: "/etc/resolv.conf")]) == [])
  }

  @Test("one that fills the device is as long as every message of a bulk transfer, and is not looked for")
  func full() {
    #expect(lengths([ping(1202)]) == [])
    #expect(lengths([ping(1172)]) == [1264 + 32])
    let carried = CarriedPackets([], underlay: .ipv4, mtu: 1280)
    #expect(carried.messageLength(carrying: 134) == nil)
    #expect(CarriedPackets.everything(mtu: 1280).messageLength(carrying: 1280) == 1280 + 32)
  }

  @Test("longer ones go in fragments, whose last one is known by its length")
  func cut() {
    // 1472 + 28 + 50 = 1550: 1256 bytes of data in 1276, and the other 274 in 294.
    #expect(CarriedPackets.fragments(of: 1550, mtu: 1280, .ipv4) == [1276, 294])
    #expect(lengths([ping(1472)]) == [304 + 32])
    // Over IPv6 each has a fragment header: 1232 bytes of data in 1280, and the other 298 of 1530 in 346.
    #expect(CarriedPackets.fragments(of: 1570, mtu: 1280, .ipv6) == [1280, 346])
    #expect(CarriedPackets.fragments(of: 20 + 2 * 1256, mtu: 1280, .ipv4) == [1276, 1276])
    #expect(CarriedPackets.fragments(of: 1280, mtu: 1280, .ipv4) == [1280])
    let real = WireBytes.fragments(
      WireBytes.vxlan(
        Place.master4, Place.worker4, vni: 1, WireBytes.echo(Place.client4, Place.server4, id: 1, payload: 1472)),
      mtu: 1280)
    #expect(real.map(\.count) == [1276, 294])
  }

  private static let size = 1472

  /// An echo that is longer than tailscale0's MTU: pods believe in the physical uplink's where only that is selected.
  private func cutEcho(encrypted: Bool) throws -> FlowProof {
    var wire = try Wire("A")
    wire.answer(.pathMTU, "\(Self.size)", Busybox.pingLost, Nodes.masterToWorker)
    let echo = WireBytes.echo(Place.client4, Place.server4, id: 94, payload: Self.size)
    for piece in WireBytes.fragments(
      WireBytes.vxlan(Place.master4, Place.worker4, vni: 4711, echo), mtu: 1280)
    {
      wire.pass(Nodes.m, "tailscale0", piece)
      if encrypted {
        wire.pass(Nodes.m, "enp0s6", WireBytes.wireGuard(Place.uplink4, Place.peer4, carrying: piece.count))
      }
      wire.pass(Nodes.w, "tailscale0", out: false, piece)
    }
    return try #require(try wire.flow(.pathMTU, Nodes.masterToWorker, "ping"))
  }

  @Test("of a packet in fragments the last one is found in WireGuard")
  func fragments() throws {
    let proof = try cutEcho(encrypted: true)
    #expect(proof.statement.contains("1 of 1 encrypted in WireGuard on enp0s6") && proof.gaps == [])
    #expect(proof.fragments == 2 && proof.largestPacket == 1276)
    let peer = try #require(Place.peer4.ipv4).description
    #expect(proof.wireGuard?.endpoints.map(\.address.description) == [peer] && proof.wireGuard?.provesRelay == false)
  }

  @Test("without a message of its length nothing is proven of this leg, and that is no contradiction")
  func missing() throws {
    let proof = try cutEcho(encrypted: false)
    #expect(proof.findings == [])
    #expect(proof.gaps == ["instance-master: no WireGuard message that carries it was seen on enp0s6"])
    #expect(PathProof(flows: [proof]).conclusion == .unproven)
    #expect(proof.statement.contains("no WireGuard message of its size seen on enp0s6"))
    // The ping itself was lost: a tunnel that is down has no messages either.
    #expect(proof.wireGuard?.judged == 1 && proof.wireGuard?.provesRelay == false)
  }

  @Test(
    "an answered probe without any message was carried by something else, unless by another uplink",
    arguments: [false, true])
  func relayed(elsewhere: Bool) throws {
    var wire = try Wire()
    wire.answer(.crossNodePod, "ping", Busybox.pinged, Nodes.masterToWorker)
    wire.answers.facts.nodes[0].devices.append(
      Device(name: "enp9s0", index: 4712, type: "device", mtu: 9000, flags: ["up"], addresses: []))
    let outer = WireBytes.vxlan(
      Place.master4, Place.worker4, vni: 4711, WireBytes.echo(Place.client4, Place.server4, id: 94))
    wire.pass(Nodes.m, "tailscale0", outer)
    if elsewhere {
      wire.pass(Nodes.m, "enp9s0", WireBytes.wireGuard(Place.uplink4, Place.peer4, carrying: outer.count))
    }
    let proof = try #require(try wire.flow(.crossNodePod, Nodes.masterToWorker, "ping"))
    #expect(proof.wireGuard?.provesRelay == !elsewhere && proof.wireGuard?.isElsewhere == elsewhere)
  }

  @Test("a message to another node's address, or to one that several may have, is not said to have carried it")
  func owners() throws {
    func proof(_ change: (inout ClusterFacts) throws -> Void) throws -> FlowProof {
      var wire = try Wire()
      wire.answer(.crossNodePod, "ping", Busybox.pinged, Nodes.masterToWorker)
      try change(&wire.answers.facts)
      let outer = WireBytes.vxlan(
        Place.master4, Place.worker4, vni: 4711, WireBytes.echo(Place.client4, Place.server4, id: 94))
      wire.pass(Nodes.m, "tailscale0", outer)
      wire.pass(Nodes.m, "enp0s6", WireBytes.wireGuard(Place.uplink4, Place.peer4, carrying: outer.count))
      return try #require(try wire.flow(.crossNodePod, Nodes.masterToWorker, "ping"))
    }
    let peer = try #require(Place.peer4.ipv4)
    let unknown = try proof { _ in }
    #expect(unknown.statement.contains("1 of 1 encrypted in WireGuard on enp0s6"), "\(unknown.statement)")
    let own = try proof { $0.nodes[1].externalIP = peer }
    #expect(
      own.statement.contains("1 of 1 encrypted in WireGuard on enp0s6")
        && !own.gaps.contains { $0.contains("WireGuard") })
    let other = try proof { facts in
      facts.nodes.append(
        NodeFacts(name: "third", internalIP: nil, externalIP: peer, podCIDR: nil, devices: [], routes: []))
    }
    #expect(
      other.statement.contains("no WireGuard message of its size to that node seen on enp0s6, only to others"),
      "\(other.statement)")
    #expect(other.gaps.first == "instance-master: no WireGuard message that carries it was seen on enp0s6")
    // The record keeps what was taken for the flow's: the tailnet's judge looks at all flows together.
    #expect(other.wireGuard?.endpoints.count == 1)
  }

  @Test("each packet needs a message of its own")
  func oneEach() throws {
    var wire = try Wire()
    wire.answer(.crossNodePod, "ping", Busybox.pingLost, Nodes.masterToWorker)
    for sequence in 0..<2 {
      let outer = WireBytes.vxlan(
        Place.master4, Place.worker4, vni: 4711,
        WireBytes.echo(Place.client4, Place.server4, id: 94, sequence: sequence))
      wire.pass(Nodes.m, "tailscale0", outer)
    }
    wire.pass(Nodes.m, "enp0s6", WireBytes.wireGuard(Place.uplink4, Place.peer4, carrying: 134))
    let proof = try #require(try wire.flow(.crossNodePod, Nodes.masterToWorker, "ping"))
    #expect(proof.statement.contains("1 of 2 encrypted in WireGuard on enp0s6"))
  }

  @Test("what fills the device is said to be too long to be told from others")
  func tooLong() throws {
    var wire = try Wire()
    wire.answer(.pathMTU, "1202", Busybox.pingLost, Nodes.masterToWorker)
    let outer = WireBytes.vxlan(
      Place.master4, Place.worker4, vni: 4711, WireBytes.echo(Place.client4, Place.server4, id: 94, payload: 1202))
    wire.pass(Nodes.m, "tailscale0", outer)
    let proof = try #require(try wire.flow(.pathMTU, Nodes.masterToWorker, "ping"))
    #expect(outer.count == 1280 && proof.gaps == [])
    #expect(proof.statement.contains("too long to be told from others in WireGuard on enp0s6"))
  }
}
