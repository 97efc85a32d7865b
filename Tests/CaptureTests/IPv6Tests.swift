import Testing

@testable import Capture

/// No recording holds IPv6: these packets are made from RFC 8200 and RFC 4443.
@Suite("IPv6 packets")
struct IPv6Tests {
  @Test("an echo's addresses, hop limit, length, identifier and sequence are read")
  func echo() throws {
    let packet = try #require(Packets.decode(Packets.ipv6(58, Packets.echo(128, id: 94, sequence: 3))))
    #expect(packet.source.description == "fd00::1" && packet.destination.description == "fd00::2")
    #expect(packet.ttl == 63 && packet.totalLength == 48 && packet.dontFragment && !packet.isFragment)
    #expect(packet.icmp?.isEchoRequest == true && packet.icmp?.identifier == 94 && packet.icmp?.sequence == 3)
    let reply = Packets.decode(Packets.ipv6(58, Packets.echo(129, id: 94, sequence: 3)))
    #expect(reply?.icmp?.isEchoReply == true)
    // Type 8 asks in ICMP, and means nothing in ICMPv6.
    #expect(Packets.decode(Packets.ipv6(58, Packets.echo(8, id: 94, sequence: 3)))?.icmp?.kind == .other)
  }

  @Test("extension headers are passed over (RFC 8200 section 4)")
  func extensionHeaders() throws {
    // Hop-by-hop options of eight bytes, then a routing header of sixteen, then UDP.
    let body =
      [43, 0, 1, 4, 0, 0, 0, 0] + [17, 1] + [UInt8](repeating: 0, count: 14) + Packets.udp(5353, 53, [1, 2, 3])
    let packet = try #require(Packets.decode(Packets.ipv6(0, body)))
    #expect(packet.protocolNumber == 17 && packet.udp?.sourcePort == 5353 && packet.udp?.destinationPort == 53)
  }

  @Test("a fragment tells its place, and only the first has a transport header")
  func fragments() throws {
    func fragment(offset: Int, more: Bool) -> [UInt8] {
      [17, 0] + Packets.half(offset | (more ? 1 : 0)) + Packets.word(0xDEAD_BEEF) + Packets.udp(5353, 53, [])
    }
    let first = try #require(Packets.decode(Packets.ipv6(44, fragment(offset: 0, more: true))))
    #expect(first.moreFragments && first.fragmentOffset == 0 && first.identification == 0xDEAD_BEEF)
    #expect(first.isFragment && first.udp?.destinationPort == 53)
    let last = try #require(Packets.decode(Packets.ipv6(44, fragment(offset: 1232, more: false))))
    #expect(!last.moreFragments && last.fragmentOffset == 1232 && last.isFragment && last.payload == .laterFragment)
  }

  @Test("a packet too big tells the next hop's MTU and quotes the packet (RFC 4443 section 3.2)")
  func tooBig() throws {
    let quoted = Packets.ipv6(17, Packets.udp(40_000, 8472, []), from: 7, to: 8)
    let message = [2, 0, 0, 0] + Packets.word(1280) + quoted
    let packet = try #require(Packets.decode(Packets.ipv6(58, message)))
    #expect(packet.icmp?.kind == .tooBig && packet.icmp?.nextHopMTU == 1280)
    #expect(packet.icmp?.quoted?.source.description == "fd00::7")
    #expect(packet.icmp?.quoted?.udp?.destinationPort == 8472)
  }

  @Test("a packet cut off anywhere keeps its addresses or is none")
  func cut() throws {
    let whole = Packets.ipv6(0, [58, 0, 1, 4, 0, 0, 0, 0] + Packets.echo(128, id: 1, sequence: 1))
    let addresses = try #require(Packets.decode(whole))
    for length in 0..<whole.count {
      let decoded = Packets.decode(Array(whole.prefix(length)))
      #expect((decoded == nil) == (length < 40))
      if let decoded { #expect(decoded.source == addresses.source && decoded.destination == addresses.destination) }
      if let identifier = decoded?.icmp?.identifier { #expect(identifier == 1) }
    }
  }
}
