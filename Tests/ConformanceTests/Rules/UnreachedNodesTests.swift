import Cilium
import Testing

@testable import Conformance

/// What a real cluster without `--node-ip` taught: nodes whose physical networks do not reach each other, while one
/// agent cannot even be asked.
@Suite("Nodes that do not reach each other")
struct UnreachedNodesTests {
  private typealias Make = SyntheticCluster
  private let pair = Subject.pair(from: "node-1", to: "node-2")

  /// Node IPs on the physical network, and the second node's agent does not answer.
  private func facts(reached: Bool?, devices: String = "ens5") -> ClusterFacts {
    var facts = Make.cluster([Make.node(1), Make.node(2)], devices: devices)
    facts.nodes[0].internalIP = IPv4Address(10, 0, 0, 1)
    facts.nodes[1] = NodeFacts(
      name: "node-2", internalIP: IPv4Address(10, 0, 0, 2), podCIDR: facts.nodes[1].podCIDR, devices: [], routes: [],
      problem: "no route to host")
    if let reached { facts.nodes[0].reachedFromHost["10.0.0.2"] = reached }
    return facts
  }

  @Test(
    "pods, Services and the node itself are expected to fail",
    arguments: [.crossNodePod, .crossNodeService, .otherNodeIP] as [Aspect])
  func paths(aspect: Aspect) {
    #expect(Rules.predict(aspect, pair, facts: facts(reached: false)).outcome == .unreachable)
    #expect(Rules.predict(aspect, pair, facts: facts(reached: true)).outcome == .reachable)
    #expect(Rules.predict(aspect, pair, facts: facts(reached: nil)).outcome == .reachable)
  }

  @Test("a node whose agent does not answer may have further addresses: nobody knows, which is not that it has none")
  func furtherAddresses() {
    guard case .unknown(let reason) = Rules.predict(.otherUplinks, pair, facts: facts(reached: true)) else {
      Issue.record("not told as unknown")
      return
    }
    #expect(reason.contains("the facts of node-2 are missing: no route to host"))
    let back = Subject.pair(from: "node-2", to: "node-1")
    guard case .unknown = Rules.predict(.otherUplinks, back, facts: facts(reached: true)) else {
      Issue.record("predicted from a node of which nothing is known")
      return
    }
  }

  @Test("no NAT entry is expected or missed where no packet may get as far as the device")
  func translation() {
    guard case .notApplicable(let reason) = Rules.predict(.natNodeAddress, pair, facts: facts(reached: false)) else {
      Issue.record("a prediction was made")
      return
    }
    #expect(reason.contains("does not reach 10.0.0.2"))
    #expect(Rules.predict(.natNodeAddress, pair, facts: facts(reached: true)).outcome == .translated(to: "10.0.0.1"))
  }

  @Test("HTTPS by name is chance where only some DNS pods answer; by address it is not")
  func httpsByName() {
    var facts = facts(reached: false)
    facts.httpsByName = true
    guard case .unknown(let reason) = Rules.predict(.externalHTTPS, .node("node-1"), facts: facts) else {
      Issue.record("a prediction was made")
      return
    }
    #expect(reason.contains("only the DNS pods on node-1 answer"))
    facts.httpsByName = false
    #expect(Rules.predict(.externalHTTPS, .node("node-1"), facts: facts).outcome == .answersWithAddress(nil))
  }

  @Test("HTTPS by name fails where no DNS pod answers, and is unknown without a cluster DNS")
  func withoutNames() {
    var facts = facts(reached: false)
    facts.httpsByName = true
    facts.dnsPods.removeFirst()
    #expect(Rules.predict(.externalHTTPS, .node("node-1"), facts: facts).outcome == .unreachable)
    facts.dnsService = nil
    #expect(Rules.predict(.externalHTTPS, .node("node-1"), facts: facts).outcome == nil)
  }

  @Test("HTTPS by name answers where all DNS pods do")
  func names() {
    var facts = facts(reached: true)
    facts.httpsByName = true
    #expect(Rules.predict(.externalHTTPS, .node("node-1"), facts: facts).outcome == .answersWithAddress(nil))
  }
}
