import Cilium
import Foundation
import Tailnet
import Testing

@testable import Conformance

@Suite("What is wrong with the overlay")
struct TailnetFindingTests {
  private static let healthy =
    #""Active":true,"Online":true,"CurAddr":"203.0.113.5:41641","LastHandshake":"2026-11-21T07:59:00Z""#

  private func broken(_ facts: ClusterFacts) -> [BrokenPrerequisite] {
    let tailnet: Set<FindingCode> = [
      .tailnetStopped, .tailnetKeyExpiry, .tailnetPeerOffline, .tailnetPeerMissing, .tailnetACLBlocks, .handshakeStale,
      .meshEndpointInPodCIDR,
    ]
    return Prerequisites.broken(facts).filter { tailnet.contains($0.code) }
  }

  private func codes(_ facts: ClusterFacts) -> [FindingCode] { broken(facts).map(\.code) }

  /// What the record tells of the way from the master to the worker.
  private func told(_ facts: ClusterFacts) throws -> [String] {
    try #require(TailnetJudge.record(facts, pairs: [Tunnels.pair])).findings?.map(\.code) ?? []
  }

  @Test("a tailnet that is well has no finding, nor has one of which nothing is known")
  func healthy() throws {
    #expect(codes(Tunnels.facts()) == [])
    let well = Tunnels.facts(
      peers: [Tunnels.peer("203.0.113.5:41641")], tailscale: try Tunnels.status(Self.healthy))
    #expect(codes(well) == [])
    #expect(try told(well) == [])
  }

  @Test(
    "Tailscale that is not up breaks what lies between the nodes",
    arguments: ["Stopped", "NeedsLogin", "NeedsMachineAuth"])
  func stopped(state: String) throws {
    let facts = Tunnels.facts(tailscale: try Tunnels.status(Self.healthy, state: state))
    let found = try #require(broken(facts).first)
    #expect(found.code == .tailnetStopped && found.node == "instance-master" && broken(facts).count == 1)
    #expect(found.touches(.crossNodePod, Tunnels.pair) && !found.touches(.externalPing, .node("instance-master")))
    #expect(found.cause.contains(state))
    #expect(codes(Tunnels.facts(tailscale: try Tunnels.status(Self.healthy, state: "Starting"))) == [])
  }

  @Test("a tailnet beside the nodes' own network may be down without breaking anything")
  func besides() throws {
    var facts = ExampleCluster.withoutNodeIP(ExampleCluster.facts())
    facts.nodes[0].tailscale = try Tunnels.status(Self.healthy, state: "Stopped")
    #expect(broken(facts).allSatisfy { !$0.touches(.crossNodePod, Tunnels.pair) } && codes(facts) == [.tailnetStopped])
  }

