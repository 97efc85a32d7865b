import Cilium
import Foundation
import Generators
import Testing

@testable import Conformance

@Suite("Addresses in place of others")
struct AddressMapTests {
  private func map(_ blocks: [String] = [], key: (UInt64, UInt64) = (17, 42)) -> AddressMap {
    AddressMap(key: key, blocks: blocks.compactMap { IPPrefix($0) })
  }

  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  @Test("lie in the same blocks as the ones before, and share as many first bits")
  func relations() throws {
    var random = SeededGenerator(seed: 7)
    let blocks = ["10.244.0.0/16", "10.244.1.0/24", "10.0.0.0/20", "100.64.7.0/24", "192.168.3.0/24", "fd00:1::/48"]
    let map = map(blocks)
    let known = try blocks.map { try #require(IPPrefix($0)) }
    let addresses = try (0..<300).map { _ in
      let bytes = (0..<4).map { _ in UInt8(random.below(256)) }
      let start = random.pick([[10, 244, 1], [10, 244], [10, 0], [100, 64], [192, 168, 3], [8], [UInt8]()])
      return try #require(IPAddress(bytes: Array((start + bytes).prefix(4))))
    }
    for one in addresses {
      #expect(one.isPublic == map(one).isPublic && one.isTailnet == map(one).isTailnet, "\(one) \(map(one))")
      for block in known { #expect(block.contains(one) == map(block).contains(map(one)), "\(one) in \(block)") }
    }
    for one in known {
      for other in known { #expect(one.contains(other) == map(one).contains(map(other)), "\(one) \(other)") }
    }
    for (one, other) in zip(addresses, addresses.dropFirst()) where one != other { #expect(map(one) != map(other)) }
  }

  @Test("keep what every network has: its first and last address, and what is everybody's")
  func kept() throws {
    let map = map(["10.0.0.0/20", "10.0.16.0/20"])
    let block = try #require(IPPrefix("10.0.16.0/20"))
    let (first, last) = (map(block).address, map(try address("10.0.31.255")))
    #expect(first.bytes[2] & 0x0F == 0 && first.bytes[3] == 0)
    #expect(last.bytes[2] & 0x0F == 0x0F && last.bytes[3] == 255 && map(block).contains(last))
    for text in ["127.0.0.1", "0.0.0.0", "224.0.0.1", "169.254.169.254", "::1", "::", "ff02::1"] {
      #expect(map(try address(text)) == (try address(text)))
    }
    for text in ["0.0.0.0/0", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "::/0", "fd7a:115c:a1e0::/48"] {
      let range = try #require(IPPrefix(text))
      #expect(map(range) == range, "\(text) \(map(range))")
    }
  }

  @Test("are others than before, and others again with another key")
  func others() throws {
    let keys: [(UInt64, UInt64)] = [(1, 2), (3, 4), (5, 6)]
    for text in [
      "10.0.0.239", "100.64.0.1", "8.8.8.8", "203.0.113.7", "fd00:1::5", "2001:db8:0:5::9", "::ffff:10.0.0.1",
    ] {
      let own = try address(text)
      let all = keys.map { map(["10.0.0.0/24"], key: $0)(own) }
      #expect(Set(all).count > 1 || text.hasPrefix("203."), "\(text)")
      #expect(all.contains { $0 != own }, "\(text)")
    }
  }

  @Test("stay where there is nothing to turn: the anycast address of a link, and one that people gave on it")
  func links() throws {
    for text in ["fe80::", "fe80::1"] {
      let own = try address(text)
      #expect(AddressMap.isKept(own) && map(["fe80::/64"])(own) == own)
      // As an agent's table of routes has it.
      let route = try #require(IPPrefix("\(text)/128"))
      #expect(AddressMap.isKept(route) && map(["fe80::/64", "\(text)/128"])(route) == route)
    }
    let card = try address("fe80::d052:8dff:fe7d:5133")
    #expect(!AddressMap.isKept(card) && map(["fe80::/64"])(card) != card)
  }

  @Test("hide the card in an address that a card's number is part of")
  func hosts() throws {
    let map = map(["2603:c020:1:2::/64"])
    let (made, given) = (try address("2603:c020:1:2:17ff:fe02:aabb:ccdd"), try address("2603:c020:1:2::15"))
    #expect(map(made).bytes.suffix(8) != made.bytes.suffix(8))
    #expect(map(given).bytes.suffix(8) == given.bytes.suffix(8))
    #expect(map(try #require(IPPrefix("2603:c020:1:2::/64"))).contains(map(made)))
  }
}
