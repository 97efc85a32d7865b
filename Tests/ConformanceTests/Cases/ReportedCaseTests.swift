import Cilium
import Foundation
import Testing

@testable import Conformance

/// What is right for each reported constellation (`expected.md` beside it), and for setups of the same kind.
@Suite("Constellations that people reported")
struct ReportedCaseTests {
  func cases(_ name: String) throws -> [CaseRecord] { try ReportedCase(name).rehearsal().cases() }

  func predict(_ aspect: Aspect, _ node: String, _ facts: ClusterFacts) -> Prediction {
    Rules.predict(aspect, .node(node), facts: facts)
  }

  func predict(_ aspect: Aspect, _ node: String, _ target: String, _ facts: ClusterFacts) -> Prediction {
    Rules.predict(aspect, .pair(from: node, to: target), facts: facts)
  }

  /// Records an issue for every case that is red.
  func expectGreen(_ cases: [CaseRecord], _ comment: String = "") {
    for record in cases where record.isRed {
      // What no fact of the case decides, and nobody says was seen.
      if case .unknown = record.prediction, record.observation == nil { continue }
      Issue.record("\(comment) \(record.aspect.rawValue) [\(record.subject)]: \(record.explanation)")
    }
  }

  static let all: [URL] = ReportedCase.folders(
    below: (Bundle.module.resourceURL ?? URL(filePath: "/")).appending(path: "Fixtures/Cases"))

  @Test("every aspect of every case is predicted or says why not, and is judged", arguments: all)
  func whole(folder: URL) throws {
    let reported = try ReportedCase(at: folder)
    guard FileManager.default.fileExists(atPath: folder.appending(path: "expected.md").path) else { return }
    let cases = try reported.rehearsal().cases()
    #expect(!cases.isEmpty && cases.allSatisfy { !$0.explanation.isEmpty })
  }

