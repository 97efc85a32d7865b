import Foundation
import Testing

@testable import Capture

@Suite("WireGuard messages")
struct WireGuardTests {
  /// The message's first bytes, as WireGuard's paper lays them out in section 5.4: type, three zero bytes, the rest.
  private func message(_ type: UInt8, length: Int, reserved: UInt8 = 0) -> WireGuardMessage? {
    WireGuardMessage([type, reserved, 0, 0, 9, 9, 9, 9][...], length: length)
  }

  @Test("types are told by their number and their length")
  func types() {
    #expect(message(1, length: 148) == .handshakeInitiation)
    #expect(message(2, length: 92) == .handshakeResponse)
    #expect(message(3, length: 64) == .cookieReply)
    #expect(message(4, length: 32) == .transportData(paddedLength: 0))
    #expect(message(4, length: 128) == .transportData(paddedLength: 96))
  }

  @Test("a wrong length, a fifth type, a reserved byte that is set, or a cut-off type is no message")
  func others() {
    for (type, length) in [(1, 147), (2, 148), (3, 65), (4, 31), (5, 148), (0, 32)] {
      #expect(message(UInt8(type), length: length) == nil)
    }
    #expect(message(1, length: 148, reserved: 1) == nil)
    #expect(WireGuardMessage([4, 0, 0][...], length: 128) == nil)
  }

  @Test("in the recording every datagram of the tailnet is one, the pings' among them with their padded length")
  func recorded() throws {
    let root = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let file = try PacketFile(
      data: Data(contentsOf: root.appendingPathComponent("C-ping-cross-node-wg.enp0s6.pcap")))
    let messages = file.packets.compactMap { $0.ip()?.udp?.wireGuard }
    #expect(!messages.isEmpty && messages.count == file.packets.count)
    // A ping of 84 bytes is 134 bytes in VXLAN, which WireGuard pads to 144.
    #expect(messages.contains(.transportData(paddedLength: 144)))
    #expect(WireGuardMessage.dataLength(carrying: 134, deviceMTU: 1280) == 144 + 32)
  }

  @Test("padding never goes beyond the device's MTU")
  func padding() {
    #expect(WireGuardMessage.dataLength(carrying: 0, deviceMTU: 1280) == 32)
    #expect(WireGuardMessage.dataLength(carrying: 16, deviceMTU: 1280) == 48)
    #expect(WireGuardMessage.dataLength(carrying: 1275, deviceMTU: 1276) == 1276 + 32)
  }
}
