import Capture
import Cilium
import Testing

@testable import Conformance

/// What captures keep, by libpcap's own reading of the expression.
@Suite("The filter of captures")
struct CaptureFilterTests {
  private typealias Place = Wire.Place
  private static let world4 = IPAddress.v4(IPv4Address(8, 8, 8, 8))
  private static let stranger4 = IPAddress.v4(IPv4Address(10, 244, 1, 99))
  private static let stranger6 = Place.address("fd10:244:0:1::99")

  private func filter(_ wire: Wire, on name: String = Nodes.m) throws -> PacketFilter {
    let node = try #require(wire.facts.node(name))
    let filter = CaptureFilter(
      facts: wire.facts, node: node, pods: wire.answers.pods, endpoints: wire.answers.endpoints,
      carried: CarriedPackets(of: node, plan: wire.answers.plan, facts: wire.facts))
    return try PacketFilter(filter.expression, linkType: .linuxCooked2)
  }

  private func keeps(_ filter: PacketFilter, _ packet: [UInt8]) -> Bool {
    let etherType = packet[0] >> 4 == 6 ? [0x86, 0xDD] : [0x08, 0x00] as [UInt8]
    let cooked = etherType + [UInt8](repeating: 0, count: 18)
    return filter.matches(CapturedPacket(linkType: .linuxCooked2, bytes: cooked + packet))
  }

  private func vxlan(_ source: IPAddress, _ destination: IPAddress, over family: IPFamily) -> [UInt8] {
    let (here, there) = family == .ipv4 ? (Place.master4, Place.worker4) : (Place.master6, Place.worker6)
    return WireBytes.vxlan(here, there, vni: 1, WireBytes.echo(source, destination, id: 1))
  }

  @Test("probe pods' packets are kept, in clear and in a tunnel over either family; other pods' are not")
  func pods() throws {
    let filters: [(IPFamily, PacketFilter)] = [
      (.ipv4, try filter(try Wire())), (.ipv6, try filter(try Wire("C", ["underlay-protocol": "ipv6"]))),
    ]
    for (underlay, filter) in filters {
      for (pod, peer, stranger) in [
        (Place.client4, Self.stranger4, IPAddress.v4(IPv4Address(10, 244, 0, 98))),
        (Place.client6, Self.stranger6, Place.address("fd10:244:0:1::98")),
      ] {
        #expect(keeps(filter, WireBytes.tcp(pod, 1, peer, 80)))
        #expect(keeps(filter, vxlan(pod, peer, over: underlay)) && keeps(filter, vxlan(peer, pod, over: underlay)))
        #expect(!keeps(filter, vxlan(peer, stranger, over: underlay)))
        #expect(!keeps(filter, WireBytes.tcp(peer, 1, stranger, 80)))
      }
    }
  }

  @Test("of ICMPv6 echoes and errors are kept, neighbours' messages are not")
  func icmp() throws {
    let filter = try filter(try Wire())
    #expect(keeps(filter, WireBytes.echo(Place.uplink6, Place.world6, id: 1)))
    #expect(keeps(filter, WireBytes.echo(Place.world6, Place.uplink6, id: 1, reply: true)))
    let packet = WireBytes.echo(Place.uplink6, Place.world6, id: 1)
    #expect(keeps(filter, WireBytes.tooBig(Place.world6, Place.uplink6, mtu: 1280, about: packet)))
    for type: UInt8 in [133, 134, 135, 136] {
      let body = [type, 0, 0, 0] + [UInt8](repeating: 0, count: 20)
      #expect(!keeps(filter, WireBytes.ip(Place.uplink6, Place.master6, 58, body)))
    }
    #expect(keeps(filter, WireBytes.echo(Place.uplink4, Self.world4, id: 1)))
  }

  @Test("of connections to servers outside openings and refusals are kept, by name those of the node to the port")
  func servers() throws {
    let server4 = IPAddress.v4(IPv4Address(203, 0, 113, 10))
    let server6 = Place.address("2001:db8:8::443")
    let stranger = IPAddress.v4(IPv4Address(203, 0, 113, 11))
    var wire = try Wire()
    let byName = try filter(wire)
    wire.answers.endpoints.httpsAddress = "\(server4)"
    wire.answers.endpoints.ipv6 = IPv6Endpoints(httpsAddress: "\(server6)")
    let byAddress = try filter(wire)
    for (uplink, server) in [(Place.uplink4, server4), (Place.uplink6, server6)] {
      for filter in [byName, byAddress] {
        #expect(keeps(filter, WireBytes.tcp(uplink, 1, server, 443)))
        #expect(keeps(filter, WireBytes.tcp(server, 443, uplink, 1, flags: 0x12)))
        #expect(keeps(filter, WireBytes.tcp(server, 443, uplink, 1, flags: 0x14)))
        #expect(!keeps(filter, WireBytes.tcp(uplink, 1, server, 443, flags: 0x18)))
      }
    }
    #expect(keeps(byName, WireBytes.tcp(Place.uplink4, 1, stranger, 443)))
    #expect(!keeps(byAddress, WireBytes.tcp(Place.uplink4, 1, stranger, 443)))
    #expect(!keeps(byName, WireBytes.tcp(Place.uplink4, 1, stranger, 8443)))
    #expect(!keeps(byName, WireBytes.tcp(stranger, 1, server4, 443)))
    let question = WireBytes.dns("google.com")
    for (uplink, server) in [(Place.uplink4, Self.world4), (Place.uplink6, Place.world6)] {
      #expect(keeps(byName, WireBytes.udp(uplink, 1, server, 53, question)))
      #expect(!keeps(byName, WireBytes.udp(uplink, 1, server, 5353, question)))
    }
  }