  /// `NETPROOF_CASES=FOLDER` tells of cases that are not here how they are judged, for people.
  @Test(
    "cases of a folder that the environment names",
    .enabled(if: ProcessInfo.processInfo.environment["NETPROOF_CASES"] != nil))
  func others() throws {
    let root = URL(filePath: try #require(ProcessInfo.processInfo.environment["NETPROOF_CASES"]))
    for folder in ReportedCase.folders(below: root) {
      print("=== \(folder.lastPathComponent)")
      let reported = try ReportedCase(at: folder)
      let facts = try reported.facts()
      for note in ClusterRemarks.notes(facts) { print("note: \(note)") }
      for record in try reported.rehearsal().cases() where record.verdict != .notApplicable {
        let diagnosis = record.diagnosis.map { " [\($0.code)] \($0.cause)" } ?? ""
        print(
          "\(record.verdict.rawValue) \(record.aspect.rawValue) [\(record.subject)]: \(record.explanation)\(diagnosis)")
        if case .expected(let expectation) = record.prediction { print("    \(expectation.reason)") }
      }
    }
  }

  @Test("01: the ip-masq-agent's own status line is an ordinary one, with families or without")
  func ipMasqAgent() throws {
    let reported = try ReportedCase("01-ip-masq-agent-line")
    for (file, block) in [("agent-status.txt", "10.60.3.0/24"), ("older-status.txt", "10.60.0.0/16")] {
      let line = try AgentStatus.MasqueradingLine.parse(statusText: try #require(reported.text(file)))
      #expect(line.mode == .bpf && line.hasIPMasqAgent && line.devices == ["uplink0", "mesh0"])
      #expect(line.cidr?.description == block)
    }
    expectGreen(try reported.rehearsal().cases())
  }

  @Test("02: Cilium's WireGuard takes 95 bytes since 1.19.5")
  func wireGuardOverhead() throws { expectGreen(try cases("02-wireguard-overhead-95")) }

  @Test("03: no agent starts where none of several selected devices holds the node IP")
  func noDirectRoutingDevice() throws {
    let facts = try ReportedCase("03-drd-missing-1-15-lo").facts()
    for node in facts.nodes {
      let obstacle = try #require(PathModel(facts: facts).startObstacle(of: node))
      #expect(obstacle.contains("direct routing device"))
    }
  }

  @Test("05, 05c: a wildcard or a joined list makes no SNAT rule, and nothing outside answers")
  func egressInterfaces() throws {
    for name in ["05-route-source-wildcard", "05c-egress-ifaces-list-1-16"] {
      let facts = try ReportedCase(name).facts()
      for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS] {
        #expect(predict(aspect, "tn-1", facts).outcome == .unreachable, "\(name) \(aspect.rawValue)")
      }
    }
    let facts = try ReportedCase("05c-egress-ifaces-list-1-16").facts()
    #expect(predict(.otherNodeIP, "tn-2", "tn-1", facts).outcome == .unreachable)
    #expect(predict(.apiService, "tn-2", facts).outcome == .unreachable)
  }

  @Test("14: of a device's public addresses the lowest is masqueraded to, and the agent's own table agrees")
  func floatingAddress() throws {
    let reported = try ReportedCase("14-floating-ip-order")
    expectGreen(try reported.rehearsal().cases())
    let told = try NodeAddressTable.parse(try #require(reported.text("tn-1-nodeaddresses.txt")))
    let primary = try #require(told.first { $0.primary && $0.deviceName == "ens5" })
    #expect(predict(.natExternal, "tn-1", try reported.facts()).outcome == .translated(to: "\(primary.address)"))
  }

  @Test("24: settings that the agent refuses are named, and the first is its own first")
  func refused() throws {
    let facts = try ReportedCase("24-start-refused-by-settings").facts()
    let obstacle = try #require(PathModel(facts: facts).startObstacle(of: facts.nodes[0]))
    #expect(obstacle.contains("BPF masquerade does not allow to specify devices via --egress-masquerade-interfaces"))
  }

  // MARK: What follows from routes, rules and per-node settings

  @Test("04: since 1.20 a VRF's port is eligible; before, and below a bridge, none is")
  func vrfPort() throws {
    var facts = try ReportedCase("04-vrf-child-1-20").facts()
    #expect(predict(.selectedDevices, "edge-1", facts).outcome == .value("ens1, ens2"))
    #expect(predict(.masquerade, "edge-1", facts).outcome == .value("BPF [ens1, ens2]"))
    for version in ["1.16.4", "1.19.6"] {
      for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = version }
      #expect(predict(.selectedDevices, "edge-1", facts).outcome == .value("ens1"), "\(version)")
    }
    for index in facts.nodes.indices {
      facts.nodes[index].ciliumVersion = "1.20.1"
      facts.nodes[index].devices = facts.nodes[index].devices.map { device in
        device.name != "vrf-wan"
          ? device
          : Device(
            name: "br0", index: device.index, type: "bridge", mtu: 1500, flags: device.flags, addresses: [])
      }
    }
    #expect(predict(.selectedDevices, "edge-1", facts).outcome == .value("ens1"))
  }

  @Test("06: a node's own settings stand before the ConfigMap")
  func nodeConfig() throws {
    let reported = try ReportedCase("06-cilium-node-config")
    let facts = try reported.facts()
    #expect(predict(.selectedDevices, "tn-1", facts).outcome == .value("ens5"))
    #expect(predict(.selectedDevices, "tn-2", facts).outcome == .value("ens5, tailscale0"))
    expectGreen(try reported.rehearsal().cases())
  }

  @Test("07: two plain NICs are verified; the internet fails by the rules, everything between the nodes works")
  func publicAndPrivate() throws {
    let reported = try ReportedCase("07-public-private-nic")
    let facts = try reported.facts()
    #expect(Scenario.detect(facts) == .asSet)
    #expect(predict(.externalPing, "hc-a", facts).outcome == .unreachable)
    #expect(predict(.otherNodeIP, "hc-a", "hc-b", facts).outcome == .reachable)
    #expect(predict(.apiService, "hc-b", facts).outcome == .reachable)
    #expect(predict(.defaultRoute, "hc-a", facts).outcome == .value("eth0"))
    let cases = try reported.rehearsal().cases()
    expectGreen(cases)
    guard case .unfit = Fitness.assess(cases) else {
      Issue.record("pods need the internet")
      return
    }
  }

  @Test("07, with what else such nodes are set to", arguments: ["eth0", "eth0,eth1", "eth+", "eth9", ""])
  func publicAndPrivateSettings(devices: String) throws {
    var facts = try ReportedCase("07-public-private-nic").facts()
    facts.configuration["devices"] = devices
    #expect(Scenario.detect(facts) == (devices.isEmpty ? .auto : .asSet))
    let works = devices != "eth9"
    #expect(predict(.externalPing, "hc-a", facts).outcome == (works ? .reachable : .unreachable))
    // On a plain network nobody knows whether a pod's own address is answered.
    let between: Outcome? = devices == "eth0" || devices == "eth9" ? nil : .reachable
    #expect(predict(.otherNodeIP, "hc-a", "hc-b", facts).outcome == between)
    #expect((PathModel(facts: facts).startObstacle(of: facts.nodes[0]) != nil) == (devices == "eth9"))
  }

  @Test("07: hosts that do not reach each other's node IP are a fault, not an expectation")
  func privateNetworkDown() throws {
    var facts = try ReportedCase("07-public-private-nic").facts()
    facts.nodes[0].reachedFromHost = ["10.70.0.12": false]
    facts.nodes[1].reachedFromHost = ["10.70.0.11": false]
    var rehearsal = Rehearsal(facts)
    for aspect in [Aspect.crossNodePod, .crossNodeService, .otherNodeIP, .pathMTU] {
      rehearsal.see(aspect, .unreachable)
    }
    rehearsal.loseNames(across: Subject.all(.pair, nodes: rehearsal.nodes))
    rehearsal.loseAPI(across: Subject.all(.pair, nodes: rehearsal.nodes))
    let red = rehearsal.cases().filter { $0.aspect == .crossNodePod }
    #expect(red.allSatisfy { $0.verdict == .deviates && $0.diagnosis?.code == "tailnet-down" })
    #expect(red.allSatisfy { $0.diagnosis?.cause.contains("tailnet") == false })
    #expect(red.allSatisfy { $0.diagnosis?.remedy.contains("tailscale") == false })
  }

  @Test("08: a default route over two uplinks is both, and the internet answers by either")
  func multipath() throws {
    let reported = try ReportedCase("08-ecmp-default")
    let facts = try reported.facts()
    #expect(predict(.defaultRoute, "rk-1", facts).outcome == .value("fab1, fab2"))
    #expect(predict(.externalPing, "rk-1", facts).outcome == .reachable)
    let cases = try reported.rehearsal().cases()
    expectGreen(cases.filter { $0.subject.source == "rk-1" })
    // The second node's hops are nowhere to be read: nothing is said of them, and nobody is blamed.
    #expect(!cases.contains { $0.verdict == .deviates })
  }

  @Test("08: as 1.14 and 1.16 list it")
  func multipathOlder() throws {
    var older = try ReportedCase("08-ecmp-default/variant-1.14-iproute2").facts()
    // 1.14 separates devices by blanks.
    older.configuration["devices"] = "fab1 fab2"
    #expect(predict(.defaultRoute, "rk-1", older).outcome == .value("fab1, fab2"))
    #expect(predict(.externalPing, "rk-1", older).outcome == .reachable)
    let columns = try ReportedCase("08-ecmp-default/variant-1.16-columns").facts()
    guard case .unknown(let reason) = predict(.defaultRoute, "rk-1", columns) else {
      Issue.record("the hops were not read")
      return
    }
    #expect(reason.contains("next hops"))
  }

  @Test("08: where only one of the hops is selected, the flow's hash decides, and nothing is predicted")
  func multipathHalf() throws {
    var facts = try ReportedCase("08-ecmp-default").facts()
    facts.configuration["devices"] = "fab1"
    guard case .unknown(let reason) = predict(.externalPing, "rk-1", facts) else {
      Issue.record("chance was predicted")
      return
    }
    #expect(reason.contains("fab1 or fab2"))
  }

  @Test("11: KubeSpan is seen, and named where translated packets' answers come back by it")
  func kubeSpan() throws {
    let reported = try ReportedCase("11-kubespan")
    let facts = try reported.facts()
    #expect(facts.nodes[0].uplinks.overlays.map(\.title) == ["KubeSpan"])
    #expect(ClusterRemarks.notes(facts).contains { $0.contains("KubeSpan") })
    for record in try reported.rehearsal().cases().filter({ $0.verdict == .deviates }) {
      #expect(record.diagnosis?.code == "overlay-answers-elsewhere", "\(record.aspect.rawValue)")
      #expect(record.diagnosis?.remedy.contains("hostLegacyRouting") == true)
    }
  }

  @Test("12: a mesh endpoint inside a pod CIDR is named, with the mesh that it belongs to")
  func meshEndpoint() throws {
    let red = try cases("12-mesh-endpoint-in-pod-cidr").filter { $0.verdict == .deviates }
    #expect(!red.isEmpty)
    for record in red {
      #expect(record.diagnosis?.code == "mesh-endpoint-in-pod-cidr", "\(record.aspect.rawValue)")
      #expect(record.diagnosis?.cause.contains("10.64.2.2") == true)
      #expect(record.diagnosis?.cause.contains("NetBird") == true)
      #expect(record.diagnosis?.remedy.contains("tailscale") == false)
    }
  }

  @Test("13: the address that counts is the node IP, and the cluster is fit")
  func administrationTailnet() throws {
    let reported = try ReportedCase("13-admin-tailnet-beside-private-nic")
    let facts = try reported.facts()
    let model = PathModel(facts: facts)
    #expect(model.peerAddress(facts.nodes[0])?.description == "10.71.0.41")
    #expect(predict(.otherNodeIP, "hz-1", "hz-2", facts).outcome == .reachable)
    let cases = try reported.rehearsal().cases()
    expectGreen(cases)
    #expect(Fitness.assess(cases) == .fit)
  }

  @Test("19: an exit node without exceptions for pods is the one cause of everything that fails")
  func exitNode() throws {
    let reported = try ReportedCase("19-exit-node-steals-pod-routes")
    let red = try reported.rehearsal().cases().filter { $0.isRed && $0.observation != nil }
    #expect(red.contains { $0.aspect == .defaultRoute } && red.contains { $0.aspect == .ownNodeIP })
    for record in red {
      #expect(record.diagnosis?.code == "default-route-moved", "\(record.aspect.rawValue): \(record.explanation)")
      #expect(record.diagnosis?.cause.contains("Tailscale") == true)
    }
  }

  @Test("19: with a throw for the pods, only the default route is moved")
  func exitNodeWithThrow() throws {
    var facts = try ReportedCase("19-exit-node-steals-pod-routes").facts()
    for index in facts.nodes.indices {
      let block = try #require(facts.nodes[index].podCIDR?.prefix)
      facts.nodes[index].routes.append(Route(destination: block, linkIndex: 0, table: "52", type: "throw"))
    }
    let broken = Prerequisites.broken(facts)
    #expect(broken.map(\.code) == [.defaultRouteMoved, .defaultRouteMoved])
    #expect(broken.allSatisfy { !$0.aspects.contains(.ownNodeIP) })
  }

  @Test("19: an accepted subnet route that covers the pods, without a default route")
  func subnetRoute() throws {
    var facts = try ReportedCase("19-exit-node-steals-pod-routes").facts()
    for index in facts.nodes.indices {
      facts.nodes[index].routes.removeAll { $0.destination.isDefault && $0.table == "52" }
      facts.nodes[index].routes.append(
        Route(destination: try #require(IPPrefix("10.0.0.0/8")), linkIndex: 3, table: "52"))
    }
    #expect(Prerequisites.broken(facts).map(\.code) == [.overlayCoversCluster, .overlayCoversCluster])
  }

  @Test("22: a rule that sends everything into an overlay is asked as the kernel asks it")
  func wireGuardDefault() throws {
    let reported = try ReportedCase("22-wg-quick-default-table")
    var facts = try reported.facts()
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.19.2" }
    for aspect in [Aspect.externalPing, .externalHTTPS, .upstreamDNS] {
      #expect(predict(aspect, "tn-1", facts).outcome == .unreachable)
    }
    guard case .expected(let ping) = predict(.externalPing, "tn-1", facts) else { return }
    #expect(ping.mechanism == .untranslated(device: "wg0", droppedBy: .wireGuardPeer))
    let route = try #require(try reported.rehearsal().record(.defaultRoute, .node("tn-1")))
    #expect(route.verdict == .deviates && route.diagnosis?.code == "default-route-moved")
    #expect(route.diagnosis?.cause.contains("32765") == true)
    // Rule 32764 lets every route of main but the default one pass: what the host sends to pods is not taken.
    #expect(Prerequisites.broken(facts).allSatisfy { !$0.aspects.contains(.ownNodeIP) })
  }

  @Test("22: on 1.18 the single device takes pods' packets past the routes; what is seen otherwise has the one cause")
  func wireGuardDefaultForced() throws {
    let reported = try ReportedCase("22-wg-quick-default-table")
    let facts = try reported.facts()
    #expect(predict(.natExternal, "tn-1", facts).outcome == .translated(to: "192.0.2.1"))
    let red = try reported.rehearsal().cases().filter { $0.verdict == .deviates }
    #expect(red.contains { $0.aspect == .externalPing } && red.contains { $0.aspect == .defaultRoute })
    for record in red {
      #expect(record.diagnosis?.code == "default-route-moved", "\(record.aspect.rawValue): \(record.explanation)")
    }
  }

  @Test("22: the same, with the overlay among the devices, works")
  func wireGuardDefaultSelected() throws {
    var facts = try ReportedCase("22-wg-quick-default-table").facts()
    facts.configuration["devices"] = "ens5,wg0"
    #expect(predict(.externalPing, "tn-1", facts).outcome == .reachable)
    #expect(predict(.natExternal, "tn-1", facts).outcome == .translated(to: "10.9.3.1"))
  }

  @Test("23: without an InternalIP the ExternalIP is the node IP")
  func externalAddress() throws {
    let reported = try ReportedCase("23-external-ip-only")
    let facts = try reported.facts()
    #expect(predict(.nodeIP, "tn-1", facts).outcome == .value("203.0.113.71"))
    #expect(predict(.crossNodePod, "tn-1", "tn-2", facts).outcome == .reachable)
    #expect(predict(.clusterName, "tn-1", facts).outcome == .reachable)
    expectGreen(try reported.rehearsal().cases())
  }
}
