import Tailnet
import Testing

@testable import Conformance

@Suite("What happens to the overlay while paths are watched")
struct TailnetChangesTests {
  private let back = Subject.pair(from: "instance-worker", to: "instance-master")

  private func wireGuard(_ endpoint: String?, _ handshake: Handshake = .secondsAgo(5)) -> [String: TunnelListings] {
    ["instance-master": TunnelListings(peers: [Tunnels.peer(endpoint, handshake: handshake)])]
  }

  private func said(_ fields: String) throws -> [String: TunnelListings] {
    let facts = try Tunnels.status(fields)
    return ["instance-master": TunnelListings(status: facts.status, readAt: facts.readAt)]
  }

  @Test("a path that falls to a relay, and one that comes back, are events, each once")
  func fallsAndComesBack() throws {
    var changes = TailnetChanges(
      Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")]), pairs: [Tunnels.pair, back])
    #expect(changes.nodes == ["instance-master", "instance-worker"])
    #expect(changes.take(wireGuard("203.0.113.5:41641"), at: 5).isEmpty)
    let fallen = changes.take(wireGuard("127.0.0.1:20001"), at: 10)
    #expect(fallen.map(\.at) == [10] && fallen.map(\.kind) == [.tailnet])
    #expect(fallen.first?.object == Tunnels.pair.description)
    #expect(
      fallen.first?.text.text
        == "Tailscale sends it by something in between now (127.0.0.1:20001), known by wg-show")
    #expect(changes.take(wireGuard("127.0.0.1:20001"), at: 15).isEmpty)
    let direct = changes.take(wireGuard("203.0.113.5:41641"), at: 20)
    #expect(
      direct.map(\.text.text) == ["Tailscale sends it straight to the other node again, known by wg-show"])
  }

  @Test("a path that is relayed from the start is an event, once, and the state of all is told")
  func fromTheStart() throws {
    var changes = TailnetChanges(
      Tunnels.facts(peers: [Tunnels.peer("127.0.0.1:20001")]), pairs: [Tunnels.pair, back])
    let begun = changes.begun(at: 0.5)
    #expect(begun.map(\.at) == [0.5] && begun.map(\.kind) == [.tailnet])
    #expect(begun.first?.object == Tunnels.pair.description)
    #expect(
      begun.first?.text.text
        == "Tailscale is found to send it by something in between (127.0.0.1:20001), known by wg-show")
    #expect(
      changes.state.map(\.text) == [
        "the overlay when the watch began: 1 of 2 paths went by a relay: \(Tunnels.pair)",
        "the overlay when the watch began: of 1 of 2 paths it was not known whether they were relayed: \(back)",
      ])
    #expect(changes.take(wireGuard("127.0.0.1:20001"), at: 5).isEmpty)
    #expect(changes.take(wireGuard("203.0.113.5:41641"), at: 10).count == 1)
    let direct = TailnetChanges(Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")]), pairs: [Tunnels.pair])
    #expect(direct.begun(at: 0).isEmpty)
    #expect(
      direct.state.map(\.text) == [
        "the overlay when the watch began: 1 of 1 paths went straight to the other node (known by wg-show)"
      ])
  }

  @Test("what is not known has not changed, and a relay of which nothing was known before is told when it is known")
  func unknown() throws {
    var changes = TailnetChanges(Tunnels.facts(), pairs: [Tunnels.pair])
    #expect(changes.begun(at: 0).isEmpty)
    let known = changes.take(wireGuard("127.0.0.1:20001"), at: 5)
    #expect(known.map(\.at) == [5] && known.first?.text.text.contains("is found to send it") == true)
    #expect(changes.take(wireGuard("203.0.113.5:41641", .never), at: 10).isEmpty)
    #expect(changes.take([:], at: 15).isEmpty)
    #expect(changes.take(["instance-master": TunnelListings()], at: 20).isEmpty)
    #expect(changes.take(wireGuard("203.0.113.5:41641"), at: 25).count == 1)
  }

  @Test("Tailscale's status and its counters tell, too")
  func tailscale() throws {
    var changes = TailnetChanges(
      Tunnels.facts(tailscale: try Tunnels.status(#""Active":true,"CurAddr":"203.0.113.5:41641""#)),
      pairs: [Tunnels.pair])
    let derp = changes.take(try said(#""Active":true,"CurAddr":"","Relay":"fra""#), at: 5)
    #expect(derp.map(\.text.text) == ["Tailscale sends it by a DERP relay now (fra), known by tailscale-status"])

    func counted(_ direct: Int, _ derp: Int) -> [String: TunnelListings] {
      let counters = TailscaleCounters(sentPackets: ["direct_ipv4": direct, "derp": derp])
      return ["instance-master": TunnelListings(counters: counters)]
    }
    var counts = TailnetChanges(
      Tunnels.facts(counters: TailscaleCounters(sentPackets: ["direct_ipv4": 10, "derp": 0])), pairs: [Tunnels.pair])
    #expect(counts.take(counted(20, 0), at: 5).isEmpty)
    // Both ways within one stretch of time: whose is not known.
    #expect(counts.take(counted(25, 3), at: 10).isEmpty)
    let fallen = counts.take(counted(25, 9), at: 15)
    #expect(fallen.map(\.text.text) == ["Tailscale sends it by a DERP relay now, known by tailscale-metrics"])
  }

  @Test("where no overlay is, nobody is asked")
  func noOverlay() {
    #expect(TailnetChanges(ExampleCluster.withoutNodeIP(ExampleCluster.facts()), pairs: [Tunnels.pair]).nodes.isEmpty)
  }
}