  @Test("fragments are kept, and WireGuard's messages of probes' lengths; a full one and a handshake are not")
  func messages() throws {
    let wire = try Wire()
    let filter = try filter(wire)
    let node = try #require(wire.facts.node(Nodes.m))
    let carried = CarriedPackets(of: node, plan: wire.answers.plan, facts: wire.facts)
    let unknown = try #require((64..<1200).first { carried.messageLength(carrying: $0) == nil })
    let echo = WireBytes.echo(Place.client4, Place.server4, id: 1, payload: 1472)
    let pieces = WireBytes.fragments(
      WireBytes.vxlan(Place.master4, Place.worker4, vni: 1, echo), mtu: 1280)
    #expect(pieces.allSatisfy { keeps(filter, $0) })
    let later = [17, 0] + WireBytes.half(1232) + [0, 0, 0, 7, 1, 2, 3, 4] as [UInt8]
    #expect(keeps(filter, WireBytes.ip(Place.master6, Place.worker6, 44, later)))
    for (uplink, peer) in [(Place.uplink4, Place.peer4), (Place.uplink6, Place.address("2001:db8:2::1"))] {
      #expect(keeps(filter, WireBytes.wireGuard(uplink, peer, carrying: 134)))
      #expect(keeps(filter, WireBytes.wireGuard(uplink, peer, carrying: 626)))
      #expect(!keeps(filter, WireBytes.wireGuard(uplink, peer, carrying: 1280)))
      #expect(!keeps(filter, WireBytes.wireGuard(uplink, peer, carrying: unknown)))
      let handshake = [1, 0, 0, 0] + [UInt8](repeating: 0, count: 144)
      #expect(!keeps(filter, WireBytes.udp(uplink, 41_641, peer, 41_641, handshake)))
    }
  }

  @Test("STUN is kept on a node with Tailscale; TURN and other ports are not, nor is any without it")
  func stun() throws {
    let wire = try Wire()
    let filter = try filter(wire)
    let (ours, theirs) = (STUNBytes.request(1), STUNBytes.answer(1, Place.peer4, 41_641))
    for (uplink, server) in [(Place.uplink4, Self.world4), (Place.uplink6, Place.world6)] {
      #expect(keeps(filter, WireBytes.udp(uplink, 41_641, server, 3478, ours)))
      #expect(keeps(filter, WireBytes.udp(server, 3478, uplink, 41_641, theirs)))
      #expect(keeps(filter, WireBytes.udp(server, 3478, uplink, 41_641, STUNBytes.refusal(1))))
      #expect(!keeps(filter, WireBytes.udp(uplink, 41_641, server, 3479, ours)))
      #expect(!keeps(filter, WireBytes.udp(uplink, 41_641, server, 3478, STUNBytes.allocation())))
      #expect(!keeps(filter, WireBytes.udp(uplink, 41_641, server, 3478, [0x40, 0, 0, 4] + ours.dropFirst(4))))
    }
    #expect(theirs.count + 20 + 40 + 8 < CaptureOptions().snapshotLength)
    var plain = wire
    for index in plain.answers.facts.nodes.indices {
      plain.answers.facts.nodes[index].devices.removeAll { $0.name == "tailscale0" }
    }
    #expect(try !keeps(self.filter(plain), WireBytes.udp(Place.uplink4, 41_641, Self.world4, 3478, ours)))
  }

  @Test("where a cluster DNS pod runs, what other nodes' probes ask it is kept too")
  func lookups() throws {
    var wire = try Wire()
    let question = WireBytes.udp(
      Place.client4, 50_000, .v4(IPv4Address(10, 244, 1, 2)), 53, WireBytes.dns("google.com"))
    let outer = WireBytes.vxlan(Place.master4, Place.worker4, vni: 1, question)
    #expect(keeps(try filter(wire, on: Nodes.w), outer))
    wire.answers.facts.dnsPods.removeAll { $0.node == Nodes.w }
    #expect(!keeps(try filter(wire, on: Nodes.w), outer))
    #expect(CaptureFilter.clients(askingOn: Nodes.w, wire.facts, wire.answers.pods).isEmpty)
  }

  @Test("a cluster of IPv4 alone has no terms of IPv6")
  func ipv4Alone() throws {
    let facts = try RecordedCluster.facts("C")
    let answers = SyntheticAnswers(facts)
    let node = try #require(facts.node(Nodes.m))
    let expression = CaptureFilter(
      facts: facts, node: node, pods: answers.pods, endpoints: answers.endpoints,
      carried: CarriedPackets(of: node, plan: answers.plan, facts: facts)
    ).expression
    #expect(!expression.contains("ip6") && !expression.contains("icmp6"))
    _ = try PacketFilter(expression, linkType: .linuxCooked2)
  }
}
