import Foundation
import Tailnet
import Testing

@Suite("Endpoints on the network below")
struct UDPEndpointTests {
  @Test(
    "both families are read, with zones and with what Tailscale writes behind a relay's port",
    arguments: [
      ("203.0.113.5:51820", "203.0.113.5:51820"), ("[2001:db8::5]:41641", "[2001:db8::5]:41641"),
      ("[fe80::1%eth0]:41641", "[fe80::1]:41641"), ("198.51.100.7:7777:vni:3", "198.51.100.7:7777"),
      ("198.51.100.50:41641:1", "198.51.100.50:41641"), ("[2001:db8::7]:7777:vni:3", "[2001:db8::7]:7777"),
    ])
  func read(text: String, written: String) throws {
    #expect(UDPEndpoint(text)?.description == written)
  }

  @Test(
    "anything else is none",
    arguments: [
      "(none)", "", ":", "203.0.113.5", "203.0.113.5:", "203.0.113.5:70000",
      "2001:db8::5:41641", "[2001:db8::5", "[2001:db8::5]41641", "host:41641", "203.0.113.5:-1",
    ])
  func refused(text: String) { #expect(UDPEndpoint(text) == nil) }

  @Test("only loopback addresses are on the sender's own host")
  func loopback() throws {
    let told = try ["127.0.0.1:1", "127.9.0.1:1", "[::1]:1", "128.0.0.1:1", "[::2]:1"].map {
      try #require(UDPEndpoint($0)).isLoopback
    }
    #expect(told == [true, true, true, false, false])
  }

  @Test("a record keeps it as text, and refuses what is none")
  func coding() throws {
    let endpoint = try #require(UDPEndpoint("[2001:db8::5]:41641"))
    let data = try JSONEncoder().encode([endpoint])
    #expect(String(decoding: data, as: UTF8.self) == #"["[2001:db8::5]:41641"]"#)
    #expect(try JSONDecoder().decode([UDPEndpoint].self, from: data) == [endpoint])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([UDPEndpoint].self, from: Data(#"["x"]"#.utf8)) }
  }
}