  private static let peers: [(String, FindingCode)] = [
    (#""Active":false,"Online":false"#, .tailnetPeerOffline), (#""Online":true,"Expired":true"#, .tailnetKeyExpiry),
    (#""Online":true,"KeyExpiry":"2026-11-21T08:00:00Z""#, .tailnetKeyExpiry),
  ]

  @Test("a peer that is offline or whose key has ended breaks this pair's cases only", arguments: peers)
  func peer(fields: String, code: FindingCode) throws {
    let facts = Tunnels.facts(tailscale: try Tunnels.status(fields))
    let found = try #require(broken(facts).first)
    #expect(broken(facts).map(\.code) == [code] && found.peer == "instance-worker")
    #expect(found.touches(.crossNodePod, Tunnels.pair))
    #expect(found.touches(.otherNodeIP, .pair(from: "instance-worker", to: "instance-master")))
    #expect(!found.touches(.crossNodePod, .pair(from: "instance-master", to: "instance-third")))
    #expect(try told(facts) == [code.rawValue])
  }

  @Test("a node that the tailnet does not show is missing, unless another peer routes its address")
  func missing() throws {
    var status = try Tunnels.status(Self.healthy)
    status.status.peers[0].addresses = []
    #expect(codes(Tunnels.facts(tailscale: status)) == [.tailnetPeerMissing])
    status.status.peers[0].allowedIPs = [IPPrefix("100.64.0.0/24")].compactMap { $0 }
    #expect(codes(Tunnels.facts(tailscale: status)) == [])
  }

  @Test("a session without any answer is the access rules' doing; without a session, or unasked, it is not")
  func accessRules() throws {
    func codes(_ fields: String, reached: Bool?) throws -> [FindingCode] {
      var facts = Tunnels.facts(tailscale: try Tunnels.status(fields))
      facts.nodes[0].reachedFromHost[Tunnels.worker] = reached
      return self.codes(facts)
    }
    #expect(try codes(Self.healthy, reached: false) == [.tailnetACLBlocks])
    #expect(try codes(Self.healthy, reached: true) == [])
    #expect(try codes(Self.healthy, reached: nil) == [])
    #expect(try codes(#""Active":true,"Online":true,"LastHandshake":"2026-11-21T07:00:00Z""#, reached: false) == [])
  }

  private static let ends: [(String, Int?, Bool)] = [
    ("2026-12-10T08:00:00Z", nil, false), ("2026-12-04T08:00:00Z", 13, false), ("2026-11-21T20:00:00Z", 0, false),
    ("2026-11-21T07:00:00Z", -1, true),
  ]

  @Test("the node's own key: told from two weeks before, and a cause only once it has ended", arguments: ends)
  func ownKey(end: String, days: Int?, isExpired: Bool) throws {
    let text =
      #"{"BackendState":"Running","Self":{"KeyExpiry":"\#(end)"},"Peer":{"k":{"TailscaleIPs":["100.64.0.2"],"#
      + Self.healthy + "}}}"
    let status = try TailscaleStatus.parse(json: Data(text.utf8))
    let facts = Tunnels.facts(tailscale: TailscaleFacts(status: status, readAt: Tunnels.readAt))
    #expect(codes(facts) == (isExpired ? [.tailnetKeyExpiry] : []))
    #expect(try told(facts) == (days == nil ? [] : ["tailnet-key-expiry"]))
    guard let days else { return }
    let finding = try #require(Prerequisites.keyExpiry(facts.nodes[0], within: TailnetFindings.days))
    #expect(finding.days == days && finding.isExpired == isExpired && finding.day == String(end.prefix(10)))
    // Without the time of the reading nothing is known of it.
    let undated = TailscaleFacts(status: status)
    #expect(Prerequisites.keyExpiry(Tunnels.facts(tailscale: undated).nodes[0], within: 14) == nil)
  }

  @Test("an old handshake is a finding where the host is not known to reach the peer")
  func stale() throws {
    func found(_ handshake: Handshake?, reached: Bool? = nil) -> [BrokenPrerequisite] {
      var facts = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641", handshake: handshake)])
      facts.nodes[0].reachedFromHost[Tunnels.worker] = reached
      return broken(facts)
    }
    let stale = try #require(found(.secondsAgo(640)).first)
    #expect(stale.code == .handshakeStale && stale.peer == "instance-worker" && stale.cause.contains("640 s ago"))
    #expect(found(.never).first?.cause.contains("never") == true)
    #expect(found(.secondsAgo(640), reached: false).count == 1 && found(.secondsAgo(640), reached: true).isEmpty)
    #expect(found(.secondsAgo(180)).isEmpty && found(nil).isEmpty)
    // An old peer whose place a narrower block has taken.
    let facts = Tunnels.facts(peers: [
      Tunnels.peer("198.51.100.9:1", allowed: ["0.0.0.0/0"], handshake: .never), Tunnels.peer("203.0.113.5:41641"),
    ])
    #expect(broken(facts).isEmpty)
  }

  @Test("endpoints inside a pod CIDR or on Cilium's own device, by either listing")
  func endpoints() throws {
    #expect(codes(Tunnels.facts(peers: [Tunnels.peer("10.244.1.7:41641")])) == [.meshEndpointInPodCIDR])
    let inside = try Tunnels.status(#""Active":true,"CurAddr":"10.244.1.7:41641""#)
    #expect(codes(Tunnels.facts(tailscale: inside)) == [.meshEndpointInPodCIDR])
    var facts = Tunnels.facts(peers: [Tunnels.peer("192.0.2.77:41641")])
    #expect(codes(facts) == [])
    facts.nodes[1].devices.append(
      Device(
        name: "cilium_host", index: 9, type: "veth", mtu: 1500, flags: ["up"],
        addresses: [IPAddress("192.0.2.77")].compactMap { $0 }))
    #expect(codes(facts) == [.meshEndpointInPodCIDR])
  }

  private static let allowed: [([String], [Bool])] = [
    (["100.64.0.2/32"], []), (["0.0.0.0/0"], []), (["100.64.0.0/10"], []),
    (["100.64.0.2/32", "10.244.0.0/16"], [false]), (["10.0.0.0/8"], [false, true]), (["10.96.0.0/12"], [true]),
  ]

  @Test("AllowedIPs that hold pods or Services are told, and are nobody's cause", arguments: allowed)
  func wide(allowed: [String], services: [Bool]) throws {
    var facts = Tunnels.facts(peers: [Tunnels.peer("203.0.113.5:41641", allowed: allowed)])
    #expect(Prerequisites.wideAllowedIPs(facts).map(\.isServices) == services)
    #expect(codes(facts) == [])
    #expect(try told(facts).contains("allowed-ips-cover-cluster") == !services.isEmpty)
    // Native routing needs pods' blocks to be allowed.
    facts.configuration["routing-mode"] = "native"
    #expect(Prerequisites.wideAllowedIPs(facts).isEmpty)
  }

  @Test("a relay is told with its round trip; a direct way and an unknown one are not")
  func relayed() throws {
    let derp = Tunnels.facts(tailscale: try Tunnels.status(#""Active":true,"Online":true,"Relay":"fra""#))
    #expect(try told(derp) == ["tailnet-relayed"])
    #expect(try told(Tunnels.facts(tailscale: try Tunnels.status(Self.healthy))) == [])
    let record = try #require(TailnetJudge.record(derp, pairs: [Tunnels.pair]))
    #expect(record.findings?.first?.cause.contains("by a DERP relay (fra)") == true)
    #expect(record.findings?.first?.commands.contains { $0.command == "tailscale ping instance-worker" } == true)
    #expect(TailnetRecord.joined([record, record])?.findings?.count == 1)
  }

  @Test("a failing case between two nodes is explained by what the tailnet says of them")
  func explained() throws {
    let facts = Tunnels.facts(tailscale: try Tunnels.status(#""Active":false,"Online":false"#))
    let cases = ExampleRun.cases(facts) { aspect, subject in
      aspect == .crossNodePod && subject == Tunnels.pair ? Observation(.measured(.unreachable)) : nil
    }
    let failed = try #require(cases.first { $0.aspect == .crossNodePod && $0.subject == Tunnels.pair })
    #expect(failed.verdict == .deviates && failed.diagnosis?.code == "tailnet-peer-offline")
  }
}
