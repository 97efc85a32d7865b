import Testing

@testable import Lab

@Suite("The relay of overlays")
struct OverlayRelayTests {
  private static let guide = OverlayRelay(topology: .guide, paths: LabPaths(), executable: "/np")

  @Test("carries what goes beyond the internet, of one node or of all")
  func peers() throws {
    let overlay = try #require(Self.guide.overlays.first)
    let machines = LabTopology.guide.machines
    func peers(_ node: Int, _ fault: PlacedFault) -> [String] {
      Self.guide.peers(of: machines[node], in: overlay, fault).map(\.name)
    }
    let everywhere = PlacedFault(.tailnetRelayed)
    #expect(peers(0, everywhere) == ["instance-worker", "laptop"])
    #expect(peers(2, everywhere) == ["instance-master", "instance-worker"])
    let worker = PlacedFault(.tailnetRelayed, node: "instance-worker")
    #expect(peers(0, worker) == ["instance-worker"])
    #expect(peers(1, worker) == ["instance-master", "laptop"])
    #expect(peers(2, worker) == ["instance-worker"])
  }

  @Test("a port of the loopback device stands for each peer; the hidden subcommand is told of them")
  func words() throws {
    let overlay = try #require(Self.guide.overlays.first)
    let machines = LabTopology.guide.machines
    #expect(Self.guide.serving(overlay) == ["lab-relay", "serve", "203.0.113.30", "443"])
    #expect(
      Self.guide.carrying(machines[0], in: overlay, [machines[1], machines[2]])
        == ["lab-relay", "carry", "203.0.113.30", "443", "0", "41641", "1:20001", "2:20002"])
    let single = try LabTopology.named("ipv6-only")
    #expect(PlacedFault(.tailnetRelayed).inapplicability(in: single) != nil)
  }

  @Test(
    "what the hidden subcommand does not understand it does not begin",
    arguments: [
      [], ["serve"], ["serve", "203.0.113.30"], ["serve", "203.0.113.30", "443", "1"],
      ["carry", "203.0.113.30", "443", "0"], ["carry", "203.0.113.30", "443", "0", "41641", "1"],
      ["carry", "203.0.113.30", "443", "0", "41641", "x:20001"],
    ])
  func misunderstood(words: [String]) { #expect(PacketRelay.main(arguments: words) == 2) }

  @Test("an address that is none is an error, not a relay")
  func addresses() {
    #expect(PacketRelay.main(arguments: ["serve", "elsewhere", "443"]) == 1)
    #expect(PacketRelay.main(arguments: ["carry", "elsewhere", "443", "0", "41641", "1:20001"]) == 1)
  }

  @Test("a peer's key is read where the node was told of it")
  func keys() {
    let text = """
      [Interface]
      PrivateKey = secret
      [Peer]
      PublicKey = one=
      Endpoint = 168.107.2.61:41641
      AllowedIPs = 100.64.0.2/32
      [Peer]
      PublicKey = two=
      Endpoint = [2001:db8::1]:41641
      """
    #expect(WireGuard.key(of: "168.107.2.61:41641", in: text) == "one=")
    #expect(WireGuard.key(of: "[2001:db8::1]:41641", in: text) == "two=")
    #expect(WireGuard.key(of: "168.107.2.6:41641", in: text) == nil)
  }
}
