import Cilium
import Foundation
import Tailnet
import Testing

@testable import Conformance

/// The example's two nodes with what they say of their tunnels.
enum Tunnels {
  static let readAt = Date(timeIntervalSince1970: 1_795_248_000)
  static let pair = Subject.pair(from: "instance-master", to: "instance-worker")
  static let worker = "100.64.0.2"

  /// A peer of `wg show`.
  static func peer(
    _ endpoint: String?, allowed: [String] = ["\(worker)/32"], handshake: Handshake? = .secondsAgo(20)
  ) -> OverlayPeer {
    let endpoint = endpoint.flatMap { UDPEndpoint($0) }
    return OverlayPeer(
      device: "tailscale0", endpoint: endpoint?.address, port: endpoint?.port,
      allowedIPs: allowed.compactMap { IPPrefix($0) }, handshake: handshake)
  }

  /// A peer of `tailscale status --json`, with the other fields as JSON.
  static func status(_ fields: String, state: String = "Running") throws -> TailscaleFacts {
    let text = #"{"BackendState":"\#(state)","Peer":{"k":{"TailscaleIPs":["\#(worker)"],\#(fields)}}}"#
    return TailscaleFacts(status: try TailscaleStatus.parse(json: Data(text.utf8)), readAt: readAt)
  }

  static func facts(
    peers: [OverlayPeer]? = nil, tailscale: TailscaleFacts? = nil, counters: TailscaleCounters? = nil
  ) -> ClusterFacts {
    var facts = ExampleCluster.facts()
    facts.nodes[0].overlayPeers = peers
    facts.nodes[0].tailscale = tailscale
    facts.nodes[0].tailscaleCounters = counters
    return facts
  }

  /// What is said of the way from the master to the worker.
  static func path(_ facts: ClusterFacts, after: [String: TunnelListings] = [:], cases: [CaseRecord] = []) throws
    -> TailnetPath
  {
    let record = try #require(TailnetJudge.record(facts, pairs: [pair], after: after, cases: cases))
    return try #require(record.paths.first)
  }
}

@Suite("What nodes say of the ways of their overlays' packets")
struct TailnetWaysTests {
  @Test("without any source nothing is known, and nothing is called direct")
  func nothing() throws {
    let path = try Tunnels.path(Tunnels.facts())
    #expect(path.way == .unknown && path.reason == .noSource && path.source == nil && path.endpoint == nil)
    #expect(path.overlay == "Tailscale" && path.device == "tailscale0")
  }

  private static let endpoints: [(String?, Handshake?, TunnelWay, UnknownWay?)] = [
    ("203.0.113.5:41641", .secondsAgo(20), .direct, nil), ("203.0.113.5:41641", .secondsAgo(181), .unknown, .noSession),
    ("203.0.113.5:41641", .never, .unknown, .noSession), ("203.0.113.5:41641", nil, .unknown, .handshakeUnknown),
    (nil, .secondsAgo(20), .unknown, .noEndpoint),
    // NetBird's relays listen on the node itself.
    ("127.0.0.1:51821", .secondsAgo(20), .relayed, nil), ("[::1]:51821", .secondsAgo(20), .relayed, nil),
    // In the other node's pod CIDR.
    ("10.244.1.55:41641", .secondsAgo(20), .unknown, .endpointInside),
  ]

  @Test("WireGuard: the endpoint of a peer that shook hands lately is where packets go", arguments: endpoints)
  func wireGuard(endpoint: String?, handshake: Handshake?, way: TunnelWay, reason: UnknownWay?) throws {
    let path = try Tunnels.path(Tunnels.facts(peers: [Tunnels.peer(endpoint, handshake: handshake)]))
    #expect(path.way == way && path.reason == reason && path.endpoint?.description == endpoint)
    #expect(path.source == (way == .unknown ? nil : .wireGuard))
    #expect(path.relay == (way == .relayed ? endpoint : nil))
  }

  @Test("WireGuard: an address that no peer has, and one that a narrower block gives to another")
  func allowed() throws {
    let other = Tunnels.peer("198.51.100.9:41641", allowed: ["0.0.0.0/0"])
    #expect(try Tunnels.path(Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:1", allowed: [])])).reason == .noPeer)
    let path = try Tunnels.path(Tunnels.facts(peers: [other, Tunnels.peer("203.0.113.5:41641")]))
    #expect(path.endpoint?.description == "203.0.113.5:41641")
    #expect(try Tunnels.path(Tunnels.facts(peers: [other])).way == .direct)
  }

  @Test("WireGuard: a peer to which several nodes' packets go is a hub, but for the node that it is itself")
  func hub() throws {
    let third = IPv4Address(100, 64, 0, 3)
    func path(at endpoint: String) throws -> TailnetPath {
      var facts = Tunnels.facts(peers: [Tunnels.peer(endpoint, allowed: ["100.64.0.0/10"])])
      facts.nodes.append(facts.nodes[1])
      facts.nodes[2].name = "instance-third"
      facts.nodes[2].internalIP = third
      facts.nodes[2].devices = []
      return try Tunnels.path(facts)
    }
    #expect(try path(at: "203.0.113.5:51820").way == .relayed)
    #expect(try path(at: "203.0.113.5:51820").relay == "203.0.113.5:51820")
    #expect(try path(at: "10.0.0.24:51820").way == .direct)
  }

