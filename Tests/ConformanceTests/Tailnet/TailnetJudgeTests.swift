import Cilium
import Foundation
import Tailnet
import Testing

@testable import Conformance

@Suite("The overlay's ways before, during and after the probes")
struct TailnetJudgeTests {
  /// A case between the two nodes with a ping that was answered, and what its packets show.
  private func answered(_ leg: WireGuardLeg? = nil, _ milliseconds: [Double] = [12, 14, 13]) -> CaseRecord {
    var record = CaseRecord(
      aspect: .crossNodePod, subject: Tunnels.pair, prediction: .unknown("test"),
      observation: Observation(.measured(.reachable), latencies: [Latency(.ping, milliseconds: milliseconds)]),
      verdict: .conforms, explanation: "")
    guard let leg else { return record }
    var flow = FlowProof(probe: "ping", key: "ICMP id 1", expectation: "")
    flow.wireGuard = leg
    record.path = PathProof(flows: [flow])
    return record
  }

  private func endpoint(_ text: String) throws -> UDPEndpoint { try #require(UDPEndpoint(text)) }

  private func after(_ peers: [OverlayPeer]? = nil, sent: [String: Int]? = nil) -> [String: TunnelListings] {
    var listings = TunnelListings()
    listings.peers = peers
    listings.counters = sent.map { TailscaleCounters(sentPackets: $0) }
    return ["instance-master": listings]
  }

  @Test("packets stand before what is said: where the messages went is the endpoint")
  func packets() throws {
    let leg = WireGuardLeg(
      judged: 3,
      endpoints: [try endpoint("203.0.113.5:41641"), try endpoint("203.0.113.5:41641"), try endpoint("10.0.0.9:1")],
      isWitnessed: true)
    let path = try Tunnels.path(Tunnels.facts(), cases: [answered(leg)])
    #expect(path.way == .direct && path.source == .packets && path.endpoint?.description == "203.0.113.5:41641")
    #expect(path.milliseconds == 13)
  }

  @Test("no message at all while answers came proves a relay; what kind, others tell")
  func relay() throws {
    let leg = WireGuardLeg(judged: 2, endpoints: [], isWitnessed: true)
    #expect(try Tunnels.path(Tunnels.facts(), cases: [answered(leg)]).way == .relayed)
    let status = try Tunnels.status(#""Active":true,"CurAddr":"","Relay":"fra""#)
    let named = try Tunnels.path(Tunnels.facts(tailscale: status), cases: [answered(leg)])
    #expect(named.way == .derp && named.relay == "fra" && !named.isChanging)
    // Whatever was said before.
    let said = try Tunnels.path(Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")]), cases: [answered(leg)])
    #expect(said.way == .relayed && said.isChanging && said.endpoint == nil)
  }

  @Test("a message to another node, sent at the same time, is not taken for one of a relayed pair's")
  func messagesOfOthers() throws {
    func way(_ endpoint: String, other: String, _ externalIP: String?) throws -> TailnetPath {
      var facts = Tunnels.facts()
      var third = facts.nodes[1]
      (third.name, third.internalIP) = ("third", IPv4Address("100.64.0.3"))
      third.externalIP = externalIP.flatMap { IPv4Address($0) }
      third.devices = []
      facts.nodes.append(third)
      func record(_ target: String, _ endpoint: String) throws -> CaseRecord {
        var record = answered(WireGuardLeg(judged: 1, endpoints: [try self.endpoint(endpoint)], isWitnessed: true))
        record.subject = .pair(from: "instance-master", to: target)
        return record
      }
      return try Tunnels.path(facts, cases: [try record("instance-worker", endpoint), try record("third", other)])
    }
    let (own, shared) = ("203.0.113.5:41641", "198.51.100.3:41641")
    #expect(try way(own, other: shared, nil).way == .direct)
    // Known to be the third node's: then nothing carried the packets.
    #expect(try way(shared, other: shared, "198.51.100.3").way == .relayed)
    // Nobody knows whose: packets tell nothing.
    let open = try way(shared, other: shared, nil)
    #expect(open.way == .unknown && !open.readings.contains { $0.source == .packets })
  }

  @Test(
    "nothing is proven by messages that may have been missed, or that left elsewhere",
    arguments: [
      WireGuardLeg(judged: 2, endpoints: [], isWitnessed: false),
      WireGuardLeg(judged: 0, endpoints: [], isWitnessed: true),
      WireGuardLeg(judged: 2, endpoints: [], isElsewhere: true, isWitnessed: true),
    ])
  func unproven(leg: WireGuardLeg) throws {
    let path = try Tunnels.path(Tunnels.facts(), cases: [answered(leg)])
    #expect(path.way == .unknown && path.readings.map(\.moment) == [.before])
  }

  @Test(
    "Tailscale's counters tell where all of the node's packets took one way",
    arguments: [
      (["direct_ipv4": 40, "derp": 3], TunnelWay.direct), (["direct_ipv4": 10, "derp": 9], .derp),
      (["direct_ipv4": 10, "derp": 3, "peer_relay_ipv6": 8], .peerRelay), (["direct_ipv4": 11, "derp": 9], .unknown),
      (["direct_ipv4": 10, "derp": 3, "carrier_pigeon": 1], .unknown),
    ])
  func counters(sent: [String: Int], way: TunnelWay) throws {
    let facts = Tunnels.facts(counters: TailscaleCounters(sentPackets: ["direct_ipv4": 10, "derp": 3]))
    let path = try Tunnels.path(facts, after: after(sent: sent), cases: [answered()])
    #expect(path.way == way && path.reason == (way == .unknown ? .severalWays : nil))
    #expect(path.source == (way == .unknown ? nil : .counters))
  }

  @Test("counters say nothing of a pair that exchanged nothing, or over a restart, or that did not move")
  func still() throws {
    let facts = Tunnels.facts(counters: TailscaleCounters(sentPackets: ["direct_ipv4": 10]))
    for (sent, cases) in [
      (["direct_ipv4": 20], [answered(nil, [])]), (["direct_ipv4": 2], [answered()]),
      (["direct_ipv4": 10], [answered()]),
    ] {
      #expect(try Tunnels.path(facts, after: after(sent: sent), cases: cases).reason == .noSource)
    }
  }

  @Test("a way that falls to a relay while probes go is told with both")
  func changed() throws {
    let facts = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")])
    let path = try Tunnels.path(facts, after: after([Tunnels.peer("127.0.0.1:51821")]), cases: [answered()])
    #expect(path.isChanging && path.way == .relayed && path.readings.map(\.way) == [.direct, .relayed])
    let same = try Tunnels.path(facts, after: after([Tunnels.peer("203.0.113.5:41641")]), cases: [answered()])
    #expect(!same.isChanging && same.way == .direct)
  }

  @Test("each pair knows where the other side sends to")
  func bothWays() throws {
    var facts = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")])
    facts.nodes[1].overlayPeers = [Tunnels.peer("198.51.100.4:41641", allowed: ["100.64.0.1/32"])]
    let back = Subject.pair(from: "instance-worker", to: "instance-master")
    let record = try #require(TailnetJudge.record(facts, pairs: [Tunnels.pair, back]))
    #expect(record.paths.map { $0.endpoint?.description } == ["203.0.113.5:41641", "198.51.100.4:41641"])
    #expect(record.paths.map { $0.returnEndpoint?.description } == ["198.51.100.4:41641", "203.0.113.5:41641"])
    #expect(TailnetRecord.joined([record, record]) == record && TailnetRecord.joined([]) == nil)
  }
}

@Suite("The command that asks a node for its tunnels")
struct TunnelCommandTests {
  @Test("its parts are read, whatever is missing")
  func parts() throws {
    let output = """
      #netproof time
      1795248000

      #netproof wireguard
      wg0 (hidden) AAAA 51820 off
      wg0 BBBB (hidden) 203.0.113.5:51820 10.9.3.2/32 1795247990 1200 3400 25

      #netproof tailscale-metrics
      tailscaled_outbound_packets_total{path="derp"} 4
      """
    let listings = try NodeDetails.texts(output).tunnels()
    #expect(listings.peers?.first?.handshake == .secondsAgo(10) && listings.counters?.sentPackets == ["derp": 4])
    let none = try NodeDetails.texts("#netproof time\n\n#netproof wireguard\n\n#netproof tailscale-metrics\n").tunnels()
    #expect(none.peers == nil && none.counters == nil && none.readAt == nil)
  }

  @Test("of the keys in a dump only public ones leave the node, and Tailscale is not asked where it does not route")
  func secrets() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let wg = """
      #!/bin/sh
      printf 'wg0\\tcGFzc3dvcmQ=\\tAAAA\\t51820\\toff\\n'
      printf 'wg0\\tBBBB\\tc2VjcmV0\\t203.0.113.5:51820\\t10.9.3.2/32,fd00::2/128\\t1795247990\\t1\\t2\\toff\\n'
      """
    for (name, text) in [("wg", wg), ("ip", "#!/bin/sh\n"), ("timeout", "#!/bin/sh\necho asked\n")] {
      let path = folder.appending(path: name).path
      _ = FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o755])
    }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", TunnelCommand.script]
    process.environment = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(!text.contains("cGFzc3dvcmQ=") && !text.contains("c2VjcmV0") && !text.contains("asked"), "\(text)")
    let peers = try #require(try NodeDetails.texts(text).tunnels().peers)
    #expect(peers.map(\.device) == ["wg0"] && peers[0].udpEndpoint?.description == "203.0.113.5:51820")
    #expect(peers[0].allowedIPs.count == 2)
  }
}
