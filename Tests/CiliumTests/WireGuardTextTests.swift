import Cilium
import Testing

@Suite("What `wg show` prints")
struct WireGuardTextTests {
  @Test("peers stand below their device, with endpoint and allowed addresses")
  func peers() throws {
    let peers = try WireGuardText.parse(
      """
      interface: wg0
        public key: AAAA
        listening port: 51820
        fwmark: 0xca6c

      peer: BBBB
        endpoint: 203.0.113.5:51820
        allowed ips: 10.9.3.2/32, fd00::2/128
        latest handshake: 41 minutes, 3 seconds ago

      peer: CCCC
        endpoint: [2001:db8::5]:41641
        allowed ips: (none)

      interface: wt0

      peer: DDDD
        endpoint: (none)
      """)
    #expect(peers.map(\.device) == ["wg0", "wg0", "wt0"])
    #expect(peers.map { $0.endpoint?.description } == ["203.0.113.5", "2001:db8::5", nil])
    #expect(peers.map(\.port) == [51820, 41641, nil])
    #expect(peers[0].allowedIPs.map(\.description) == ["10.9.3.2/32", "fd00::2/128"])
    #expect(peers[1].allowedIPs.isEmpty)
  }

  @Test("no device has no peers, and a peer without a device is none")
  func none() throws {
    #expect(try WireGuardText.parse("").isEmpty)
    #expect(throws: ParseError.self) { try WireGuardText.parse("peer: AAAA\n") }
  }
}
