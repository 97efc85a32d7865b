import Cilium
import Testing

@testable import Conformance

@Suite("What is gone is said to be gone: pods, peers, agents, addresses")
struct GoneTests {
  private let tunnel: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU]

  private func change(_ name: String, _ facts: inout ClusterFacts, _ change: (inout NodeFacts) -> Void) {
    for index in facts.nodes.indices where facts.nodes[index].name == name { change(&facts.nodes[index]) }
  }

  @Test("a cluster DNS without pods is said to have none; with pods, or backends of another kind, that is not said")
  func withoutDNSPods() throws {
    func codes(_ change: (inout ClusterFacts) -> Void) throws -> Set<String> {
      var run = try FaultyRun { facts in
        facts.dnsPods = []
        facts.dnsService?.endpoints = []
        change(&facts)
      }
      for node in [Nodes.master, Nodes.worker] {
        run.rehearsal.see(.clusterName, .unreachable, node)
        run.rehearsal.see(.externalName, .unreachable, node)
      }
      return run.codes
    }
    #expect(try codes { _ in } == ["cluster-dns-missing"])
    #expect(try !codes { $0.dnsService?.endpoints = [IPv4Address(10, 9, 9, 9)] }.contains("cluster-dns-missing"))
    let pods = try RecordedCluster.facts("C").dnsPods
    #expect(try !codes { $0.dnsPods = pods }.contains("cluster-dns-missing"))
    #expect(try !codes { $0.miss(.pods, "forbidden") }.contains("cluster-dns-missing"))
  }

  @Test("what address a node has is not known for the agent that does not start, on it or on one that knows it")
  func agentEnds() throws {
    var run = try FaultyRun { facts in
      change(Nodes.w, &facts) { worker in
        (worker.problem, worker.obstacle) = ("the Cilium agent does not start: fatal", .agentDoesNotStart)
      }
    }
    for node in [Nodes.master, Nodes.worker] {
      run.rehearsal.fail(.nodeIP, "container not found", node)
      let found = run.rehearsal.record(.nodeIP, node)?.diagnosis?.finding?.value as? AgentDoesNotStart
      #expect(found?.node == Nodes.w)
    }
    var other = try FaultyRun()
    other.rehearsal.fail(.nodeIP, "container not found", Nodes.worker)
    #expect(other.rehearsal.record(.nodeIP, Nodes.worker)?.diagnosis?.code == "not-measured")
  }

  private func codes(_ peers: [(endpoint: String?, allowed: [String])], isPlaceKnown: Bool = true) throws -> Set<String>
  {
    var run = try FaultyRun { facts in
      change(Nodes.m, &facts) { master in
        master.overlayPeers = peers.map { peer in
          OverlayPeer(
            device: "tailscale0", endpoint: peer.endpoint.flatMap { IPAddress($0) }, port: 41641,
            allowedIPs: peer.allowed.compactMap { IPPrefix($0) })
        }
      }
      if !isPlaceKnown { change(Nodes.w, &facts) { $0.externalIP = nil } }
    }
    run.lose(tunnel + [.otherNodeIP])
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    run.rehearsal.see(.apiService, .unreachable, Nodes.worker)
    run.rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
    return run.codes
  }

  @Test("a peer that is no entry at all is told from one whose list is short, where the endpoints say so")
  func peerGone() throws {
    let laptop: (endpoint: String?, allowed: [String]) = ("168.107.2.70", ["100.64.0.70/32"])
    #expect(try codes([laptop]) == ["wireguard-peer-missing"])
    // There is one where the worker is, one that may be it, one that is nowhere yet; or nobody knows where it would be.
    #expect(try codes([laptop, ("168.107.2.61", ["100.64.0.9/32"])]) == ["peer-allowed-ips-short"])
    #expect(try codes([laptop, ("198.51.100.4", [])]) == ["peer-allowed-ips-short"])
    #expect(try codes([laptop, (nil, ["100.64.0.9/32"])]) == ["peer-allowed-ips-short"])
    #expect(try codes([laptop], isPlaceKnown: false) == ["peer-allowed-ips-short"])
    #expect(try !codes([laptop, ("168.107.2.61", ["100.64.0.2/32"])]).contains("wireguard-peer-missing"))
  }

  @Test("a default route that went with its card's address is told with the card that has none")
  func address() throws {
    var facts = try #require(TopologyCluster.all.first { $0.topology.name == "public-private" }).facts
    let node = try #require(facts.nodes.last).name
    change(node, &facts) { node in
      let card = node.devices.first { $0.name == "eth0" }?.index
      node.routes.removeAll { $0.destination.isDefault || $0.linkIndex == card }
      node.devices = node.devices.map { device in
        guard device.name == "eth0" else { return device }
        return Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu,
          flags: ["up", "broadcast", "multicast"], addresses: [])
      }
    }
    var run = Rehearsal(facts)
    run.see(.defaultRoute, .value("none"), .node(node))
    for aspect in [Aspect.externalPing, .externalHTTPS, .upstreamDNS] { run.see(aspect, .unreachable, .node(node)) }
    let record = try #require(run.record(.externalPing, .node(node)))
    let found = try #require(record.diagnosis?.finding?.value as? DefaultRouteMissing)
    #expect(found.device == nil && found.bare == ["eth0"])
    #expect(found.cause.en.contains("eth0 is up and has no address"))
  }

  @Test("what is forced out without a route may be answered on the link, or not: no rule decides")
  func forcedWithoutRoute() throws {
    var facts = try #require(TopologyCluster.all.first { $0.topology.name == "public-private" }).facts
    let (one, two) = (try #require(facts.nodes.first).name, try #require(facts.nodes.last).name)
    func prediction() -> Prediction { Rules.predict(.otherUplinks, .pair(from: two, to: one), facts: facts) }
    if case .unknown(let reason) = prediction() { #expect(!reason.text.contains("on that link")) }
    change(two, &facts) { node in
      let card = node.devices.first { $0.name == "eth0" }?.index
      node.routes.removeAll { $0.destination.isDefault || $0.linkIndex == card }
      node.reachedFromHost["167.235.4.11"] = false
      node.devices = node.devices.map { device in
        guard device.name == "eth0" else { return device }
        return Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu,
          flags: ["broadcast", "multicast"],
          addresses: device.addresses)
      }
    }
    guard case .unknown(let reason) = prediction() else {
      Issue.record("\(prediction())")
      return
    }
    #expect(reason.text.contains("by eth1") && reason.text.contains("on that link"))
  }
}
