import Cilium
import Foundation
import Tailnet
import Testing

@testable import Conformance

@Suite("Faults of a node and of what is between two, told by what else was read and counted")
struct NodeFaultTests {
  private let tunnel: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU]
  private let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS]

  private func change(_ name: String, _ facts: inout ClusterFacts, _ change: (inout NodeFacts) -> Void) {
    for index in facts.nodes.indices where facts.nodes[index].name == name { change(&facts.nodes[index]) }
  }

  // MARK: the host's own address

  @Test(
    "a host that answers nobody while its pods are reached has a firewall; where its pods are not either, it has none")
  func firewall() throws {
    var run = try FaultyRun { facts in
      change(Nodes.m, &facts) { $0.reachedFromHost["100.64.0.2"] = false }
    }
    run.rehearsal.see(.otherNodeIP, .unreachable, Nodes.masterToWorker)
    #expect(run.codes == ["host-firewall"])
    let diagnosis = try #require(run.rehearsal.record(.otherNodeIP, Nodes.masterToWorker)?.diagnosis)
    #expect(diagnosis.cause.contains(Nodes.w) && diagnosis.commands.allSatisfy { $0.node == Nodes.w })
    // Nothing passes between the nodes at all.
    run.lose(tunnel + [.otherNodeIP])
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    run.rehearsal.see(.apiService, .unreachable, Nodes.worker)
    run.rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
    #expect(!run.codes.contains("host-firewall"), "\(run.codes)")
  }

  @Test("no firewall is named where the other node's own host is answered")
  func noFirewall() throws {
    var run = try FaultyRun { facts in
      change(Nodes.m, &facts) { $0.reachedFromHost["100.64.0.2"] = true }
    }
    run.rehearsal.see(.otherNodeIP, .unreachable, Nodes.masterToWorker)
    #expect(run.codes == ["unexplained"])
    let tried = run.rehearsal.scenario(.both).triedCauses(endpoints: nil) ?? []
    #expect(tried.contains { $0.code == "host-firewall" && $0.end == .refutedByHosts })
  }

  @Test("a port that a firewall lets in speaks for no host that answers where another is silent")
  func firewallWithKubelet() throws {
    func codes(_ missed: [String]?) throws -> Set<String> {
      var run = try FaultyRun { facts in
        change(Nodes.m, &facts) { master in
          master.reachedFromHost["100.64.0.2"] = true
          master.missedFromHost = missed.map { ["100.64.0.2": $0] }
        }
      }
      run.rehearsal.see(.otherNodeIP, .unreachable, Nodes.masterToWorker)
      return run.codes
    }
    #expect(try codes(["tcp/4240"]) == ["host-firewall"])
    #expect(try codes(["icmp"]) == ["host-firewall"])
    #expect(try codes(nil) == ["unexplained"])
  }

  // MARK: kubelet

  /// The worker cannot be asked, and nothing else of it is known.
  private func withoutKubelet() throws -> FaultyRun {
    var run = try FaultyRun { facts in
      change(Nodes.w, &facts) { worker in
        (worker.problem, worker.obstacle) = ("error dialing backend: i/o timeout", .kubeletUnreachable)
      }
    }
    for (aspect, subject) in run.rehearsal.sample.cases([.ipv4]) where subject.source == Nodes.w {
      run.rehearsal.fail(aspect, "i/o timeout", subject, by: .kubeletUnreachable)
    }
    run.rehearsal.fail(.nodeIP, "i/o timeout", Nodes.master, by: .kubeletUnreachable)
    return run
  }

  @Test("a kubelet that is not reached is the finding where all else works, and names its node for every case")
  func kubelet() throws {
    let run = try withoutKubelet()
    #expect(run.codes == ["kubelet-unreachable"])
    let findings = run.rehearsal.cases().compactMap { $0.diagnosis?.finding?.value as? KubeletUnreachable }
    #expect(!findings.isEmpty && findings.allSatisfy { $0.node == Nodes.w })
  }

  @Test("and is a part of what keeps the nodes apart where that is found")
  func kubeletApart() throws {
    var run = try withoutKubelet()
    run.lose([.crossNodePod, .crossNodeService, .otherNodeIP], on: [Nodes.m])
    for aspect in [Aspect.clusterName, .externalName] {
      run.rehearsal.see(aspect, .partly(Rules.answering([Nodes.m])), Nodes.master)
    }
    run.rehearsal.see(.externalHTTPS, .unreachable, Nodes.master)
    run.rehearsal.facts.httpsByName = true
    #expect(run.codes == ["several-causes"])
    // One finding, whatever the case.
    let findings = Set(run.rehearsal.cases().compactMap { $0.diagnosis?.finding })
    #expect(findings.count == 1, "\(findings.map(\.value.cause.en))")
  }

  @Test("what Tailscale itself says of why the other node is away is the cause, whether WireGuard lacks it or not")
  func kubeletApartByTailscale() throws {
    let ended = #"{"BackendState": "Running", "Peer": {"k": {"TailscaleIPs": ["100.64.0.2"], "Expired": true}}}"#
    let status = try TailscaleStatus.parse(json: Data(ended.utf8))
    for peers in [nil, [OverlayPeer]()] {
      for said in [nil, status] {
        var run = try withoutKubelet()
        change(Nodes.m, &run.rehearsal.facts) { master in
          master.overlayPeers = peers
          master.tailscale = said.map { TailscaleFacts(status: $0) }
        }
        run.lose([.crossNodePod, .crossNodeService, .otherNodeIP], on: [Nodes.m])
        for aspect in [Aspect.clusterName, .externalName] {
          run.rehearsal.see(aspect, .partly(Rules.answering([Nodes.m])), Nodes.master)
        }
        run.rehearsal.see(.externalHTTPS, .unreachable, Nodes.master)
        run.rehearsal.facts.httpsByName = true
        #expect(run.codes.contains("tailnet-key-expiry") == (said != nil))
        if said != nil { #expect(run.codes == ["tailnet-key-expiry"], "\(run.codes)") }
      }
    }
  }

  // MARK: WireGuard's own counters

  private func apart(
    sent: Int?, received: Int?, seconds: Double?, counted: Double? = nil
  ) throws -> Set<String> {
    var run = try FaultyRun()
    run.lose(tunnel + [.otherNodeIP])
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    run.rehearsal.see(.apiService, .unreachable, Nodes.worker)
    run.rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
    var path = TailnetPath(Nodes.masterToWorker, overlay: "WireGuard", device: "tailscale0", readings: [])
    (path.bytesSent, path.bytesReceived, path.countedSeconds) = (sent, received, counted)
    run.rehearsal.tailnet = TailnetRecord(paths: [path])
    run.rehearsal.seconds = seconds
    return run.codes
  }

  @Test("a peer that sends nothing back is away: short lists would not keep it from answering")
  func silentPeer() throws {
    #expect(try apart(sent: 4_000, received: 0, seconds: 20) == ["tailnet-down"])
    // Too soon for a keepalive, an answer, nothing sent, nothing counted: both are named.
    #expect(try apart(sent: 4_000, received: 0, seconds: 8) == ["several-causes"])
    #expect(try apart(sent: 4_000, received: 32, seconds: 20) == ["several-causes"])
    #expect(try apart(sent: 0, received: 0, seconds: 20) == ["several-causes"])
    #expect(try apart(sent: nil, received: nil, seconds: 20) == ["several-causes"])
    // The bytes were counted for another time than everything else.
    #expect(try apart(sent: 4_000, received: 0, seconds: 8, counted: 16) == ["tailnet-down"])
    #expect(try apart(sent: 4_000, received: 0, seconds: 20, counted: 9) == ["several-causes"])
  }

  @Test("the counters of two readings give what was sent and came back; a device that was made anew gives nothing")
  func exchanged() throws {
    var facts = SyntheticCluster.cluster(
      [SyntheticCluster.node(1, tailnet: "wg0"), SyntheticCluster.node(2, tailnet: "wg0")], devices: "ens5,wg0")
    let allowed = [IPPrefix("100.64.0.2/32")].compactMap { $0 }
    func peer(_ received: Int?, _ sent: Int?) -> OverlayPeer {
      OverlayPeer(device: "wg0", allowedIPs: allowed, received: received, sent: sent)
    }
    facts.nodes[0].overlayPeers = [peer(100, 200)]
    func path(_ now: OverlayPeer) -> TailnetPath? {
      TailnetJudge.record(
        facts, pairs: [.pair(from: facts.nodes[0].name, to: facts.nodes[1].name)],
        after: [facts.nodes[0].name: TunnelListings(peers: [now])])?.paths.first
    }
    let grown = try #require(path(peer(132, 900)))
    #expect(grown.bytesReceived == 32 && grown.bytesSent == 700)
    #expect(path(peer(0, 92))?.bytesSent == nil && path(peer(nil, nil))?.bytesReceived == nil)
  }

  // MARK: lists that Tailscale tells

  private func status(_ allowed: [String]?, state: String = "Running") throws -> TailscaleStatus {
    let list = allowed.map { #", "AllowedIPs": [\#($0.map { "\"\($0)\"" }.joined(separator: ","))]"# } ?? ""
    let text =
      #"{"BackendState": "\#(state)", "Peer": {"nodekey:1": {"HostName": "other", "TailscaleIPs": ["100.64.0.9"]\#(list)}}}"#
    return try TailscaleStatus.parse(json: Data(text.utf8))
  }

  @Test("Tailscale's own words tell its peers' lists where `wg` does not")
  func tailscaleLists() throws {
    func holding(_ status: TailscaleStatus?) throws -> PeerLists.Holding? {
      var facts = try RecordedCluster.facts("C")
      change(Nodes.m, &facts) { $0.tailscale = status.map { TailscaleFacts(status: $0) } }
      let nodes = try [Nodes.m, Nodes.w].map { try #require(facts.node($0)) }
      return PeerLists(PathModel(facts: facts)).holding(nodes[0], nodes[1])
    }
    #expect(try holding(nil) == .unread)
    #expect(try holding(status(["100.64.0.2/32"])) == .present)
    #expect(try holding(status(["100.64.0.9/32"])) == .absent)
    #expect(try holding(status(nil)) == .unread)
    #expect(try holding(status(["100.64.0.9/32"], state: "Stopped")) == .unread)
  }

  // MARK: one way of the tunnel

  private func blocked(_ counted: [NodeHealth]) throws -> VXLANBlocked {
    var run = try FaultyRun { facts in
      for index in facts.nodes.indices {
        facts.nodes[index].reachedFromHost = Dictionary(
          uniqueKeysWithValues: ["100.64.0.1", "100.64.0.2"].map { ($0, true) })
      }
    }
    run.lose(tunnel)
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    run.rehearsal.counted = counted
    let record = try #require(run.rehearsal.record(.crossNodePod, Nodes.masterToWorker))
    return try #require(record.diagnosis?.finding?.value as? VXLANBlocked)
  }

  private func health(_ node: String, sent: Double?, received: Double?) -> NodeHealth {
    var health = NodeHealth(node: node)
    (health.tunnelSent, health.tunnelReceived) = (sent, received)
    return health
  }

  @Test("what the tunnel's devices counted tells which way is blocked, and where to look")
  func ways() throws {
    let one = try blocked([
      health(Nodes.m, sent: 30, received: 12), health(Nodes.w, sent: 12, received: 0),
    ])
    #expect(one.deaf == [Nodes.w] && one.heard == Nodes.m)
    #expect(
      one.cause.en.contains("nothing of it arrived at \(Nodes.w)") && one.commands.allSatisfy { $0.node == Nodes.w })
    #expect(one.remedy.en.contains("from \(Nodes.m) in at \(Nodes.w)") && !one.remedy.en.contains("both nodes"))
    let both = try blocked([health(Nodes.m, sent: 30, received: 0), health(Nodes.w, sent: 12, received: 0)])
    #expect(both.deaf.map(Set.init) == [Nodes.m, Nodes.w] && both.heard == nil)
    #expect(both.remedy.en.contains("both nodes"))
    #expect(Set(both.commands.map(\.node)) == [Nodes.m, Nodes.w])
    #expect(try blocked([]).deaf == nil)
    #expect(
      try blocked([health(Nodes.m, sent: nil, received: 0), health(Nodes.w, sent: nil, received: 0)]).deaf == nil)
  }

  @Test("of three nodes what arrives may be anybody's: only that nothing does is told")
  func waysOfMany() {
    let counts = TunnelCounts(
      [health("a", sent: 9, received: 4), health("b", sent: 9, received: 0), health("c", sent: 9, received: 9)], of: 3)
    #expect(counts.deaf(.pair(from: "a", to: "b")) == ["b"] && counts.heard(.pair(from: "a", to: "b")) == nil)
    #expect(counts.deaf(.pair(from: "a", to: "c")) == nil)
  }

  // MARK: the way out

  private func without(_ change: @escaping (inout NodeFacts) -> Void) throws -> FaultyRun {
    var run = try FaultyRun { facts in
      self.change(Nodes.w, &facts) { worker in
        worker.routes.removeAll { $0.destination.isDefault }
        change(&worker)
      }
    }
    run.rehearsal.see(.defaultRoute, .value("none"), Nodes.worker)
    for aspect in outside { run.rehearsal.see(aspect, .unreachable, Nodes.worker) }
    return run
  }

  @Test("a node without a default route is said to have none, with the card that it would leave by")
  func noDefaultRoute() throws {
    let run = try without { _ in }
    let record = try #require(run.rehearsal.record(.defaultRoute, Nodes.worker))
    #expect((record.diagnosis?.finding?.value as? DefaultRouteMissing)?.device == "enp0s6")
    #expect(!run.codes.contains("default-route-moved"))
  }

  @Test("where the card is down that is said; with a default route neither is")
  func uplinkDown() throws {
    var facts = try #require(TopologyCluster.all.first { $0.topology.name == "public-private" }).facts
    let node = try #require(facts.nodes.last).name
    change(node, &facts) { node in
      let down = node.devices.first { $0.name == "eth0" }?.index
      node.routes.removeAll { $0.destination.isDefault || $0.linkIndex == down }
      node.devices = node.devices.map { device in
        guard device.name == "eth0" else { return device }
        return Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu,
          flags: ["broadcast", "multicast"], addresses: device.addresses)
      }
    }
    var run = Rehearsal(facts)
    run.see(.defaultRoute, .value("none"), .node(node))
    for aspect in outside { run.see(aspect, .unreachable, .node(node)) }
    let record = try #require(run.record(.defaultRoute, .node(node)))
    let found = record.diagnosis?.finding?.value as? UplinkDown
    #expect(found?.device == "eth0" && found?.node == node, "\(record.verdict): \(record.diagnosis?.code ?? "none")")
    var moved = try FaultyRun()
    moved.rehearsal.see(.defaultRoute, .value("tailscale0"), Nodes.worker)
    #expect(moved.codes == ["default-route-moved"])
  }

  // MARK: the proxy

  private func names(_ parameter: Int) throws -> FaultyRun {
    var run = try FaultyRun { facts in
      change(Nodes.w, &facts) { worker in
        worker.sysctls = [
          "net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.all.src_valid_mark": parameter,
          "net.ipv4.conf.default.src_valid_mark": 0,
        ]
        worker.policyRulesIPv4 = [
          "0: from all lookup local", "9: from all fwmark 0x200/0xf00 lookup 2004", "32766: from all lookup main",
        ]
      }
      facts.configuration["enable-l7-proxy"] = "true"
    }
    run.lose([.clusterName, .externalName], on: [Nodes.w])
    return run
  }

  @Test("a kernel that drops what is handed to the proxy is named beside lost DNS questions, and nowhere else")
  func proxied() throws {
    let lost = try names(1)
    let several = try #require(
      lost.rehearsal.record(.clusterName, Nodes.worker)?.diagnosis?.finding?.value as? SeveralCauses,
      "\(lost.codes)")
    #expect(Set(several.candidates.map(\.code)) == ["dns-path", "proxied-lost"])
    #expect(several.look?.command.contains("cilium-dbg status") == true)
    #expect(try names(0).codes == ["dns-path"])
    var answered = try names(1)
    answered.rehearsal.see(.clusterName, .reachable, Nodes.worker)
    #expect(!answered.codes.contains("several-causes"), "\(answered.codes)")
  }

  @Test("it is the cause of a request that the proxy does not answer, where the kernel drops that, and nowhere else")
  func proxiedRequest() throws {
    func run(_ parameter: Int) throws -> FaultyRun {
      var run = try names(parameter)
      run.rehearsal = Rehearsal(run.rehearsal.facts)
      run.rehearsal.facts.proxied = ProxiedRulesTests.gateway
      run.lose([.proxiedRequest], on: [Nodes.w])
      return run
    }
    #expect(try run(1).codes == ["proxied-lost"])
    #expect(try run(0).codes == ["unexplained"])
  }
}
