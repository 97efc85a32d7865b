import Cilium
import Testing

@testable import Conformance

@Suite("Where a packet leaves, and as whom")
struct PathModelTests {
  private typealias Make = SyntheticCluster
  private let peer = IPAddress.v4(IPv4Address(100, 64, 0, 2))

  private func model(_ node: NodeFacts, devices: String?, _ more: [String: String] = [:]) -> PathModel {
    var facts = Make.cluster([node, Make.node(2)], devices: devices)
    facts.configuration.merge(more) { $1 }
    return PathModel(facts: facts)
  }

  @Test("the longest prefix decides, then the metric")
  func longestPrefix() throws {
    var node = Make.node(1)
    let model = self.model(node, devices: nil)
    #expect(model.routeDevice(of: node, to: peer)?.name == "ts0")
    #expect(model.routeDevice(of: node, to: .v4(IPv4Address(10, 0, 0, 9)))?.name == "ens5")
    #expect(model.routeDevice(of: node, to: .v4(IPv4Address(8, 8, 8, 8)))?.name == "ens5")
    node.routes.append(try #require(Make.route(IPv4Address(100, 64, 0, 2), 32, 2)))
    #expect(model.routeDevice(of: node, to: peer)?.name == "ens5")
    node.routes.append(try #require(Make.route(IPv4Address(100, 64, 0, 2), 32, 3, priority: 50)))
    #expect(model.routeDevice(of: node, to: peer)?.name == "ens5")
  }

  @Test("Tailscale's table 52 stands before main, however long main's prefix is")
  func table52() throws {
    var node = Make.node(1)
    node.routes = [
      try #require(Make.route(IPv4Address(100, 64, 0, 2), 32, 2)),
      try #require(Make.route(IPv4Address(100, 64, 0, 0), 10, 3, table: "52")),
    ]
    #expect(model(node, devices: nil).routeDevice(of: node, to: peer)?.name == "ts0")
  }

  @Test("tables for sources of their own, such as a secondary NIC's, do not decide")
  func otherTables() throws {
    var node = Make.node(1)
    node.routes.append(try #require(Make.route(IPv4Address(100, 64, 0, 2), 32, 2, table: "101")))
    #expect(model(node, devices: nil).routeDevice(of: node, to: peer)?.name == "ts0")
  }

  @Test("only unicast routes carry packets")
  func unicast() throws {
    var node = Make.node(1)
    node.routes.append(try #require(Make.route(IPv4Address(100, 64, 0, 2), 32, 2, table: "52", type: "throw")))
    #expect(model(node, devices: nil).routeDevice(of: node, to: peer)?.name == "ts0")
  }

  @Test("a moved default route is asked as the kernel asks it, and a finding")
  func movedDefault() throws {
    var node = Make.node(1)
    node.routes[0] = try #require(Make.defaultRoute(3))
    let model = self.model(node, devices: "ens5,ts0")
    #expect(model.routeDevice(of: node, to: .v4(IPv4Address(8, 8, 8, 8)))?.name == "ts0")
    #expect(model.egressToInternet(from: node)?.translatedTo == .v4(IPv4Address(100, 64, 0, 1)))
    #expect(Rules.predict(.defaultRoute, .node("node-1"), facts: model.facts).outcome == .value("ens5"))
    #expect(Prerequisites.broken(model.facts).first?.code == .defaultRouteMoved)
  }

  @Test("BPF masquerades on selected devices only, to the egress device's address")
  func bpf() {
    let node = Make.node(1)
    let physical = model(node, devices: "ens5")
    #expect(physical.egressToInternet(from: node)?.translatedTo == .v4(IPv4Address(10, 0, 0, 1)))
    #expect(physical.egress(from: node, to: peer)?.translatedTo == nil)
    #expect(!physical.podReaches(peer, of: Make.node(2), from: node).isTrue)
    let tailnet = model(node, devices: "ts0")
    #expect(tailnet.egressToInternet(from: node)?.translatedTo == nil)
    #expect(tailnet.egress(from: node, to: peer)?.translatedTo == .v4(IPv4Address(100, 64, 0, 1)))
    #expect(tailnet.podReaches(peer, of: Make.node(2), from: node).isTrue)
  }

  @Test("netfilter masquerades on every device, whatever devices says", arguments: ["ens5", "ts0"])
  func iptables(devices: String) {
    let node = Make.node(1)
    let model = self.model(
      node, devices: devices, ["enable-bpf-masquerade": "false", "kube-proxy-replacement": "true"])
    #expect(model.egressToInternet(from: node)?.translatedTo == .v4(IPv4Address(10, 0, 0, 1)))
    #expect(model.podReaches(peer, of: Make.node(2), from: node).isTrue)
    let nat = Rules.predict(.natExternal, .node("node-1"), facts: model.facts)
    #expect(nat.outcome == .notTranslated)
  }

  @Test("without masquerading nobody answers pods")
  func disabled() {
    let node = Make.node(1)
    let model = self.model(
      node, devices: "ens5,ts0", ["enable-ipv4-masquerade": "false", "kube-proxy-replacement": "true"])
    #expect(model.egressToInternet(from: node)?.translatedTo == nil)
    #expect(!model.podReaches(peer, of: Make.node(2), from: node).isTrue)
    let subject = Subject.node("node-1")
    #expect(Rules.predict(.externalPing, subject, facts: model.facts).outcome == .unreachable)
    #expect(Rules.predict(.masquerade, subject, facts: model.facts).outcome == .value("Disabled"))
    #expect(Rules.predict(.natExternal, subject, facts: model.facts).outcome == .notTranslated)
    #expect(
      Rules.predict(.crossNodePod, .pair(from: "node-1", to: "node-2"), facts: model.facts).outcome == .reachable)
  }

  @Test("a device with a public address masquerades to that one")
  func publicPreferred() {
    let device = Device(
      name: "ens5", index: 2, type: "device", mtu: 1500, flags: ["up"],
      addresses: [.v4(IPv4Address(10, 0, 0, 1)), .v4(IPv4Address(168, 107, 2, 60))])
    let node = Make.node(1)
    #expect(model(node, devices: nil).masqueradeAddress(device, of: node) == .v4(IPv4Address(168, 107, 2, 60)))
  }

  @Test("the physical networks reach each other unless the agent's health check says no")
  func physicalNodeIPs() {
    var one = Make.node(1)
    var two = Make.node(2)
    one.internalIP = IPv4Address(10, 0, 0, 1)
    two.internalIP = IPv4Address(10, 0, 0, 2)
    #expect(model(one, devices: nil).tunnelWorks(from: one, to: two).isTrue)
    two.reachedFromHost = ["10.0.0.1": false]
    let model = self.model(one, devices: nil)
    #expect(!model.tunnelWorks(from: one, to: two).isTrue)
    #expect(!model.tunnelWorks(from: two, to: one).isTrue)
    two.internalIP = nil
    #expect(!model.tunnelWorks(from: one, to: two).isTrue)
  }

  @Test("an API server outside the cluster is reached where its way out masquerades")
  func managedAPI() {
    let node = Make.node(1)
    for (devices, works) in [("ens5", true), ("ts0", false), ("ens5,ts0", true)] {
      var model = self.model(node, devices: devices)
      model = PathModel(facts: withEndpoint(IPv4Address(203, 0, 112, 5), model.facts))
      #expect(model.apiWorks(from: node)?.isTrue == works)
    }
    var facts = model(node, devices: nil).facts
    facts.apiService?.endpoints = []
    #expect(PathModel(facts: facts).apiWorks(from: node) == nil)
  }

  @Test("with several API servers, some out of reach, one connection's fate is chance; who tries again gets through")
  func severalAPIServers() throws {
    var facts = Make.cluster([Make.node(1), Make.node(2)], devices: "ens5")
    facts.apiService?.endpoints = facts.nodes.compactMap(\.internalIP)
    let model = PathModel(facts: facts)
    #expect(model.apiWays(from: facts.nodes[0]).map(\.isTrue) == [true, false])
    #expect(model.apiWays(from: facts.nodes[1]).map(\.isTrue) == [false, true])
    guard case .unknown = Rules.predict(.apiService, .node("node-1"), facts: facts) else {
      Issue.record("a chance outcome was predicted")
      return
    }
    for node in ["node-1", "node-2"] {
      guard case .expected(let restart) = Rules.predict(.clusterDNSRestart, .node(node), facts: facts) else {
        Issue.record("nothing was predicted of the DNS pod on \(node)")
        continue
      }
      #expect(restart.outcome == .healthy)
    }
  }

  private func withEndpoint(_ address: IPv4Address, _ facts: ClusterFacts) -> ClusterFacts {
    var facts = facts
    facts.apiService?.endpoints = [address]
    return facts
  }

  @Test("the smallest selected device, or what the ConfigMap fixes, gives the pods' MTU")
  func mtu() {
    let node = Make.node(1)
    func mtu(_ devices: String, _ more: [String: String] = [:]) -> Int? {
      PodMTU(node, model(node, devices: devices, more))?.device
    }
    #expect(mtu("ens5") == 9000)
    #expect(mtu("ens5,ts0") == 1280)
    #expect(mtu("ens5,ts0", ["mtu": "1100"]) == 1100)
    #expect(mtu("eth9") == 65520)
    var silent = node
    silent.devices = []
    #expect(PodMTU(silent, model(node, devices: nil)) == nil)
  }

  @Test("a node with a known ExternalIP must be seen with it")
  func externalIP() {
    var facts = model(Make.node(1), devices: "ens5,ts0").facts
    facts.nodes[0].externalIP = IPv4Address(168, 107, 2, 60)
    #expect(
      Rules.predict(.externalHTTPS, .node("node-1"), facts: facts).outcome == .answersWithAddress("168.107.2.60"))
    #expect(Rules.predict(.externalHTTPS, .node("node-2"), facts: facts).outcome == .answersWithAddress(nil))
  }

  @Test(
    "an aspect asked of the wrong kind of subject is unknown, never green",
    arguments: Aspect.asked(of: [.ipv4], fromHosts: true))
  func wrongSubject(aspect: Aspect) {
    let facts = model(Make.node(1), devices: nil).facts
    let subject: Subject = aspect.scope == .node ? .pair(from: "node-1", to: "node-2") : .node("node-1")
    guard case .unknown = Rules.predict(aspect, subject, facts: facts) else {
      Issue.record("\(aspect.rawValue) was predicted for \(subject)")
      return
    }
  }

  @Test("a node that is not among the facts is unknown")
  func missingNode() {
    let facts = model(Make.node(1), devices: nil).facts
    guard case .unknown = Rules.predict(.externalPing, .node("node-9"), facts: facts),
      case .unknown = Rules.predict(.crossNodePod, .pair(from: "node-1", to: "node-9"), facts: facts)
    else {
      Issue.record("predicted for a node that does not exist")
      return
    }
  }
}

extension Prediction {
  /// The expected outcome, if there is one.
  var outcome: Outcome? { if case .expected(let expectation) = self { expectation.outcome } else { nil } }
}
