import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Who answers on a NodePort")
struct NodePortWayTests {
  private typealias Make = SyntheticCluster

  /// Three nodes whose physical network carries their addresses, in a cluster that replaces kube-proxy.
  private func facts(_ devices: String? = "ens5,ts0", _ settings: [String: String] = [:]) -> ClusterFacts {
    var nodes = (1...3).map { Make.node(UInt8($0)) }
    for index in nodes.indices {
      nodes[index].ciliumVersion = "1.19.4"
      for other in 1...3 where other != index + 1 { nodes[index].reachedFromHost["10.0.0.\(other)"] = true }
    }
    var facts = Make.cluster(nodes, devices: devices)
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(settings) { $1 }
    return facts
  }

  /// The same, asked from somewhere that reaches every address.
  private func seen(_ facts: ClusterFacts, reaching: [String: [String]]? = nil) -> ClusterFacts {
    var facts = facts
    let all = Dictionary(
      uniqueKeysWithValues: (1...3).map { ("node-\($0)", ["10.0.0.\($0)", "100.64.0.\($0)"]) })
    facts.nodePorts = NodePortFacts(
      backends: ["node-1", "node-2"], vantages: [VantageFacts(name: "laptop", reached: reaching ?? all)])
    return facts
  }

  private func inside(_ aspect: Aspect, _ facts: ClusterFacts, from: Int = 1, to: Int = 2) -> Prediction {
    Rules.predict(aspect, .pair(from: "node-\(from)", to: "node-\(to)"), facts: facts)
  }

  private func outside(_ aspect: Aspect, _ facts: ClusterFacts, _ node: Int = 1) -> Prediction {
    Rules.predict(aspect, .node("node-\(node)"), facts: facts)
  }

  private func mechanism(_ prediction: Prediction) -> Mechanism? {
    if case .expected(let expectation) = prediction { expectation.mechanism } else { nil }
  }

  @Test("sockets in the cluster are translated for the Kubernetes address, whatever devices says; the rest is a packet")
  func sockets() {
    #expect(inside(.nodePortOtherNode, facts()).outcome == .value("10.0.0.2, 100.64.0.2"))
    #expect(inside(.nodePortOtherNode, facts("ts0")).outcome == .value("100.64.0.2"))
    // The node IP is no NodePort address then, and answers all the same.
    let physical = inside(.nodePortOtherNode, facts("ens5"))
    #expect(physical.outcome == .value("10.0.0.2, 100.64.0.2"))
    #expect(mechanism(inside(.nodePortOtherNode, facts("ts0"))) == .portUnserved)
  }

  @Test("an ExternalIP is a Kubernetes address, too")
  func externalIP() {
    var facts = facts("ts0")
    facts.nodes[1].externalIP = IPv4Address(10, 0, 0, 2)
    let prediction = inside(.nodePortOtherNode, facts)
    #expect(prediction.outcome == .value("10.0.0.2, 100.64.0.2") && mechanism(prediction) == .balancedAtSource)
  }

  @Test("an address that the host does not reach answers only where sockets are translated")
  func apart() {
    var facts = facts()
    facts.nodes[0].reachedFromHost["10.0.0.2"] = false
    let prediction = inside(.nodePortOtherNode, facts)
    #expect(prediction.outcome == .value("100.64.0.2") && mechanism(prediction) == .nodesApart)
  }

  @Test("an address of which nobody has found out whether the host reaches it is not known to answer, if it would")
  func untried() {
    var facts = facts()
    facts.nodes[0].reachedFromHost = [:]
    // The node IP of node-2 is the tailnet's; nobody has asked for the other one.
    facts.nodes[1].internalIP = IPv4Address(100, 64, 0, 2)
    guard case .unknown(let reason) = inside(.nodePortOtherNode, facts) else {
      Issue.record("it is predicted")
      return
    }
    #expect(reason == "whether node-1's own host reaches 10.0.0.2 of node-2 was not found out")
    facts.configuration["devices"] = "ts0"
    #expect(inside(.nodePortOtherNode, facts).outcome == .value("100.64.0.2"))
  }

