import Cilium
import Tailnet
import Testing

@Suite("What `wg show` prints")
struct WireGuardTextTests {
  @Test("peers stand below their device, with endpoint, allowed addresses and the age of the handshake")
  func peers() throws {
    let peers = try WireGuardText.parse(
      """
      interface: wg0
        public key: AAAA
        private key: (hidden)
        listening port: 51820
        fwmark: 0xca6c

      peer: BBBB
        preshared key: (hidden)
        endpoint: 203.0.113.5:51820
        allowed ips: 10.9.3.2/32, fd00::2/128
        latest handshake: 1 hour, 41 minutes, 3 seconds ago
        transfer: 1.20 MiB received, 3.4 KiB sent

      peer: CCCC
        endpoint: [2001:db8::5]:41641
        allowed ips: (none)
        latest handshake: Now

      interface: wt0

      peer: DDDD
        endpoint: (none)
      """)
    #expect(peers.map(\.device) == ["wg0", "wg0", "wt0"])
    #expect(peers.map(\.publicKey) == ["BBBB", "CCCC", "DDDD"])
    #expect(peers.map { $0.endpoint?.description } == ["203.0.113.5:51820", "[2001:db8::5]:41641", nil])
    #expect(peers[0].allowedIPs.map(\.description) == ["10.9.3.2/32", "fd00::2/128"])
    #expect(peers[1].allowedIPs.isEmpty)
    #expect(peers.map(\.handshake) == [.secondsAgo(6063), .secondsAgo(0), .never])
  }

  @Test(
    "an age of another form is not known, and none is taken for fresh",
    arguments: [
      "(System clock wound backward; connection problems may ensue.)", "soon", "minutes ago",
      "9223372036854775807 years ago",
    ])
  func ages(text: String) throws {
    let peer = try #require(try WireGuardText.parse("interface: a\npeer: b\n  latest handshake: \(text)\n").first)
    #expect(peer.handshake == nil)
  }

  @Test("no device has no peers, and a peer without a device is none")
  func none() throws {
    #expect(try WireGuardText.parse("").isEmpty)
    #expect(throws: ParseError.self) { try WireGuardText.parse("peer: AAAA\n") }
  }
}

@Suite("What `wg show all dump` prints")
struct WireGuardDumpTests {
  private static let dump = """
    wg0\tcGFzc3dvcmQ=\tAAAA\t51820\toff
    wg0\tBBBB\tc2VjcmV0\t203.0.113.5:51820\t10.9.3.2/32,fd00::2/128\t1795247990\t1200\t3400\t25
    wg0\tCCCC\t(none)\t(none)\t(none)\t0\t0\t0\toff
    wt0\t(none)\t(none)\t0\toff
    """

  @Test("handshakes are told by the node's clock, and none where it is not known")
  func peers() throws {
    let peers = try WireGuardDump.parse(Self.dump, now: 1_795_248_000)
    #expect(peers.map(\.device) == ["wg0", "wg0"] && peers.map(\.publicKey) == ["BBBB", "CCCC"])
    #expect(peers.map { $0.endpoint?.description } == ["203.0.113.5:51820", nil])
    #expect(peers.map { $0.allowedIPs.map(\.description) } == [["10.9.3.2/32", "fd00::2/128"], []])
    #expect(peers.map(\.handshake) == [.secondsAgo(10), .never])
    #expect(try WireGuardDump.parse(Self.dump, now: nil).map(\.handshake) == [nil, .never])
    // A clock that was set back since.
    #expect(try WireGuardDump.parse(Self.dump, now: 1).first?.handshake == .secondsAgo(0))
  }

  @Test("one device's dump lacks the column, and is told whose it is")
  func one() throws {
    let text = Self.dump.split(separator: "\n").prefix(2).map {
      $0.split(separator: "\t").dropFirst().joined(separator: "\t")
    }
    let peers = try WireGuardDump.parse(text.joined(separator: "\n"), device: "nm-x", now: nil)
    #expect(peers.map(\.device) == ["nm-x"] && peers.first?.publicKey == "BBBB")
  }

  @Test("either form is recognised")
  func forms() throws {
    #expect(try WireGuardPeer.listing(Self.dump, now: nil).count == 2)
    #expect(try WireGuardPeer.listing("interface: wg0\npeer: B\n", now: nil).count == 1)
    #expect(try WireGuardPeer.listing("\n", now: nil).isEmpty)
  }

  @Test("a line of another form is an error that quotes no key")
  func bad() {
    let cut = "wg0\tcGFzc3dvcmQ=\tAAAA\n"
    do {
      _ = try WireGuardDump.parse(cut, now: nil)
      Issue.record("a cut line was read")
    } catch {
      #expect("\(error)".contains("line 1") && !"\(error)".contains("cGFzc3dvcmQ="))
    }
  }

  @Test("a session ends three minutes after its handshake")
  func sessions() {
    #expect(Handshake.secondsAgo(180).isFresh && !Handshake.secondsAgo(181).isFresh && !Handshake.never.isFresh)
  }
}