  private static let statuses: [(String, TunnelWay, String?, UnknownWay?)] = [
    (
      #""Active":true,"CurAddr":"203.0.113.5:41641","Relay":"fra""#, .direct, nil, nil
    ),
    (#""Active":true,"CurAddr":"","Relay":"fra""#, .derp, "fra", nil),
    (
      #""Active":true,"CurAddr":"","PeerRelay":"198.51.100.7:7777:vni:3","Relay":"fra""#, .peerRelay,
      "198.51.100.7:7777", nil
    ),
    (#""Active":true,"CurAddr":"","Relay":"""#, .unknown, nil, .noEndpoint),
    (#""Active":false,"Online":true,"CurAddr":"203.0.113.5:41641","Relay":"fra""#, .unknown, nil, .idle),
    (#""Active":false,"Online":false,"Relay":"fra""#, .unknown, nil, .offline),
    (#""Active":true,"CurAddr":"10.244.0.77:41641""#, .unknown, nil, .endpointInside),
    // Long ago there was no Active.
    (#""CurAddr":"203.0.113.5:41641","LastHandshake":"2026-11-21T07:59:00Z""#, .direct, nil, nil),
    (#""CurAddr":"203.0.113.5:41641","LastHandshake":"2026-11-21T07:50:00Z""#, .unknown, nil, .idle),
  ]

  @Test("Tailscale: what its status says of a peer with traffic, as its own program reads it", arguments: statuses)
  func status(fields: String, way: TunnelWay, relay: String?, reason: UnknownWay?) throws {
    let path = try Tunnels.path(Tunnels.facts(tailscale: try Tunnels.status(fields)))
    #expect(path.way == way && path.relay == relay && path.reason == reason)
    #expect(path.source == (way == .unknown ? nil : .status))
  }

  @Test("Tailscale that is not up, or has no such peer, says so; and it stands before WireGuard's listing")
  func silent() throws {
    let direct = #""Active":true,"CurAddr":"203.0.113.5:41641""#
    let stopped = try Tunnels.status(direct, state: "Stopped")
    #expect(try Tunnels.path(Tunnels.facts(tailscale: stopped)).reason == .notRunning)
    var strange = try Tunnels.status(direct)
    strange.status.peers[0].addresses = []
    #expect(try Tunnels.path(Tunnels.facts(tailscale: strange)).reason == .noPeer)
    // Other nodes' addresses may be behind a peer that routes them.
    strange.status.peers[0].allowedIPs = [IPPrefix("100.64.0.0/24")].compactMap { $0 }
    #expect(try Tunnels.path(Tunnels.facts(tailscale: strange)).way == .direct)
    let facts = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641")], tailscale: stopped)
    #expect(try Tunnels.path(facts).way == .unknown)
  }

  @Test("a pair whose packets take no overlay has no such way")
  func noOverlay() {
    #expect(TailnetJudge.record(ExampleCluster.withoutNodeIP(ExampleCluster.facts()), pairs: [Tunnels.pair]) == nil)
  }

  @Test("of the tailnet's other devices only those are kept that are nodes, exit nodes, or route something")
  func strangers() throws {
    let peers = [
      #""a":{"HostName":"laptop","TailscaleIPs":["100.64.0.70"]}"#, #""b":{"TailscaleIPs":["100.64.0.2"]}"#,
      #""c":{"TailscaleIPs":["100.64.0.71"],"ExitNode":true}"#,
      #""d":{"TailscaleIPs":["100.64.0.72"],"PrimaryRoutes":["192.168.0.0/16"]}"#,
    ]
    let text = #"{"BackendState":"Running","Peer":{\#(peers.joined(separator: ","))}}"#
    var facts = Tunnels.facts(tailscale: TailscaleFacts(status: try TailscaleStatus.parse(json: Data(text.utf8))))
    facts.forgetOtherTailnetNodes()
    #expect(
      facts.nodes[0].tailscale?.status.peers.flatMap(\.addresses).map(\.description)
        == ["100.64.0.2", "100.64.0.71", "100.64.0.72"])
  }

  @Test("what was read survives a record")
  func coding() throws {
    let status = try Tunnels.status(
      #""Active":true,"PeerRelay":"198.51.100.7:7777:vni:3","KeyExpiry":"2027-03-24T00:20:33Z""#)
    let facts = Tunnels.facts(
      peers: [Tunnels.peer("203.0.113.5:41641"), Tunnels.peer(nil, handshake: .never)], tailscale: status,
      counters: TailscaleCounters(sentPackets: ["derp": 3]))
    let data = try JSONEncoder().encode(facts)
    #expect(try JSONDecoder().decode(ClusterFacts.self, from: data) == facts)
  }
}
