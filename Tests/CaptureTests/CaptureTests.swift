import Foundation
import Testing

@testable import Capture

@Suite("Captures")
struct CaptureTests {
  private func data(_ name: String) throws -> Data {
    let root = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try Data(contentsOf: root.appendingPathComponent(name + ".pcap"))
  }

  private func packets(_ name: String, filter: String? = nil) throws -> [IPPacket] {
    try PacketFile(data: data(name), filter: filter).packets.compactMap { $0.ip() }
  }

  @Test("A cross-node ping on tailscale0 is VXLAN between the node IPs around the pods' echo")
  func tunnel() throws {
    let file = try PacketFile(data: data("C-ping-cross-node.tailscale0"))
    #expect(file.linkType == .rawIP && file.packets.count == 4)
    let packets = file.packets.compactMap { $0.ip() }
    #expect(packets.map(\.source.description) == ["100.64.0.1", "100.64.0.2", "100.64.0.1", "100.64.0.2"])
    #expect(packets.allSatisfy { $0.udp?.destinationPort == 8472 })
    #expect(packets.map { $0.udp?.tunnel?.vni } == [760, 5397, 760, 5397])
    let inner = try packets.map { try #require($0.tunnelled) }
    #expect(inner.map(\.source.description) == ["10.244.0.119", "10.244.1.25", "10.244.0.119", "10.244.1.25"])
    #expect(inner.map { $0.icmp?.isEchoRequest } == [true, false, true, false])
    #expect(inner.allSatisfy { $0.icmp?.identifier == 14 })
    #expect(inner.map { $0.icmp?.sequence } == [0, 0, 1, 1])
    #expect(inner.allSatisfy { $0.totalLength == 84 } && packets.allSatisfy { $0.totalLength == 134 })
  }

  @Test("With tailscale0 alone a pod's own address leaves enp0s6, and nothing comes back")
  func barePodAddress() throws {
    let packets = try packets("B-ping-8.8.8.8.enp0s6")
    #expect(packets.count == 3)
    #expect(packets.allSatisfy { $0.source.description == "10.244.0.231" && $0.icmp?.isEchoRequest == true })
    #expect(packets.allSatisfy { $0.destination.description == "8.8.8.8" && $0.icmp?.identifier == 26 })
  }

  @Test("With both devices the node's address leaves enp0s6, and replies come back to it")
  func masqueraded() throws {
    let packets = try packets("C-ping-8.8.8.8.enp0s6")
    #expect(
      packets.filter { $0.icmp?.isEchoRequest == true }.map(\.source.description)
        == Array(
          repeating: "10.0.0.239", count: 3))
    #expect(
      packets.filter { $0.icmp?.isEchoReply == true }.map(\.destination.description)
        == Array(
          repeating: "10.0.0.239", count: 3))
  }

  @Test("A filter in tcpdump's language keeps what matches")
  func filters() throws {
    let replies = try packets("C-ping-8.8.8.8.enp0s6", filter: "icmp and src host 8.8.8.8")
    #expect(replies.count == 3 && replies.allSatisfy { $0.icmp?.isEchoReply == true })
    #expect(try packets("C-ping-8.8.8.8.enp0s6", filter: "udp").isEmpty)
    #expect(try packets("C-ping-cross-node.tailscale0", filter: "udp port 8472").count == 4)
    let error = try #require(throws: CaptureError.self) { try packets("C-ping-8.8.8.8.enp0s6", filter: "udp porx 1") }
    #expect(error.description.contains("udp porx 1"))
  }

  @Test("DNS and TCP ports are read")
  func ports() throws {
    let packets = try packets("C-wget.enp0s6")
    #expect(packets.first?.udp?.destinationPort == 53 && packets.first?.udp?.sourcePort == 49640)
    #expect(packets.first?.udp?.tunnel == nil)
    let openings = packets.compactMap(\.tcp).filter(\.isOpening)
    #expect(!openings.isEmpty && openings.allSatisfy { $0.destinationPort == 443 })
  }

  @Test("A capture that kept only the packets' beginnings is decoded as far as it goes")
  func snapped() throws {
    let file = try PacketFile(data: data("C-ping-cross-node-wg.enp0s6"))
    #expect(file.packets.contains { $0.isTruncated && $0.bytes.count == 96 })
    let packets = file.packets.compactMap { $0.ip() }
    #expect(packets.count == file.packets.count)
    #expect(packets.allSatisfy { $0.udp?.sourcePort == 41641 || $0.udp?.destinationPort == 41641 })
  }

  @Test("Time stamps are kept to the microsecond")
  func timestamps() throws {
    let packets = try PacketFile(data: data("B-ping-8.8.8.8.enp0s6")).packets
    let gap = packets[1].timestamp - packets[0].timestamp
    #expect(gap > .milliseconds(999) && gap < .milliseconds(1002))
    #expect(packets[0].timestamp.components.attoseconds / 1_000_000_000_000 == 437_644)
  }

  @Test("Bytes cut anywhere never crash the decoder, and never change what was decoded before the cut")
  func cutPackets() throws {
    for name in ["C-ping-cross-node.tailscale0", "C-wget.enp0s6"] {
      for packet in try PacketFile(data: data(name)).packets {
        guard let whole = packet.ip() else { continue }
        for length in 0..<packet.bytes.count {
          let cut = CapturedPacket(linkType: packet.linkType, bytes: Array(packet.bytes.prefix(length)))
          guard let decoded = cut.ip() else { continue }
          #expect(decoded.source == whole.source && decoded.destination == whole.destination)
          #expect(decoded.payload == .undecoded || decoded.udp?.length == whole.udp?.length)
          if let inner = decoded.tunnelled { #expect(inner.source == whole.tunnelled?.source) }
        }
      }
    }
  }

  @Test("A damaged file says how far it went, and what is no capture is refused")
  func damagedFiles() throws {
    let bytes = try data("B-ping-8.8.8.8.enp0s6")
    let error = try #require(throws: CaptureError.self) { try PacketFile(data: bytes.dropLast(10)) }
    guard case .damaged(packetsBefore: 2, _) = error else {
      Issue.record("not damaged after two packets: \(error)")
      return
    }
    #expect(throws: CaptureError.self) { try PacketFile(data: Data("no capture at all, but long enough".utf8)) }
    #expect(throws: CaptureError.self) { try PacketFile(data: Data()) }
  }

  @Test("Fragments, VLAN tags and cooked headers are understood")
  func otherHeaders() throws {
    let packet = try #require(PacketFile(data: data("B-ping-8.8.8.8.enp0s6")).packets.first)
    let ip = Array(packet.bytes.dropFirst(14))
    let expected = packet.ip()
    let tagged = Array(packet.bytes.prefix(12)) + [0x81, 0x00, 0x00, 0x05, 0x08, 0x00] + ip
    #expect(CapturedPacket(linkType: .ethernet, bytes: tagged).ip() == expected)
    let cooked = [UInt8](repeating: 0, count: 14) + [0x08, 0x00] + ip
    #expect(CapturedPacket(linkType: .linuxCooked, bytes: cooked).ip() == expected)
    let cooked2 = [0x08, 0x00] + [UInt8](repeating: 0, count: 18) + ip
    #expect(CapturedPacket(linkType: .linuxCooked2, bytes: cooked2).ip() == expected)
    #expect(CapturedPacket(linkType: .rawIP, bytes: ip).ip() == expected)
    #expect(CapturedPacket(linkType: .other(147), bytes: ip).ip() == nil)
    var later = ip
    later[6] = 0x20
    later[7] = 0x96
    let fragment = try #require(CapturedPacket(linkType: .rawIP, bytes: later).ip())
    #expect(fragment.payload == .laterFragment && fragment.fragmentOffset == 1200 && fragment.moreFragments)
    #expect(CapturedPacket(linkType: .rawIP, bytes: [0x70] + ip.dropFirst()).ip() == nil)
  }
}
