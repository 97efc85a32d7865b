import Cilium
import Testing

@testable import Conformance

/// A run on paper of the recorded cluster with both devices, with what a fault makes of facts and observations.
struct FaultyRun {
  var rehearsal: Rehearsal

  init(_ folder: String = "C", _ change: (inout ClusterFacts) -> Void = { _ in }) throws {
    var facts = try RecordedCluster.facts(folder)
    for index in facts.nodes.indices {
      facts.nodes[index].externalIP = IPv4Address(168, 107, 2, 60 + UInt8(index))
    }
    change(&facts)
    rehearsal = Rehearsal(facts)
    rehearsal.endpoints = ExternalEndpoints()
  }

  /// Nothing comes of these cases of a node, or of all.
  mutating func lose(_ aspects: [Aspect], on nodes: [String]? = nil) {
    for aspect in aspects {
      for subject in Subject.all(aspect.scope, nodes: rehearsal.nodes) where nodes?.contains(subject.source) != false {
        let healthy = Rehearsal.asPredicted(aspect, subject, rehearsal.facts)
        guard let healthy else { continue }
        switch healthy {
        case .translated: rehearsal.see(aspect, .notTranslated, subject)
        case .healthy: rehearsal.see(aspect, .unhealthy("not Ready"), subject)
        default: rehearsal.see(aspect, .unreachable, subject)
        }
      }
    }
  }

  /// The codes of all that is not green.
  var codes: Set<String> {
    Set(
      rehearsal.cases().filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
        .compactMap { $0.diagnosis?.code })
  }
}