  @Test("policy Local keeps packets from nodes without a backend, and no sockets of the cluster")
  func localInside() {
    #expect(inside(.nodePortLocalEmptyOtherNode, facts()).outcome == .value("100.64.0.2"))
    #expect(mechanism(inside(.nodePortLocalEmptyOtherNode, facts())) == .noEndpoint)
    #expect(inside(.nodePortLocalOtherNode, facts()).outcome == .value("10.0.0.2, 100.64.0.2"))
    guard case .notApplicable(let reason) = inside(.nodePortLocalOtherNode, facts(), to: 3) else {
      Issue.record("there is no Service with a backend on node-3 alone")
      return
    }
    #expect(reason.contains("node-3"))
  }

  @Test("from outside the selected devices decide, and policy Local by where the backend is")
  func outsideByDevices() {
    for (devices, answered) in [
      ("ens5,ts0", "10.0.0.1, 100.64.0.1"), ("ens5", "10.0.0.1"), ("ts0", "100.64.0.1"),
    ] {
      let facts = seen(facts(devices))
      #expect(outside(.nodePortOutside, facts).outcome == .value(answered))
      #expect(outside(.nodePortLocalOutside, facts).outcome == .value(answered))
      #expect(outside(.nodePortLocalEmptyOutside, facts).outcome == .value("none"))
    }
  }

  @Test("only addresses that a vantage reaches anyway are judged")
  func reached() {
    let facts = seen(facts("ens5"), reaching: ["node-1": ["100.64.0.1"], "node-2": ["10.0.0.2", "100.64.0.2"]])
    #expect(outside(.nodePortOutside, facts).outcome == .value("none"))
    #expect(outside(.nodePortOutside, facts, 2).outcome == .value("10.0.0.2"))
    guard case .unknown(let reason) = outside(.nodePortOutside, facts, 3) else {
      Issue.record("node-3 is out of reach")
      return
    }
    #expect(reason.contains("laptop"))
  }

  @Test("without a vantage nothing is asked from outside; without Services nothing at all")
  func unasked() {
    guard case .notApplicable = outside(.nodePortOutside, facts()) else {
      Issue.record("predicted for nobody")
      return
    }
    var refused = seen(facts())
    refused.nodePorts?.absence = "a quota forbids it"
    for prediction in [outside(.nodePortOutside, refused), inside(.nodePortOtherNode, refused)] {
      guard case .notApplicable("a quota forbids it") = prediction else {
        Issue.record("predicted without a Service: \(prediction)")
        continue
      }
    }
    #expect(!Aspect.asked(of: [.ipv4]).contains(.nodePortOutside))
    #expect(Aspect.asked(of: [.ipv4], fromOutside: true).contains(.nodePortOutside))
  }

  @Test("what vantages reach stands in the record's facts, so that a record is judged again by it")
  func coded() throws {
    let facts = seen(facts("ts0"))
    #expect(facts.nodePorts?.vantages.isEmpty == false)
    let again = try JSONDecoder().decode(ClusterFacts.self, from: JSONEncoder().encode(facts))
    #expect(again.nodePorts == facts.nodePorts)
  }

  @Test("kube-proxy answers on every address; with both at work nobody knows who does")
  func kubeProxy() {
    let facts = seen(facts("ts0", ["kube-proxy-replacement": "false"]))
    #expect(outside(.nodePortOutside, facts).outcome == .value("10.0.0.1, 100.64.0.1"))
    #expect(outside(.nodePortLocalEmptyOutside, facts).outcome == .value("none"))
    // No sockets are translated: policy Local holds for other nodes as for everybody.
    #expect(inside(.nodePortLocalEmptyOtherNode, facts).outcome == .value("none"))
    #expect(inside(.nodePortOtherNode, facts).outcome == .value("10.0.0.2, 100.64.0.2"))
    let both = seen(self.facts("ts0", ["kube-proxy-replacement": "false", "enable-node-port": "true"]))
    var older = both
    for index in older.nodes.indices { older.nodes[index].ciliumVersion = "1.18.2" }
    guard case .unknown = outside(.nodePortOutside, older) else {
      Issue.record("predicted with two that may answer")
      return
    }
  }

