import Cilium
import Foundation
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test("An IPv4 address reads back as it was written", arguments: ["0.0.0.0", "10.0.0.239", "255.255.255.255"])
  func roundTrip(_ text: String) throws {
    #expect(try #require(IPv4Address(text)).description == text)
  }

  @Test(
    "What is not strict dotted-decimal notation is refused",
    arguments: ["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1..2.3", "1.2.3.4 ", "a.b.c.d", ".1.2.3", "1.2.3."])
  func refusesOtherForms(_ text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test("An address knows its range")
  func ranges() {
    #expect(IPv4Address(10, 0, 0, 1).isPrivate)
    #expect(IPv4Address(172, 31, 0, 1).isPrivate)
    #expect(!IPv4Address(172, 32, 0, 1).isPrivate)
    #expect(IPv4Address(192, 168, 1, 1).isPrivate)
    #expect(IPv4Address(100, 64, 0, 1).isSharedCGNAT)
    #expect(IPv4Address(100, 127, 255, 255).isSharedCGNAT)
    #expect(!IPv4Address(100, 128, 0, 0).isSharedCGNAT)
    #expect(!IPv4Address(100, 63, 255, 255).isSharedCGNAT)
    #expect(!IPv4Address(100, 64, 0, 1).isPublic)
    #expect(IPv4Address(8, 8, 8, 8).isPublic)
  }

  @Test("Global unicast is what Go calls so: private ranges count, special ones do not")
  func globalUnicast() {
    #expect(IPv4Address(10, 0, 0, 1).isGlobalUnicast)
    #expect(IPv4Address(100, 64, 0, 0).isGlobalUnicast)
    for text in ["0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "255.255.255.255"] {
      #expect(IPv4Address(text)?.isGlobalUnicast == false, "\(text)")
    }
    #expect(IPAddress("2001:db8::1")?.isGlobalUnicast == true)
    for text in ["::", "::1", "fe80::1", "ff02::1"] {
      #expect(IPAddress(text)?.isGlobalUnicast == false, "\(text)")
    }
  }

  @Test("A block holds its addresses and no others")
  func blocks() throws {
    let pods = try #require(IPv4CIDR("10.244.1.0/24"))
    #expect(pods.contains(IPv4Address(10, 244, 1, 255)))
    #expect(!pods.contains(IPv4Address(10, 244, 2, 0)))
    #expect(try #require(IPv4CIDR("0.0.0.0/0")).contains(IPv4Address(8, 8, 8, 8)))
    #expect(IPv4CIDR("10.244.1.7/24")?.description == "10.244.1.0/24")
    for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "x/8", "10.0.0.0/+8"] {
      #expect(IPv4CIDR(text) == nil, "\(text)")
    }
  }

  @Test("Addresses are strings in JSON")
  func coding() throws {
    let addresses = [IPAddress.v4(IPv4Address(100, 64, 0, 1)), try #require(IPAddress("fe80::1"))]
    let json = try JSONEncoder().encode(addresses)
    #expect(String(decoding: json, as: UTF8.self) == #"["100.64.0.1","fe80::1"]"#)
    #expect(try JSONDecoder().decode([IPAddress].self, from: json) == addresses)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(IPv4Address.self, from: Data("\"1.2.3\"".utf8)) }
  }

  @Test("Addresses are in numeric order")
  func order() {
    #expect(IPv4Address(9, 255, 255, 255) < IPv4Address(10, 0, 0, 0))
  }
}
