import Testing

@testable import Capture

/// No recording holds Geneve: these packets are made from RFC 8926. VXLAN's are recorded; here are their edges (RFC 7348).
@Suite("Tunnel headers")
struct TunnelTests {
  private let inner = Packets.ethernet(0x0800, Packets.ipv4(1, Packets.echo(8, id: 14, sequence: 0), from: 7, to: 8))

  private func geneve(first: UInt8 = 0, proto: Int = 0x6558, options: [UInt8] = []) -> IPPacket? {
    let header = [first, 0] + Packets.half(proto) + Packets.word(760 << 8) + options
    return Packets.decode(Packets.ipv4(17, Packets.udp(50_000, 6081, header + inner)))
  }

  private func vxlan(flags: UInt8 = 0x08, port: Int = 8472, tunnels: TunnelPorts = .init()) -> IPPacket? {
    let header = [flags, 0, 0, 0] + Packets.word(5397 << 8)
    return IPPacket(Packets.ipv4(17, Packets.udp(50_000, port, header + inner))[...], tunnels: tunnels)
  }

  @Test("Geneve's identifier and the packet inside are read, with and without options")
  func geneveInner() throws {
    for packet in [geneve(), geneve(first: 2, options: [UInt8](repeating: 0xA5, count: 8))] {
      let packet = try #require(packet)
      #expect(packet.udp?.tunnel?.encapsulation == .geneve && packet.udp?.tunnel?.vni == 760)
      #expect(packet.tunnelled?.source.description == "10.0.0.7" && packet.tunnelled?.icmp?.identifier == 14)
    }
  }

  @Test("what is not version 0 of Geneve, or holds no Ethernet, is no tunnel")
  func otherGeneve() {
    #expect(geneve(first: 0x40)?.udp != nil && geneve(first: 0x40)?.udp?.tunnel == nil)
    #expect(geneve(proto: 0x0800)?.udp?.tunnel == nil)
  }

  @Test("options that reach beyond the packet leave the identifier and no packet inside")
  func optionsBeyondTheEnd() {
    let packet = geneve(first: 0x3F)
    #expect(packet?.udp?.tunnel?.vni == 760 && packet?.tunnelled == nil)
  }

  @Test("VXLAN needs its identifier's flag, and the port that means it")
  func vxlanFlag() {
    #expect(vxlan()?.udp?.tunnel?.encapsulation == .vxlan && vxlan()?.udp?.tunnel?.vni == 5397)
    #expect(vxlan(flags: 0)?.udp != nil && vxlan(flags: 0)?.udp?.tunnel == nil)
    #expect(vxlan(port: 4789)?.tunnelled == nil)
    #expect(vxlan(port: 4789, tunnels: TunnelPorts(vxlan: 4789))?.tunnelled?.icmp?.identifier == 14)
  }

  @Test("tunnels in tunnels are followed only so far")
  func nested() {
    var packet = Packets.ipv4(1, Packets.echo(8, id: 1, sequence: 1))
    for _ in 0..<50 {
      let header: [UInt8] = [0x08, 0, 0, 0, 0, 0, 1, 0]
      packet = Packets.ipv4(17, Packets.udp(1, 8472, header + Packets.ethernet(0x0800, packet)))
    }
    var depth = 0
    var inside = Packets.decode(packet)?.tunnelled
    while let next = inside {
      depth += 1
      inside = next.tunnelled
    }
    #expect(depth == 3)
  }
}