@Suite("A cause is named where its forecast is what was seen, and nowhere else")
struct SupposedFaultTests {
  private let tunnel: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU]
  private let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS]

  private func node(_ name: String, _ facts: inout ClusterFacts, _ change: (inout NodeFacts) -> Void) {
    for index in facts.nodes.indices where facts.nodes[index].name == name { change(&facts.nodes[index]) }
  }

  private func rules(_ more: String...) -> [String] {
    ["0: from all lookup local"] + more + ["32766: from all lookup main", "32767: from all lookup default"]
  }

  // MARK: what facts show

  private func blackhole(_ facts: inout ClusterFacts) {
    node(Nodes.w, &facts) { $0.policyRulesIPv4 = rules("100: from all to 8.8.8.8 blackhole") }
  }

  @Test("a rule that drops what is sent to an address is named for what is sent there")
  func ruleDrops() throws {
    var run = try FaultyRun { blackhole(&$0) }
    run.lose([.externalPing, .upstreamDNS, .natExternal], on: [Nodes.w])
    #expect(run.codes == ["route-in-the-way"])
    let record = try #require(run.rehearsal.record(.externalPing, Nodes.worker))
    let diagnosis = try #require(record.diagnosis)
    #expect(diagnosis.cause.contains("100: from all to 8.8.8.8/32 blackhole"))
    #expect(diagnosis.commands.contains { $0.node == Nodes.w && $0.command.hasPrefix("ip rule del priority 100 ") })
  }

  @Test("and is none of it where the address answers, or where another node's traffic fails")
  func ruleRefuted() throws {
    var answering = try FaultyRun { blackhole(&$0) }
    answering.lose([.externalPing], on: [Nodes.w])
    #expect(!answering.codes.contains("route-in-the-way"))
    var elsewhere = try FaultyRun { blackhole(&$0) }
    elsewhere.lose([.externalPing, .upstreamDNS, .externalName, .natExternal], on: [Nodes.w])
    elsewhere.lose(outside, on: [Nodes.m])
    let master = elsewhere.rehearsal.record(.externalHTTPS, Nodes.master)
    #expect(master?.diagnosis?.code != "route-in-the-way")
  }

  @Test("a route that drops one address alone is named as a route")
  func routeDrops() throws {
    var run = try FaultyRun { facts in
      node(Nodes.w, &facts) { worker in
        worker.routes.append(
          Route(
            destination: IPPrefix("8.8.8.8/32") ?? worker.routes[0].destination, source: nil, gateway: nil,
            linkIndex: 0,
            table: "main", type: "unreachable", scope: "universe", priority: 0))
      }
    }
    run.lose([.externalPing, .upstreamDNS, .natExternal], on: [Nodes.w])
    #expect(run.codes == ["route-in-the-way"])
    #expect(run.rehearsal.record(.externalPing, Nodes.worker)?.diagnosis?.cause.contains("unreachable 8.8.8.8") == true)
  }

  @Test("a node that does not forward is named for what leaves it, not for what does not")
  func forwarding() throws {
    var run = try FaultyRun { facts in node(Nodes.w, &facts) { $0.sysctls = ["net.ipv4.ip_forward": 0] } }
    run.lose(outside + [.natExternal, .otherNodeIP, .natNodeAddress, .apiService, .clusterDNSRestart], on: [Nodes.w])
    #expect(run.codes == ["forwarding-off"])
    // Where the kernel carries pods' other packets, too, none of them gets through.
    run.lose(tunnel)
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    #expect(run.codes == ["forwarding-off", "vxlan-blocked"])
    run.lose([.sameNodePod, .clusterName, .externalName], on: [Nodes.w])
    #expect(run.codes == ["forwarding-off"])
    var working = try FaultyRun { facts in node(Nodes.w, &facts) { $0.sysctls = ["net.ipv4.ip_forward": 0] } }
    working.lose([.externalHTTPS], on: [Nodes.w])
    #expect(!working.codes.contains("forwarding-off"))
  }

  private func strict(_ facts: inout ClusterFacts) {
    node(Nodes.w, &facts) { $0.sysctls = ["net.ipv4.conf.all.rp_filter": 1] }
  }

  @Test("a strict reverse path filter is named for what pods ask their host, and for pods that kubelet cannot ask")
  func sourceFilter() throws {
    var run = try FaultyRun { strict(&$0) }
    run.lose([.ownNodeIP, .ownUplinks, .clusterDNSReady, .clusterDNSRestart], on: [Nodes.w])
    run.rehearsal.fail(.sameNodePod, "not Ready after 60 seconds", Nodes.worker, by: .podNotRunning)
    #expect(run.codes == ["reverse-path-filter"])
    var loose = try FaultyRun { facts in node(Nodes.w, &facts) { $0.sysctls = ["net.ipv4.conf.all.rp_filter": 2] } }
    loose.lose([.ownNodeIP, .clusterDNSReady], on: [Nodes.w])
    #expect(!loose.codes.contains("reverse-path-filter"))
    var outside = try FaultyRun { strict(&$0) }
    outside.lose(self.outside, on: [Nodes.m])
    #expect(!outside.codes.contains("reverse-path-filter"))
  }

  @Test("pods that keep an MTU which the node's devices no longer give are told from a path that carries less")
  func staleMTU() throws {
    func run(_ seen: Int) throws -> Set<String> {
      var run = try FaultyRun { (facts: inout ClusterFacts) in
        node(Nodes.w, &facts) { worker in
          worker.devices = worker.devices.filter { !$0.name.hasPrefix("lxc") }.map { device in
            guard device.name == "tailscale0" else { return device }
            return Device(
              name: device.name, index: device.index, type: device.type, mtu: 576, flags: device.flags,
              addresses: device.addresses)
          }
          worker.devices.append(SyntheticCluster.device("lxc0123456789ab", 99, nil, type: "veth", mtu: 1280))
        }
      }
      run.rehearsal.see(.pathMTU, .largestPayload(seen))
      return run.codes
    }
    #expect(try run(499) == ["route-mtu-stale"])
    #expect(try run(300) == ["path-mtu-smaller"])
  }

  @Test("a node's peers that may not use another's address explain that the two do not meet, where they do not")
  func peers() throws {
    func run(_ allowed: String, _ lost: [Aspect]) throws -> Set<String> {
      var run = try FaultyRun { facts in
        node(Nodes.m, &facts) { master in
          master.overlayPeers = [OverlayPeer(device: "tailscale0", allowedIPs: [IPPrefix(allowed)].compactMap { $0 })]
        }
      }
      run.lose(lost)
      if !lost.isEmpty {
        run.rehearsal.loseNames(across: [Nodes.masterToWorker])
        run.rehearsal.see(.apiService, .unreachable, Nodes.worker)
        run.rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
      }
      return run.codes
    }
    let between = tunnel + [.otherNodeIP]
    #expect(try run("10.9.9.9/32", between) == ["peer-allowed-ips-short"])
    // The worker's list nobody has read.
    #expect(try run("100.64.0.2/32", between) == ["several-causes"])
    #expect(try run("10.9.9.9/32", []).isEmpty)
  }

  @Test("where nobody has read the peers' lists, both are named: that, and that the nodes do not meet, with one look")
  func peersUnread() throws {
    func run(_ change: @escaping (ClusterFacts) -> ClusterFacts) throws -> FaultyRun {
      var run = try FaultyRun { $0 = change($0) }
      run.lose(tunnel + [.otherNodeIP])
      run.rehearsal.loseNames(across: [Nodes.masterToWorker])
      run.rehearsal.see(.apiService, .unreachable, Nodes.worker)
      run.rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
      return run
    }
    let unread = try run { $0 }
    let record = try #require(unread.rehearsal.record(.otherNodeIP, Nodes.masterToWorker))
    let several = try #require(record.diagnosis?.finding?.value as? SeveralCauses)
    #expect(Set(several.candidates.map(\.code)) == ["tailnet-down", "peer-allowed-ips-short"])
    #expect(several.look?.command.hasPrefix("tailscale status --json") == true)
    #expect(unread.codes == ["several-causes"])
    // Lists that are whole refute it, and the trials say so.
    let read = try run(\.withPeersRead)
    #expect(read.codes == ["tailnet-down"])
    let tried = read.rehearsal.scenario(.both).triedCauses(endpoints: nil) ?? []
    #expect(tried.contains { $0.code == "peer-allowed-ips-short" && $0.end == .refutedByFacts })
    // What nothing but WireGuard carries: not named where no WireGuard is.
    let plain = try run { facts in
      var facts = facts
      for index in facts.nodes.indices {
        facts.nodes[index].devices = facts.nodes[index].devices.map { device in
          guard device.name == "tailscale0" else { return device }
          return Device(
            name: "eth9", index: device.index, type: "device", mtu: device.mtu, flags: ["up", "broadcast", "running"],
            addresses: device.addresses)
        }
      }
      return facts
    }
    #expect(!plain.codes.contains("several-causes"))
  }

  @Test("a translation is not missing where something else leaves by the same device and is answered")
  func translationRefuted() throws {
    var run = try FaultyRun()
    run.lose([.externalPing, .natExternal], on: [Nodes.w])
    #expect(run.codes == ["filtered-at-node"])
    run.lose(outside + [.externalName, .natExternal], on: [Nodes.w])
    #expect(run.codes == ["snat-missing"])
  }

  @Test("answers that only pods miss are named beside a missing translation where no NAT entry tells them apart")
  func answersToPods() throws {
    var run = try FaultyRun { blackhole(&$0) }
    run.lose(outside + [.externalName, .natExternal], on: [Nodes.w])
    let record = try #require(run.rehearsal.record(.externalHTTPS, Nodes.worker))
    let several = try #require(record.diagnosis?.finding?.value as? SeveralCauses)
    #expect(Set(several.candidates.map(\.code)).isSuperset(of: ["snat-missing", "no-way-out"]))
    #expect(several.look?.node == Nodes.w && several.look?.command.hasPrefix("tcpdump ") == true)
    // Hosts that get answers say nothing about pods' packets, of which the host's own have nothing.
    run.rehearsal.controls.answers[.externalHTTPS, default: [:]][Nodes.w] = .init(answered: true, evidence: [])
    let asked = try #require(run.rehearsal.record(.externalHTTPS, Nodes.worker))
    #expect(asked.diagnosis?.finding?.value is SeveralCauses)
    // A flow that is translated refutes the one, another that is not the other.
    var translated = try FaultyRun()
    translated.lose(outside + [.externalName], on: [Nodes.w])
    #expect(translated.rehearsal.record(.externalHTTPS, Nodes.worker)?.diagnosis?.code == "no-way-out")
    translated.lose([.natExternal], on: [Nodes.w])
    #expect(translated.rehearsal.record(.externalHTTPS, Nodes.worker)?.diagnosis?.code == "snat-missing")
  }

  @Test(
    "answers to an address that nobody knows are lost after the translation, which they do not keep from being made")
  func lostBeyond() throws {
    var run = try FaultyRun { facts in
      node(Nodes.w, &facts) { worker in
        worker.devices = worker.devices.map { device in
          guard device.name == "enp0s6" else { return device }
          return Device(
            name: device.name, index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
            addresses: device.addresses + [.v4(IPv4Address(203, 0, 114, 7))])
        }
      }
    }
    run.lose(outside, on: [Nodes.w])
    #expect(run.rehearsal.record(.externalHTTPS, Nodes.worker)?.diagnosis?.code == "masquerade-address-unrouted")
    run.lose([.natExternal], on: [Nodes.w])
    #expect(run.rehearsal.record(.natExternal, Nodes.worker)?.diagnosis?.code == "snat-missing")
  }

  // MARK: between nodes

  @Test("hosts that do not meet are not named where the tunnel alone carries what fails, NodePorts' backends included")
  func nodePorts() throws {
    var run = try FaultyRun("A") { facts in
      for index in facts.nodes.indices { facts.nodes[index].reachedFromHost = [:] }
    }
    run.lose(tunnel + [.clusterName, .externalName])
    run.rehearsal.see(.nodePortLocalOtherNode, .value("none"))
    let named = run.rehearsal.cases().compactMap { $0.diagnosis?.code }
    #expect(!named.contains("tailnet-down") && !named.isEmpty, "\(named)")
  }

  @Test("what no rule predicts, and is answered all the same, speaks against what would break it")
  func unpredicted() throws {
    var facts = try #require(TopologyCluster.all.first { $0.topology.name == "no-masquerade" }).facts
    for index in facts.nodes.indices { facts.nodes[index].reachedFromHost = [:] }
    var rehearsal = Rehearsal(facts)
    let pair = Subject.pair(from: facts.nodes[0].name, to: facts.nodes[1].name)
    for aspect in tunnel { rehearsal.see(aspect, .unreachable) }
    rehearsal.loseNames(across: [pair])
    rehearsal.see(.otherNodeIP, .unreachable, pair)
    #expect(rehearsal.record(.otherNodeIP, pair)?.verdict == .unpredicted)
    #expect(rehearsal.record(.crossNodePod, pair)?.diagnosis?.code == "several-causes")
    rehearsal.see(.otherNodeIP, .reachable, pair)
    #expect(rehearsal.record(.crossNodePod, pair)?.diagnosis?.code == "vxlan-blocked")
  }

  @Test("a node whose pods ran other commands was not out of the API server's reach")
  func commanded() throws {
    var run = try FaultyRun { facts in
      node(Nodes.m, &facts) { master in
        master.overlayPeers = [
          OverlayPeer(device: "tailscale0", allowedIPs: [IPPrefix("10.9.9.9/32")].compactMap { $0 })
        ]
      }
    }
    run.rehearsal.fail(.crossNodePod, "not Ready after 60 seconds", Nodes.workerToMaster, by: .podNotRunning)
    #expect(run.codes == ["probe-pod-not-running"])
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    for (aspect, subject) in run.rehearsal.sample.cases([.ipv4]) where subject.source == Nodes.w {
      run.rehearsal.fail(aspect, "i/o timeout", subject, by: .kubeletUnreachable)
    }
    run.lose(tunnel + [.otherNodeIP], on: [Nodes.m])
    let lost = run.rehearsal.cases().filter { $0.subject.source == Nodes.w && $0.verdict == .inconclusive }
    let told = lost.map { "\($0.aspect) [\($0.subject)] → \($0.diagnosis?.code ?? "none")" }
    #expect(lost.allSatisfy { $0.diagnosis?.code == "peer-allowed-ips-short" } && lost.count > 10, "\(told)")
  }

  @Test("a blocked tunnel is not named where one of its packets arrives")
  func tunnelRefuted() throws {
    var run = try FaultyRun()
    run.lose([.crossNodePod])
    #expect(run.codes == ["unexplained"])
  }

  @Test("where nothing tells a blocked tunnel from hosts that do not reach each other, both are named with one look")
  func severalFit() throws {
    var run = try FaultyRun("A") { facts in
      for index in facts.nodes.indices { facts.nodes[index].reachedFromHost = [:] }
    }
    run.lose(tunnel + [.clusterName, .externalName])
    let record = try #require(run.rehearsal.record(.crossNodePod, Nodes.masterToWorker))
    let tried = run.rehearsal.scenario(.physicalOnly).triedCauses(endpoints: nil) ?? []
    let several = try #require(
      record.diagnosis?.finding?.value as? SeveralCauses, "\(tried.map(\.text).joined(separator: "\n"))")
    #expect(Set(several.candidates.map(\.code)) == ["vxlan-blocked", "tailnet-down", "peer-allowed-ips-short"])
    #expect(several.look?.command.hasPrefix("ping -c 3 ") == true)
  }

  // MARK: outside

  @Test("what one node alone does not get is filtered there; of two faults at once each is named")
  func twoFaults() throws {
    var run = try FaultyRun()
    run.lose([.externalHTTPS], on: [Nodes.w])
    run.lose(tunnel)
    for node in [Nodes.master, Nodes.worker] {
      for aspect in [Aspect.clusterName, .externalName] {
        run.rehearsal.see(aspect, .partly(Rules.answering([node.source])), node)
      }
    }
    #expect(run.codes == ["filtered-at-node", "vxlan-blocked"])
    #expect(run.rehearsal.record(.externalHTTPS, Nodes.worker)?.diagnosis?.code == "filtered-at-node")
    #expect(run.rehearsal.record(.clusterName, Nodes.worker)?.diagnosis?.code == "vxlan-blocked")
  }

  @Test("a way to the cluster DNS is not blamed for one name where another is answered")
  func namesRefuted() throws {
    var run = try FaultyRun()
    run.lose([.clusterName], on: [Nodes.m])
    #expect(run.codes == ["unexplained"])
    run.lose([.externalName], on: [Nodes.m])
    #expect(run.codes == ["dns-path"])
  }
}
