import Cilium
import Testing

@testable import Conformance

@Suite("Every fault is named, where it strikes and nowhere else")
struct FaultTests {
  /// The facts that the fault leaves to be read.
  private func facts(_ fault: Fault) throws -> ClusterFacts {
    // Whom WireGuard lets through is read: where it is not, that may be what keeps the nodes from each other.
    var facts = try RecordedCluster.facts("C").withPeersRead
    facts.nodes[0].externalIP = IPv4Address(168, 107, 2, 60)
    facts.nodes[1].externalIP = IPv4Address(168, 107, 2, 61)
    if fault == .defaultRouteOnTailnet {
      for index in facts.nodes.indices {
        facts.nodes[index].routes.removeAll { $0.destination.isDefault }
        facts.nodes[index].routes.append(try #require(SyntheticCluster.defaultRoute(3)))
      }
    }
    return facts
  }

  @Test("on the cluster with both devices", arguments: Fault.allCases)
  func both(fault: Fault) throws {
    let facts = try facts(fault)
    var rehearsal = Rehearsal(facts)
    fault.strike(&rehearsal)
    var touched = 0
    for (healthy, record) in zip(Rehearsal(facts).cases(), rehearsal.cases()) {
      #expect(healthy.verdict == .conforms, "\(healthy.aspect) \(healthy.subject)")
      guard record.observation?.result != healthy.observation?.result else {
        #expect(record.verdict == .conforms && record.diagnosis == nil, "\(record.aspect) \(record.subject)")
        continue
      }
      touched += 1
      #expect(record.verdict == fault.verdict(record.aspect), "\(record.aspect) \(record.subject)")
      let diagnosis = try #require(record.diagnosis)
      #expect(diagnosis.code == fault.code, "\(record.aspect) \(record.subject)")
      #expect(diagnosis.symptom.contains(record.explanation.text))
      #expect(!diagnosis.cause.isEmpty && !diagnosis.remedy.isEmpty)
    }
    #expect(touched > 0)
  }

  @Test("the run as a whole is red, or open where nothing is wrong with the cluster", arguments: Fault.allCases)
  func whole(fault: Fault) throws {
    var rehearsal = Rehearsal(try facts(fault))
    fault.strike(&rehearsal)
    let isOutside = [Fault.externalDNSDown, .httpsEndpointDown].contains(fault)
    #expect(rehearsal.scenario(.both).verdict == (isOutside ? .inconclusive : .deviates))
  }

  @Test(
    "fitness falls with what users need",
    arguments: Fault.allCases.filter { ![.natReverseMissing, .httpsWrongAddress].contains($0) })
  func unfit(fault: Fault) throws {
    var rehearsal = Rehearsal(try facts(fault))
    fault.strike(&rehearsal)
    #expect(rehearsal.scenario(.both).fitness != .fit)
  }
}

@Suite("Diagnoses in particular situations")
struct DiagnosisTests {
  private func code(_ rehearsal: Rehearsal, _ aspect: Aspect, _ subject: Subject) -> String? {
    rehearsal.record(aspect, subject)?.diagnosis?.code
  }

  private func breakTunnel(_ rehearsal: inout Rehearsal, _ pairs: [Subject]) {
    for pair in pairs {
      for aspect in [Aspect.crossNodePod, .crossNodeService, .pathMTU] { rehearsal.see(aspect, .unreachable, pair) }
    }
    rehearsal.loseNames(across: pairs)
  }

  @Test("agents that kept tailscale0 explain that nothing outside answers")
  func staleTailnet() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in [Aspect.configurationApplied, .selectedDevices] { rehearsal.see(aspect, .value("tailscale0")) }
    for aspect in [Aspect.externalPing, .externalHTTPS, .upstreamDNS, .externalName] {
      rehearsal.see(aspect, .unreachable)
    }
    rehearsal.see(.natExternal, .notTranslated)
    let codes = rehearsal.cases().filter { $0.verdict != .conforms }.compactMap { $0.diagnosis?.code }
    #expect(codes.count == 14 && Set(codes) == ["devices-not-applied"])
  }

  @Test("with the physical uplink alone, the agents' health checks tell a dead tailnet from blocked VXLAN")
  func physicalOnly() throws {
    var rehearsal = try Rehearsal("A")
    breakTunnel(&rehearsal, [Nodes.masterToWorker, Nodes.workerToMaster])
    #expect(code(rehearsal, .crossNodePod, Nodes.masterToWorker) == "vxlan-blocked")
    rehearsal.facts = rehearsal.facts.withPeersRead
    rehearsal.facts.nodes[0].reachedFromHost["100.64.0.2"] = false
    rehearsal.facts.nodes[1].reachedFromHost["100.64.0.1"] = false
    #expect(code(rehearsal, .crossNodePod, Nodes.masterToWorker) == "tailnet-down")
  }

  @Test("a path that carries less than announced is told under the physical uplink's large MTU too")
  func physicalPathMTU() throws {
    var rehearsal = try Rehearsal("A")
    rehearsal.see(.pathMTU, .largestPayload(1024))
    #expect(code(rehearsal, .pathMTU, Nodes.masterToWorker) == "path-mtu-smaller")
  }

