import Cilium
import Testing

@testable import Conformance

@Suite("Nodes whose interfaces differ, each by its own facts")
struct MixedNodesTests {
  /// `enp0s6` with `tailscale0`; `eth0` with `wg0` and a second network card; and `eno1` without a tailnet.
  private func cluster(_ devices: String?) -> ClusterFacts {
    typealias Make = SyntheticCluster
    var second = Make.node(2, physical: "eth0", tailnet: "wg0", type: "wireguard")
    second.devices.append(Make.device("eth1", 9, IPv4Address(192, 168, 7, 2), mtu: 1400))
    second.routes += [Make.route(IPv4Address(192, 168, 7, 0), 24, 9)].compactMap { $0 }
    var third = Make.node(3, physical: "eno1")
    third.internalIP = IPv4Address(10, 0, 0, 3)
    third.devices.removeAll { $0.name == "ts0" }
    third.routes.removeAll { $0.linkIndex == 3 }
    return Make.cluster([Make.node(1, physical: "enp0s6", tailnet: "tailscale0"), second, third], devices: devices)
  }

  @Test("the nodes with both uplinks tell the scenario", arguments: Scenario.allCases)
  func detect(scenario: Scenario) throws {
    let setting = try scenario.setting(for: cluster(nil))
    #expect(Scenario.detect(cluster(setting.value)) == scenario)
  }

  @Test("a setting names every device that some node has")
  func settings() throws {
    #expect(try Scenario.physicalOnly.setting(for: cluster(nil)) == .devices("enp0s6,eth0,eno1"))
    #expect(try Scenario.tailnetOnly.setting(for: cluster(nil)) == .devices("tailscale0,wg0"))
    #expect(try Scenario.both.setting(for: cluster(nil)) == .devices("enp0s6,eth0,eno1,tailscale0,wg0"))
  }

  @Test("nodes that all lack a tailnet are verified as they are set")
  func noTailnetAtAll() {
    var facts = cluster("eno1")
    facts.nodes = [facts.nodes[2]]
    #expect(Scenario.detect(facts) == .asSet)
  }

  private func expected(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    guard case .expected(let expectation) = Rules.predict(aspect, subject, facts: facts) else { return nil }
    return expectation.outcome
  }

  @Test("with both uplinks selected, every path works from and to every node, by that node's own devices")
  func both() throws {
    let facts = cluster("enp0s6,eth0,eno1,tailscale0,wg0")
    let nodes = facts.nodes.map(\.name)
    for aspect in [Aspect.sameNodePod, .crossNodePod, .externalPing, .ownNodeIP, .otherNodeIP, .apiService] {
      for subject in Subject.all(aspect.scope, nodes: nodes) {
        #expect(expected(aspect, subject, facts) == .reachable, "\(aspect) \(subject)")
      }
    }
    #expect(expected(.defaultRoute, .node("node-1"), facts) == .value("enp0s6"))
    #expect(expected(.defaultRoute, .node("node-3"), facts) == .value("eno1"))
    #expect(expected(.selectedDevices, .node("node-2"), facts) == .value("eth0, wg0"))
    #expect(expected(.selectedDevices, .node("node-3"), facts) == .value("eno1"))
    #expect(expected(.natExternal, .node("node-2"), facts) == .translated(to: "10.0.0.2"))
    // The path's MTU is that of the smaller end: 1280 on the tailnets; the third node's own would be 9000.
    #expect(
      expected(.pathMTU, .pair(from: "node-1", to: "node-3"), facts)
        == expected(.pathMTU, .pair(from: "node-1", to: "node-2"), facts))
  }

  @Test("a setting of which a node has no device selects nothing there, and the others by theirs")
  func tailnetOnly() throws {
    let facts = cluster("tailscale0,wg0")
    #expect(expected(.selectedDevices, .node("node-1"), facts) == .value("tailscale0"))
    #expect(expected(.selectedDevices, .node("node-3"), facts) == .value("none"))
    #expect(expected(.externalPing, .node("node-3"), facts) == .unreachable)
    // The third node's address is on the physical network, where nothing is translated: whether it answers, no fact tells.
    #expect(expected(.otherNodeIP, .pair(from: "node-1", to: "node-3"), facts) == nil)
    #expect(expected(.otherNodeIP, .pair(from: "node-1", to: "node-2"), facts) == .reachable)
  }

  @Test("a single node has no cross-node cases, and none of the others is lost")
  func single() {
    var facts = cluster("enp0s6,eth0,eno1,tailscale0,wg0")
    facts.nodes = [facts.nodes[0]]
    let cases = Rehearsal(facts).cases()
    #expect(cases.allSatisfy { $0.subject == .node("node-1") })
    #expect(Set(cases.map(\.aspect)) == Set(Aspect.asked(of: [.ipv4]).filter { $0.scope == .node }))
    #expect(!cases.contains { $0.verdict == .deviates })
  }
}
