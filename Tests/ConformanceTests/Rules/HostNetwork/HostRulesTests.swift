import Cilium
import Testing

@testable import Conformance

@Suite("What a node's own network reaches, by the rules")
struct HostRulesTests {
  private static let asked = Aspect.asked(of: [.ipv4], fromHosts: true).filter(\.isAskedFromHosts)

  private func predict(_ aspect: Aspect, _ facts: ClusterFacts) -> Prediction {
    let subject = aspect.scope == .pair ? Nodes.masterToWorker : Nodes.worker
    return Rules.predict(aspect, subject, facts: facts)
  }

  private func outcome(_ aspect: Aspect, _ facts: ClusterFacts) -> Outcome? { predict(aspect, facts).outcome }

  @Test("in every recorded setting the host reaches everything, as hosts did there", arguments: ["A", "B", "C", "D"])
  func recorded(_ folder: String) throws {
    let facts = try RecordedCluster.facts(folder)
    #expect(Self.asked.count == 6)
    for aspect in Self.asked { #expect(outcome(aspect, facts) == .reachable, "\(aspect): \(predict(aspect, facts))") }
    // What pods lose there: the other node's address, the API, or the internet.
    let lost = [Aspect.otherNodeIP, .apiService, .externalHTTPS].filter { outcome($0, facts) == .unreachable }
    #expect(lost.isEmpty == ["C", "D"].contains(folder))
  }

  @Test("a node's own packets go where its rules and routes lead, and nowhere without one")
  func routes() throws {
    var facts = try RecordedCluster.facts("C")
    let index = try #require(facts.nodes.firstIndex { $0.name == Nodes.w })
    facts.nodes[index].routes.removeAll { $0.destination.isDefault }
    #expect(outcome(.hostExternalHTTPS, facts) == .unreachable)
    guard case .expected(let expectation) = predict(.hostExternalHTTPS, facts) else { return }
    #expect(expectation.mechanism == .noRoute && expectation.rule == Rule.hostByRoutes.rawValue)
  }

  @Test("where the node IPs do not reach each other, neither pods nor Services nor the API there answer the host")
  func apart() throws {
    let facts = ExampleCluster.withoutNodeIP(ExampleCluster.facts(devices: "enp0s6"))
    for aspect in [Aspect.hostPodOtherNode, .hostServiceOtherNode, .hostAPIService] {
      #expect(outcome(aspect, facts) == .unreachable, "\(predict(aspect, facts))")
    }
    guard case .expected(let own) = Rules.predict(.hostAPIService, Nodes.master, facts: facts) else {
      Issue.record("the API's own node reaches it")
      return
    }
    #expect(own.outcome == .reachable && own.mechanism == .balancedAtSource)
    // One DNS pod is on the node itself, the other out of reach: which one answers is chance.
    guard case .unknown(let reason) = predict(.hostClusterName, facts) else {
      Issue.record("\(predict(.hostClusterName, facts))")
      return
    }
    #expect(reason.contains("by chance"))
  }

  @Test("with kube-proxy the way is the same, unless nothing gives the packet the address of its device")
  func kubeProxy() throws {
    var facts = try RecordedCluster.facts("C")
    facts.configuration["kube-proxy-replacement"] = "false"
    facts.configuration["enable-bpf-masquerade"] = "false"
    guard case .expected(let service) = predict(.hostServiceOtherNode, facts) else {
      Issue.record("\(predict(.hostServiceOtherNode, facts))")
      return
    }
    #expect(service.rule == Rule.hostServiceByKubeProxy.rawValue && service.outcome == .reachable)
    facts.configuration["enable-ipv4-masquerade"] = "false"
    guard case .unknown = predict(.hostServiceOtherNode, facts) else {
      Issue.record("\(predict(.hostServiceOtherNode, facts))")
      return
    }
    #expect(outcome(.hostPodOtherNode, facts) == .reachable)
  }

  @Test("an API server that is no node is reached by the host's routes")
  func managedAPI() throws {
    var facts = try RecordedCluster.facts("A")
    facts.apiService?.endpoints = [IPv4Address(203, 0, 113, 9)]
    #expect(outcome(.hostAPIService, facts) == .reachable)
    facts.apiService?.endpoints = []
    #expect(outcome(.hostAPIService, facts) == nil)
  }

  @Test("over IPv6 the question arises where Services, DNS and a default route have it")
  func families() throws {
    let facts = try DualStack.facts("C")
    for aspect in [Aspect.hostAPIServiceIPv6, .hostExternalHTTPSIPv6] {
      let subject = Nodes.worker
      if case .unknown(let reason) = Rules.predict(aspect, subject, facts: facts) { Issue.record("\(reason)") }
    }
    let ipv4Only = try RecordedCluster.facts("C")
    guard case .notApplicable = Rules.predict(.hostPodOtherNodeIPv6, Nodes.masterToWorker, facts: ipv4Only) else {
      Issue.record("pods have no IPv6 there")
      return
    }
  }
}
