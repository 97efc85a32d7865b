import Cilium
import Testing

@testable import Conformance

@Suite("Why a path works or fails")
struct PathExplanationTests {
  private func explain(_ folder: String, _ to: PathExplanation.Target, from: String = Nodes.w) throws -> PathExplanation
  {
    try PathExplanation.explain(from: from, to: to, facts: try RecordedCluster.facts(folder))
  }

  private func outcome(_ explanation: PathExplanation) -> String { SettingForecast.outcome(explanation.prediction) }

  @Test("to the internet: by the physical uplink, masqueraded where that is selected", arguments: ["A", "B", "C", "D"])
  func internet(folder: String) throws {
    let way = try explain(folder, .address(IPv4Address(8, 8, 8, 8)))
    #expect(outcome(way) == (folder == "B" ? "fails" : "works"))
    #expect(way.steps.map(\.title) == ["from", "to", "route", "selection", "masquerade"])
    #expect(way.steps[2].finding == "leaves instance-worker by enp0s6")
    #expect(way.steps[4].finding.hasPrefix(folder == "B" ? "none, it keeps the pod's address" : "to 10.0.0.24"))
  }

  @Test("to another node: by the tailnet", arguments: ["A", "B", "C", "D"])
  func node(folder: String) throws {
    let way = try explain(folder, .address(IPv4Address(100, 64, 0, 1)))
    #expect(outcome(way) == (folder == "A" ? "fails" : "works"))
    #expect(way.steps[2].finding == "leaves instance-worker by tailscale0")
    #expect(way.text().hasPrefix("Expected: \(folder == "A" ? "fails" : "works"): "))
    let own = try explain(folder, .address(IPv4Address(100, 64, 0, 2)))
    #expect(outcome(own) == "works")
    #expect(own.steps.count == 2)
  }

  @Test("to a pod: tunnelled between the node IPs, whatever devices says", arguments: ["A", "B", "C", "C-nodeip-phys"])
  func pod(folder: String) throws {
    let facts = try RecordedCluster.facts(folder)
    let there = try #require(facts.node(Nodes.m)?.podCIDR)
    let address = try #require(facts.dnsPods.first { $0.node == Nodes.m }?.address)
    #expect(there.contains(address))
    let way = try explain(folder, .address(address))
    #expect(outcome(way) == (folder == "C-nodeip-phys" ? "fails" : "works"))
    #expect(way.steps.contains { $0.title == "tunnel" })
    #expect(outcome(try explain(folder, .address(address), from: Nodes.m)) == "works")
  }

  @Test("to a Service: as to each of its endpoints")
  func service() throws {
    let facts = try RecordedCluster.facts("A")
    let api = try #require(facts.apiService)
    let target = PathExplanation.Target.service(
      name: "default/kubernetes", clusterIP: api.clusterIP, endpoints: api.endpoints)
    #expect(outcome(try explain("A", target)) == "fails")
    #expect(outcome(try explain("A", target, from: Nodes.m)) == "works")
    #expect(outcome(try explain("C", target)) == "works")
    let mixed = PathExplanation.Target.service(
      name: "a/b", clusterIP: api.clusterIP, endpoints: api.endpoints + [IPv4Address(100, 64, 0, 2)])
    #expect(outcome(try explain("A", mixed)) == "partly: only 100.64.0.2 answers")
    let empty = PathExplanation.Target.service(name: "a/b", clusterIP: api.clusterIP, endpoints: [])
    #expect(outcome(try explain("C", empty)) == "fails")
  }

  @Test("a node that takes no part is an error that says so")
  func unknownNode() throws {
    #expect(throws: ScenarioError.self) { try explain("A", .address(IPv4Address(8, 8, 8, 8)), from: "gone") }
  }

  @Test("ends of a path are named as with kubectl")
  func references() {
    func parts(_ text: String) -> [String]? {
      PathReference(text).map { [$0.kind?.rawValue ?? "", $0.namespace ?? "", $0.name] }
    }
    #expect(parts("worker-1") == ["", "", "worker-1"])
    #expect(parts("shop/cart-0") == ["", "shop", "cart-0"])
    #expect(parts("pod/cart-0") == ["pod", "", "cart-0"])
    #expect(parts("svc/shop/cart") == ["service", "shop", "cart"])
    #expect(parts("node/worker-1") == ["node", "", "worker-1"])
    for bad in ["", "/", "a/", "a/b/c", "node/a/b", "pod/a/b/c"] { #expect(parts(bad) == nil, "\(bad)") }
  }
}
