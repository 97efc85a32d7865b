import Cilium
import Probes
import Testing

@testable import Conformance

/// IPv6 between pods, nodes and the internet, on packets that are made byte by byte: the lab has no IPv6, and no capture
/// of it was recorded.
@Suite("Packets of IPv6 paths")
struct IPv6PathTests {
  private typealias Place = Wire.Place

  /// The master's pod pings the worker's: requests and answers in the tunnel.
  private func crossNode(_ configuration: [String: String] = [:], over family: IPFamily = .ipv4) throws -> Wire {
    var wire = try Wire("C", configuration)
    wire.answer(.crossNodePodIPv6, "ping", Busybox.pinged, Nodes.masterToWorker)
    for sequence in 0..<2 {
      wire.tunnel(
        WireBytes.echo(Place.client6, Place.server6, id: 94, sequence: sequence),
        WireBytes.echo(Place.server6, Place.client6, id: 94, sequence: sequence, reply: true), over: family)
    }
    return wire
  }

  private func ping(_ wire: Wire) throws -> FlowProof {
    try #require(try wire.flow(.crossNodePodIPv6, Nodes.masterToWorker, "ping"))
  }

  @Test("between nodes: ICMPv6 in VXLAN over IPv4, with the pod's identity, encrypted, seen on both nodes")
  func tunnel() throws {
    let proof = try ping(try crossNode())
    #expect(proof.findings == [] && proof.gaps == [])
    #expect(proof.key == "ICMPv6 id 94")
    #expect(proof.expectation == "in the tunnel by tailscale0, outer 100.64.0.1 → 100.64.0.2, and an answer comes back")
    #expect(
      proof.statement.text
        == "pod fd10:244::10 → fd10:244:0:1::20: left tailscale0 in VXLAN VNI 4711, outer 100.64.0.1 → 100.64.0.2, 2 of 2 encrypted in WireGuard on enp0s6, seen on instance-worker, reply seen"
    )
    #expect(proof.sightings.count == 4 && proof.largestPacket == 154)
  }

  @Test("over an IPv6 underlay the outer addresses are the nodes' IPv6 ones, and IPv4's contradict the rule")
  func underlay() throws {
    let settings = ["underlay-protocol": "ipv6"]
    let proof = try ping(try crossNode(settings, over: .ipv6))
    #expect(proof.findings == [] && proof.gaps == [])
    #expect(proof.statement.contains("outer fd7a:115c:a1e0::1 → fd7a:115c:a1e0::2"))
    #expect(proof.largestPacket == 174)
    #expect(try ping(try crossNode(settings, over: .ipv4)).findings.map(\.kind) == [.wrongTunnelAddresses])
    #expect(try ping(try crossNode([:], over: .ipv6)).findings.map(\.kind) == [.wrongTunnelAddresses])
  }

  @Test("another identity, a copy too many either way, another uplink and a packet in clear contradict the rule")
  func contradictions() throws {
    var wire = try crossNode()
    wire.identity = 4712
    #expect(try ping(wire).findings.map(\.kind) == [.wrongIdentity])
    let request = WireBytes.echo(Place.client6, Place.server6, id: 94)
    var twice = try crossNode()
    twice.pass(Nodes.m, "tailscale0", WireBytes.vxlan(Place.master4, Place.worker4, vni: 4711, request))
    #expect(try ping(twice).findings.map(\.kind) == [.duplicated])
    var echoed = try crossNode()
    let reply = WireBytes.echo(Place.server6, Place.client6, id: 94, reply: true)
    echoed.pass(Nodes.m, "tailscale0", out: false, WireBytes.vxlan(Place.worker4, Place.master4, vni: 4712, reply))
    let finding = try #require(try ping(echoed).findings.first)
    #expect(finding.kind == .duplicated && finding.detail.hasSuffix("came in by tailscale0 2 times"))
    var stray = try crossNode()
    stray.pass(
      Nodes.m, "enp0s6",
      WireBytes.vxlan(
        Place.master4, Place.worker4, vni: 4711, WireBytes.echo(Place.client6, Place.server6, id: 94, sequence: 7)))
    #expect(try ping(stray).findings.map(\.kind) == [.wrongUplink])
    var leaking = try crossNode()
    leaking.pass(Nodes.m, "enp0s6", request)
    let leak = try #require(try ping(leaking).findings.first)
    #expect(leak.kind == .clearTextLeak && leak.detail.hasPrefix("fd10:244::10 → fd10:244:0:1::20 passed enp0s6"))
  }

  @Test("what left and did not arrive is lost between the nodes; what another ping sent is not this one's")
  func losses() throws {
    var wire = try Wire()
    wire.answer(.crossNodePodIPv6, "ping", Busybox.pingLost, Nodes.masterToWorker)
    wire.tunnel(WireBytes.echo(Place.client6, Place.server6, id: 94), nil)
    #expect(try ping(wire).findings.map(\.kind) == [.unanswered])
    wire.remove(Nodes.w) { _ in true }
    #expect(try ping(wire).findings.map(\.kind) == [.lostBetweenNodes])
    var other = try Wire()
    other.answer(.crossNodePodIPv6, "ping", Busybox.pingLost, Nodes.masterToWorker)
    other.tunnel(WireBytes.echo(Place.client6, Place.server6, id: 95), nil)
    #expect(try ping(other).findings.map(\.kind) == [.notSent])
    // An ICMP echo's numbers mean nothing in ICMPv6.
    var confused = try Wire()
    confused.answer(.crossNodePodIPv6, "ping", Busybox.pingLost, Nodes.masterToWorker)
    confused.tunnel(
      WireBytes.ip(Place.client6, Place.server6, 58, [8, 0, 0, 0] + WireBytes.half(94) + [0, 0]), nil)
    #expect(try ping(confused).findings.map(\.kind) == [.notSent])
  }

  @Test("to the internet: by enp0s6 with its IPv6 address where it masquerades; the pod's own contradicts the rule")
  func external() throws {
    func proof(_ folder: String, as source: IPAddress, _ raw: RawProbeResult) throws -> FlowProof {
      var wire = try Wire(folder)
      wire.answer(.externalPingIPv6, "ping", raw)
      wire.pass(Nodes.m, "enp0s6", WireBytes.echo(source, Place.world6, id: 94))
      wire.pass(Nodes.m, "enp0s6", out: false, WireBytes.echo(Place.world6, source, id: 94, reply: true))
      return try #require(try wire.flow(.externalPingIPv6, "ping"))
    }
    let masqueraded = try proof("C", as: Place.uplink6, Busybox.pinged)
    #expect(masqueraded.findings == [] && masqueraded.gaps == [])
    #expect(
      masqueraded.statement
        == "pod fd10:244::10 → 2001:4860:4860::8888: left enp0s6 as 2001:db8:1:1::10, reply seen")
    let bare = try proof("C", as: Place.client6, Busybox.pingLost)
    #expect(bare.findings.map(\.kind) == [.untranslated])
    #expect(bare.findings.first?.detail == "left enp0s6 as fd10:244::10, not as 2001:db8:1:1::10")
    // Where only tailscale0 is selected the rule predicts just that, and a translation contradicts it.
    #expect(try proof("B", as: Place.client6, Busybox.pingLost).findings.filter(\.contradicts) == [])
    #expect(try proof("B", as: Place.uplink6, Busybox.pinged).findings.map(\.kind) == [.translated])
  }

  @Test("to the other node's IPv6 address: by tailscale0 with its own, which both nodes see")
  func otherNode() throws {
    func proof(by device: String, as source: IPAddress) throws -> FlowProof {
      var wire = try Wire()
      wire.answer(.otherNodeIPv6, "ping", Busybox.pinged, Nodes.masterToWorker)
      let request = WireBytes.echo(source, Place.worker6, id: 94)
      let reply = WireBytes.echo(Place.worker6, source, id: 94, reply: true)
      wire.pass(Nodes.m, device, request)
      wire.pass(Nodes.w, device, out: false, request)
      wire.pass(Nodes.w, device, reply)
      wire.pass(Nodes.m, device, out: false, reply)
      return try #require(try wire.flow(.otherNodeIPv6, Nodes.masterToWorker, "ping"))
    }
    let right = try proof(by: "tailscale0", as: Place.master6)
    #expect(right.findings == [] && right.gaps == [])
    #expect(right.statement.hasSuffix("left tailscale0 as fd7a:115c:a1e0::1, seen on instance-worker, reply seen"))
    #expect(try proof(by: "enp0s6", as: Place.master6).findings.map(\.kind) == [.wrongUplink])
    #expect(try proof(by: "tailscale0", as: Place.client6).findings.map(\.kind) == [.untranslated])
  }

  @Test("UDP and TCP over IPv6 are known by their source ports, TCP by brackets in its URL")
  func transports() throws {
    var wire = try Wire()
    wire.answers.endpoints.ipv6 = IPv6Endpoints(httpsAddress: "2001:db8:8::443")
    wire.answer(.upstreamDNSIPv6, "lookup", Busybox.lookedUp)
    wire.answer(.externalHTTPSIPv6, "https", Busybox.page("2001:db8:1:1::10"))
    let server = Place.address("2001:db8:8::443")
    wire.leavePod(WireBytes.udp(Place.client6, 50_001, Place.world6, 53, WireBytes.dns("google.com")))
    wire.pass(Nodes.m, "enp0s6", WireBytes.udp(Place.uplink6, 50_001, Place.world6, 53, WireBytes.dns("google.com")))
    wire.leavePod(WireBytes.tcp(Place.client6, 50_002, server, 443))
    wire.pass(Nodes.m, "enp0s6", WireBytes.tcp(Place.uplink6, 50_002, server, 443))
    wire.pass(Nodes.m, "enp0s6", out: false, WireBytes.tcp(server, 443, Place.uplink6, 50_002, flags: 0x12))
    let lookup = try #require(try wire.flow(.upstreamDNSIPv6, "DNS"))
    #expect(lookup.key == "UDP port 50001" && lookup.findings == [])
    let get = try #require(try wire.flow(.externalHTTPSIPv6, "GET"))
    #expect(get.key == "TCP port 50002" && get.findings == [] && get.statement.hasSuffix("reply seen"))
    #expect(get.sightings.map(\.count) == [1, 1])
  }

  @Test("on one node: nothing may pass an uplink")
  func sameNode() throws {
    var wire = try Wire()
    wire.answer(.sameNodePodIPv6, "ping", Busybox.pinged)
    #expect(try wire.flow(.sameNodePodIPv6, "ping")?.statement.hasSuffix("no packet on any uplink") == true)
    wire.pass(Nodes.m, "tailscale0", WireBytes.echo(Place.client6, Place.neighbour6, id: 94))
    let finding = try #require(try wire.flow(.sameNodePodIPv6, "ping")?.findings.first)
    #expect(finding.kind == .clearTextLeak && finding.contradicts)
  }

  @Test("a packet too big about the flow is counted, one about another flow is not")
  func tooBig() throws {
    var wire = try Wire()
    wire.answer(.externalPingIPv6, "ping", Busybox.pinged)
    let router = Place.address("2001:db8:1:1::1")
    for identifier in [94, 95] {
      let packet = WireBytes.echo(Place.uplink6, Place.world6, id: identifier)
      wire.pass(Nodes.m, "enp0s6", packet)
      wire.pass(Nodes.m, "enp0s6", out: false, WireBytes.tooBig(router, Place.uplink6, mtu: 1280, about: packet))
    }
    #expect(try wire.flow(.externalPingIPv6, "ping")?.tooBig == 1)
  }

  @Test("a capture that lost packets proves no IPv6 path")
  func lossy() throws {
    var wire = try crossNode()
    wire.incompleteness = "the capture lost 3 packets"
    let proof = try #require(try wire.proof(.crossNodePodIPv6, Nodes.masterToWorker))
    #expect(proof.conclusion == .unproven && proof.gaps.contains("instance-master: the capture lost 3 packets"))
  }
}