  @Test("an address that two nodes have is not asked, and one node alone has nobody else")
  func shared() {
    var facts = facts()
    for index in facts.nodes.indices {
      facts.nodes[index].devices = facts.nodes[index].devices.map { device in
        device.name == "ens5"
          ? Device(
            name: "ens5", index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
            addresses: [.v4(IPv4Address(10, 0, 0, 5))]) : device
      }
    }
    #expect(inside(.nodePortOtherNode, facts).outcome == .value("100.64.0.2"))
    var single = seen(self.facts())
    single.nodes = Array(single.nodes.prefix(1))
    guard case .notApplicable = outside(.nodePortOutside, single) else {
      Issue.record("there is no other node")
      return
    }
  }

  @Test("a node whose facts are missing is unknown")
  func missing() {
    var facts = facts()
    facts.nodes[1].problem = "exec: no route to host"
    guard case .unknown = inside(.nodePortOtherNode, facts) else {
      Issue.record("predicted without facts")
      return
    }
  }

  /// Without a tunnel, pods' routes by ens5, the node IPs on ts0; of node-1's address on ens5 this is known.
  private func native(
    _ release: String, _ settings: [String: String] = [:], devices: String = "ens5,ts0", reached: Bool?
  ) throws -> ClusterFacts {
    var facts = seen(facts(devices, ["routing-mode": "native"].merging(settings) { $1 }))
    for index in facts.nodes.indices {
      facts.nodes[index].ciliumVersion = release
      for other in 1...3 where other != index + 1 {
        let pods = try #require(IPPrefix("10.244.\(other).0/24"))
        let node = IPAddress.v4(IPv4Address(10, 0, 0, UInt8(other)))
        facts.nodes[index].routes.append(Route(destination: pods, gateway: node, linkIndex: 2, table: "main"))
      }
    }
    facts.nodes[1].reachedFromHost["10.0.0.1"] = reached
    return facts
  }

  private static let dynamic = ["enable-dynamic-source-lookup-nodeport": "true"]

  @Test(
    "without a tunnel a NodePort's answers come back to the direct-routing device, or where the kernel's routes say")
  func source() throws {
    let both = Outcome.value("10.0.0.1, 100.64.0.1")
    // The direct-routing device is ts0, whose address every node reaches.
    for (release, settings) in [("1.19.4", Self.dynamic), ("1.20.1", [:])] {
      #expect(outside(.nodePortOutside, try native(release, settings, reached: false)).outcome == both)
    }
    let apart = outside(.nodePortOutside, try native("1.20.1", Self.dynamic, reached: false))
    #expect(apart.outcome == .value("none") && mechanism(apart) == .nodesApart)
    #expect(outside(.nodePortOutside, try native("1.20.1", Self.dynamic, reached: true)).outcome == both)
    guard case .unknown(let reason) = outside(.nodePortOutside, try native("1.20.1", Self.dynamic, reached: nil)) else {
      Issue.record("nobody has tried")
      return
    }
    #expect(reason.contains("hands it on as 10.0.0.1"))
    var old = try native("1.20.1", Self.dynamic, reached: false)
    for index in old.nodes.indices { old.nodes[index].kernelVersion = "6.6.30" }
    #expect(outside(.nodePortOutside, old).outcome == both)
    // In a tunnel it is Cilium's own address.
    var tunnel = try native("1.20.1", Self.dynamic, reached: false)
    tunnel.configuration["routing-mode"] = "tunnel"
    #expect(outside(.nodePortOutside, tunnel).outcome == both)
  }

  @Test("a direct-routing device that another node does not reach loses the answers of a NodePort")
  func namedDevice() throws {
    let named = ["direct-routing-device": "ens5"]
    let apart = outside(.nodePortOutside, try native("1.19.4", named, reached: false))
    #expect(apart.outcome == .value("none") && mechanism(apart) == .nodesApart)
    #expect(
      outside(.nodePortOutside, try native("1.19.4", named, reached: true)).outcome == .value("10.0.0.1, 100.64.0.1"))
  }

  @Test("facts of parts of a run are joined: each part has asked about its own nodes")
  func merged() {
    let parts = [["node-1": ["10.0.0.1"]], ["node-2": ["10.0.0.2"]]].map {
      NodePortFacts(backends: ["node-1", "node-2"], vantages: [VantageFacts(name: "laptop", reached: $0)])
    }
    let whole = NodePortFacts.merged(parts)
    #expect(whole?.vantages.map(\.reached) == [["node-1": ["10.0.0.1"], "node-2": ["10.0.0.2"]]])
    #expect(NodePortFacts.merged([]) == nil)
  }
}