  @Test("of three nodes, the one whose peers are gone is told from the others")
  func threeNodes() {
    let nodes = (1...3).map { SyntheticCluster.node($0) }
    var rehearsal = Rehearsal(SyntheticCluster.cluster(nodes, devices: "ens5,ts0").withPeersRead)
    let lost: [Subject] = ["node-1", "node-2"].flatMap {
      [.pair(from: $0, to: "node-3"), .pair(from: "node-3", to: $0)]
    }
    breakTunnel(&rehearsal, lost)
    for pair in lost { rehearsal.see(.otherNodeIP, .unreachable, pair) }
    rehearsal.see(.apiService, .unreachable, .node("node-3"))
    for record in rehearsal.cases() where record.verdict == .deviates {
      #expect(record.diagnosis?.code == "tailnet-down", "\(record.aspect) \(record.subject)")
    }
    #expect(rehearsal.record(.crossNodePod, .pair(from: "node-1", to: "node-2"))?.verdict == .conforms)
    let blocked: [Subject] = [.pair(from: "node-1", to: "node-2"), .pair(from: "node-2", to: "node-1")]
    breakTunnel(&rehearsal, blocked)
    // Names of all three nodes: no DNS pod of another node answers any.
    rehearsal.loseNames(across: lost + blocked)
    #expect(blocked.map { code(rehearsal, .crossNodePod, $0) } == ["vxlan-blocked", "vxlan-blocked"])
    #expect(lost.allSatisfy { code(rehearsal, .crossNodePod, $0) == "tailnet-down" })
  }

  @Test("DNS pods that a dead tailnet keeps from the API are not the cause")
  func clusterDNSBehindTailnet() throws {
    var rehearsal = Rehearsal(try RecordedCluster.facts("C").withPeersRead)
    Fault.wireguardPeerDown.strike(&rehearsal)
    rehearsal.see(.clusterDNSReady, .unhealthy("coredns is not Ready"), Nodes.worker)
    #expect(code(rehearsal, .clusterDNSReady, Nodes.worker) == "tailnet-down")
    #expect(code(rehearsal, .clusterName, Nodes.master) == "tailnet-down")
  }

  @Test("a wrong translation towards the nodes explains the API's absence")
  func apiBehindTranslation() throws {
    for (outcome, expected) in [
      (Outcome.translated(to: "10.0.0.24"), "snat-wrong-address"), (.notTranslated, "snat-missing"),
    ] {
      var rehearsal = try Rehearsal("C")
      rehearsal.see(.natNodeAddress, outcome, Nodes.workerToMaster)
      rehearsal.see(.otherNodeIP, .unreachable, Nodes.workerToMaster)
      rehearsal.see(.apiService, .unreachable, Nodes.worker)
      rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), Nodes.worker)
      for record in rehearsal.cases() where record.verdict != .conforms {
        #expect(record.diagnosis?.code == expected, "\(record.aspect)")
      }
    }
  }

  @Test("names alone that do not resolve are a matter of the path to the DNS pods, unless another is answered there")
  func names() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.clusterName, .unreachable, Nodes.master)
    #expect(code(rehearsal, .clusterName, Nodes.master) == "unexplained")
    rehearsal.see(.externalName, .unreachable, Nodes.master)
    #expect(code(rehearsal, .clusterName, Nodes.master) == "dns-path")
    #expect(code(rehearsal, .externalName, Nodes.master) == "dns-path")
  }

  @Test("a restarted DNS pod alone that stays unready is a matter of the DNS pods")
  func restart() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.clusterDNSRestart, .unhealthy("coredns-2 not Ready after 45 seconds"), Nodes.worker)
    #expect(code(rehearsal, .clusterDNSRestart, Nodes.worker) == "cluster-dns-unhealthy")
  }

  @Test("nothing outside answers although the translation is right: the way out beyond the node")
  func noWayOut() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in [Aspect.externalPing, .externalHTTPS, .upstreamDNS] { rehearsal.see(aspect, .unreachable) }
    #expect(code(rehearsal, .externalHTTPS, Nodes.master) == "no-way-out")
  }

  @Test("what works although it should not is not explained as if it had failed")
  func unexpectedSuccess() throws {
    var rehearsal = try Rehearsal("B")
    rehearsal.see(.externalHTTPS, .answersWithAddress("168.107.2.60"))
    rehearsal.see(.externalName, .reachable)
    #expect(code(rehearsal, .externalHTTPS, Nodes.master) == "unexplained")
    #expect(code(rehearsal, .externalName, Nodes.master) == "unexplained")
  }

  @Test("a node that exec does not reach is not measured, with that reason")
  func unreachableKubelet() throws {
    var rehearsal = try Rehearsal("C")
    let words = "error dialing backend: dial tcp 10.0.0.24:10250: no route to host"
    rehearsal.fail(.externalPing, Sentence(words: words), Nodes.worker, by: .kubeletUnreachable)
    let record = try #require(rehearsal.record(.externalPing, Nodes.worker))
    #expect(record.diagnosis?.code == "kubelet-unreachable" && record.diagnosis?.symptom.contains("10250") == true)
  }
}
