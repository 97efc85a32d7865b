import Cilium
import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Whether a node's host reaches other nodes")
struct HostReachabilityTests {
  @Test("a refusal proves the way as well as an answer does")
  func answers() {
    let said = """
      10.0.0.1 10250 0 \n10.0.0.1 4240 124 \n10.0.0.2 10250 1 Connection refused\n10.0.0.2 4240 124
      """
    #expect(HostReachability.parse(said) == ["10.0.0.1": true, "10.0.0.2": true])
  }

  @Test("silence and an unreachable network on every port mean no")
  func silence() {
    let said = """
      10.0.0.24 10250 1 No route to host
      10.0.0.24 4240 124\u{20}
      10.9.0.1 10250 1 Network is unreachable
      10.9.0.1 4240 1 Network is unreachable
      """
    #expect(HostReachability.parse(said) == ["10.0.0.24": false, "10.9.0.1": false])
  }

  @Test("a silent port beside one that answers is told: what answers would refuse it")
  func missed() {
    let said = """
      10.0.0.1 10250 1 Connection refused
      10.0.0.1 4240 124\u{20}
      10.0.0.2 10250 0\u{20}
      10.0.0.2 4240 1 Connection refused
      10.0.0.3 10250 124\u{20}
      10.0.0.3 4240 124\u{20}
      10.0.0.4 10250 0\u{20}
      10.0.0.4 4240 1 Permission denied
      """
    let answers = HostReachability.answers(said)
    #expect(answers.missed == ["10.0.0.1": ["tcp/4240"]])
    #expect(answers.reached == ["10.0.0.1": true, "10.0.0.2": true, "10.0.0.3": false, "10.0.0.4": true])
  }

  @Test("a health check that is answered over TCP and not to its ping is told, and not the other way round")
  func pinged() throws {
    func missed(_ ping: String, _ http: String) throws -> [String: [String]] {
      let text = """
        {"local": {"name": "c/a"}, "nodes": [{"name": "c/b", "host": {"primary-address": {"ip": "10.0.0.2",
         "icmp": {"lastProbed": "2026-01-01T00:00:00Z", "status": "\(ping)"},
         "http": {"lastProbed": "2026-01-01T00:00:00Z", "status": "\(http)"}}}}]}
        """
      return FactsReader.missedFromHost(try HealthStatus.parse(json: Data(text.utf8)))
    }
    #expect(try missed("timed out", "") == ["10.0.0.2": ["icmp"]])
    #expect(try missed("", "refused").isEmpty)
    #expect(try missed("timed out", "timed out").isEmpty)
    #expect(try missed("", "").isEmpty)
  }

  @Test(
    "what cannot be read says nothing", arguments: ["", "bash: not found\n", "10.0.0.1 4240 1 Permission denied\n"])
  func unknown(text: String) {
    #expect(HostReachability.parse(text).isEmpty)
  }

  @Test("only addresses that the health check does not know are asked, and never the own one")
  func asked() throws {
    var facts = try RecordedCluster.facts("C").nodes
    facts[0].reachedFromHost = [:]
    facts[1].reachedFromHost = ["100.64.0.1": false]
    let all = AgentInterest([], sample: nil, dnsPods: [], apiEndpoints: [])
    let open = OpenAddresses(ClusterFacts(nodes: facts, configuration: [:]), all)
    #expect(open.of(facts[0]) == [.v4(IPv4Address(100, 64, 0, 2)), .v4(IPv4Address(10, 0, 0, 24))])
    #expect(open.of(facts[1]) == [.v4(IPv4Address(10, 0, 0, 239))])
  }

  @Test("of a sampled cluster only the nodes that are probed from here, or probe this one, are asked")
  func sampled() throws {
    let recorded = try #require(try RecordedCluster.facts("C").nodes.first)
    let facts = (1...6).map { index in
      var node = recorded
      (node.name, node.internalIP, node.reachedFromHost) = ("n\(index)", IPv4Address(10, 0, 0, UInt8(index)), [:])
      return node
    }
    let nodes = facts.map { node in
      Node(
        metadata: ObjectMeta(name: node.name),
        status: NodeStatus(addresses: [NodeAddress(type: "InternalIP", address: node.internalIP?.description ?? "")]))
    }
    var sample = PairSample.every(facts.map(\.name))
    sample.drawn = 2
    sample.targets = ["n1": ["n2"], "n3": ["n1"]]
    let interest = AgentInterest(nodes, sample: sample, dnsPods: [], apiEndpoints: [])
    let open = OpenAddresses(ClusterFacts(nodes: facts, configuration: [:]), interest)
    #expect(open.of(facts[0]) == [.v4(IPv4Address(10, 0, 0, 2)), .v4(IPv4Address(10, 0, 0, 3))])
    #expect(open.of(facts[4]).isEmpty)
  }

  @Test("in a sampled run a health check is asked unless an overlay holds the node IP: a carrier's 100.64/10 is none")
  func health() throws {
    var sample = PairSample.every(["node-1", "node-2", "node-3"])
    sample.drawn = 2
    let interest = AgentInterest([], sample: sample, dnsPods: [], apiEndpoints: [])
    let overlay = SyntheticCluster.node(1)
    #expect(!interest.asksHealth(of: overlay))
    // The same address, on a card.
    var carrier = overlay
    carrier.devices = carrier.devices.map { device in
      device.name == "ts0"
        ? SyntheticCluster.device("ens6", device.index, IPv4Address(100, 64, 0, 1)) : device
    }
    #expect(interest.asksHealth(of: carrier))
    // An overlay with other addresses is one, too.
    var other = overlay
    other.internalIP = IPv4Address(10, 147, 17, 20)
    other.devices = other.devices.map { device in
      device.name == "ts0" ? SyntheticCluster.tunnel("zt0", device.index, IPv4Address(10, 147, 17, 20)) : device
    }
    #expect(!interest.asksHealth(of: other))
    let whole = AgentInterest([], sample: .every(["node-1"]), dnsPods: [], apiEndpoints: [])
    #expect(whole.asksHealth(of: overlay))
  }

  @Test("the script says the same of a listening and of a closed port: the address is reached")
  func script() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let address = IPv4Address(127, 0, 0, 1)
    process.arguments = HostReachability.command([.v4(address)])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    // Whether something listens there or not: the own loopback is reached.
    #expect(HostReachability.parse(said) == ["127.0.0.1": true])
    #expect(said.split(separator: "\n").count == 2)
  }
}
