import Cilium
import Testing

@testable import Conformance

@Suite("Peers that sent nothing back")
struct SilentPeersTests {
  /// Two nodes whose WireGuard had sent 200 bytes and got 100 before the probes.
  private static func facts() -> ClusterFacts {
    var facts = SyntheticCluster.cluster(
      [SyntheticCluster.node(1, tailnet: "wg0"), SyntheticCluster.node(2, tailnet: "wg0")], devices: "ens5,wg0")
    facts.nodes[0].overlayPeers = [peer(received: 100, sent: 200)]
    return facts
  }

  private static func peer(received: Int, sent: Int) -> OverlayPeer {
    OverlayPeer(
      device: "wg0", allowedIPs: [IPPrefix("100.64.0.2/32")].compactMap { $0 }, received: received, sent: sent)
  }

  private static func senders(
    received: Int = 100, after seconds: Double, _ outcome: Outcome = .unreachable
  ) throws -> [String] {
    let facts = facts()
    let subject = Subject.pair(from: facts.nodes[0].name, to: facts.nodes[1].name)
    var rehearsal = Rehearsal(facts)
    rehearsal.see(.crossNodePod, outcome, subject)
    var listings = TunnelListings(peers: [peer(received: received, sent: 900)])
    listings.countedSeconds = seconds
    return SilentPeers(facts: facts, since: .now).senders(
      rehearsal.cases().filter { $0.aspect == .crossNodePod }, [facts.nodes[0].name: listings])
  }

  @Test("are asked again where something fails and they were counted for too short a time to tell")
  func asked() throws {
    #expect(try Self.senders(after: 8) == [Self.facts().nodes[0].name])
    // Long enough; something came; nothing fails.
    #expect(try Self.senders(after: 15).isEmpty)
    #expect(try Self.senders(received: 132, after: 8).isEmpty)
    #expect(try Self.senders(after: 8, .reachable).isEmpty)
  }
}
