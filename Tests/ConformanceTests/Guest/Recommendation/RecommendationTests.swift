import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Which value of devices is best")
struct RecommendationTests {
  private func guide() -> ClusterFacts {
    var facts = SyntheticCluster.cluster([SyntheticCluster.node(1), SyntheticCluster.node(2)], devices: "ens5")
    facts.configuration["kube-proxy-replacement"] = "true"
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.19.4" }
    return facts
  }

  @Test("the guide's nodes: both by name come first, a single device does not fit, and how it is set is told")
  func guideNodes() throws {
    let facts = guide()
    let recommendation = try SettingRecommendation(facts)
    let best = try #require(recommendation.best)
    #expect(best.devices == "ens5,ts0" && best.stability == .named && best.routeMTU == 1230)
    let single = try #require(recommendation.candidates.first { $0.devices == "ens5" })
    #expect(!single.isFit && single.isPresent)
    #expect(single.failing.contains { $0.hasPrefix("other-node-ip") })
    let order = recommendation.candidates.map(\.stability)
    #expect(order.firstIndex(of: .wildcard) ?? 0 < order.firstIndex(of: .detected) ?? 0)
    let text = recommendation.text(facts)
    #expect(text.contains("--set devices='{ens5,ts0}'") && text.contains("1. devices: ens5,ts0"))
    #expect(recommendation.change(to: best, facts: facts).nodeConfigurations == nil)
  }

  @Test("what is set is one of them, in whatever order it names devices; where a comma separates nothing, it is not")
  func order() throws {
    var facts = guide()
    facts.configuration["devices"] = "ts0,ens5"
    let candidates = try SettingRecommendation(facts).candidates
    let both = candidates.filter { $0.devices?.contains("ts0") == true && $0.devices?.contains("ens5") == true }
    #expect(both.count == 1)
    #expect(candidates.first?.devices == "ts0,ens5" && candidates.first?.isPresent == true)
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.15.6" }
    let older = try SettingRecommendation(facts)
    #expect(older.best?.devices == "ens5 ts0" && older.best?.isPresent == false)
  }

  @Test("two plain NICs: both are needed, and the public addresses that then answer NodePorts are told")
  func publicAndPrivate() throws {
    let facts = try ReportedCase("07-public-private-nic").facts()
    let recommendation = try SettingRecommendation(facts)
    let best = try #require(recommendation.best)
    #expect(best.devices == "eth0,eth1")
    #expect(recommendation.candidates.first { $0.devices == "eth1" }?.isFit == false)
    #expect(best.routeMTU == 1400)
  }

  @Test("an admin tailnet is not needed, and keeps the MTU small where it is selected")
  func administration() throws {
    let facts = try ReportedCase("13-admin-tailnet-beside-private-nic").facts()
    let recommendation = try SettingRecommendation(facts)
    #expect(recommendation.best?.devices == "eth0,enp7s0")
    #expect(recommendation.best?.isPresent == true)
    #expect(recommendation.text(facts).hasSuffix("What is set is the best of them."))
  }

  @Test("nodes with other names get a CiliumNodeConfig of their own, of the API version that their release has")
  func perNode() throws {
    var facts = guide()
    facts.nodes[1] = SyntheticCluster.node(2, physical: "eth0", tailnet: "wg0", type: "wireguard")
    facts.nodes[1].ciliumVersion = "1.19.4"
    let recommendation = try SettingRecommendation(facts)
    let own = try #require(recommendation.candidates.first { !$0.perNode.isEmpty })
    #expect(own.isFit)
    let change = recommendation.change(to: own, facts: facts)
    let objects = try #require(change.nodeConfigurations)
    #expect(objects.contains("apiVersion: cilium.io/v2\n") && objects.contains("kind: CiliumNodeConfig"))
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.15.6" }
    let older = try SettingRecommendation(facts)
    let olderOwn = try #require(older.candidates.first { !$0.perNode.isEmpty })
    #expect(older.change(to: olderOwn, facts: facts).nodeConfigurations?.contains("cilium.io/v2alpha1") == true)
  }

  @Test("another value is compared with now: gained, lost, changed")
  func comparison() throws {
    let comparison = SettingForecast(guide(), devices: "ens5,ts0").comparison()
    #expect(comparison.gained.contains { $0.aspect == "other-node-ip" && $0.now == "fails" && $0.then == "works" })
    #expect(comparison.lost.isEmpty)
    #expect(comparison.other.contains { $0.aspect == "selected-devices" })
    let back = SettingForecast(guide(), devices: "ts0").comparison()
    #expect(back.lost.contains { $0.aspect == "external-ping" })
    #expect(SettingForecast(guide()).comparison().isEmpty)
    let text = SettingForecast(guide(), devices: "ts0").text()
    #expect(text.contains("Compared with now:\n") && text.contains("  lost:\n"))
    #expect(!SettingForecast(guide()).text().contains("Compared with now"))
  }

  @Test("another release is compared in the same way, and one that no rule knows is said to be such")
  func release() throws {
    var facts = guide()
    facts.configuration["devices"] = "ts0"
    let older = SettingForecast(facts, release: "1.18.2")
    #expect(older.comparison().other.contains { $0.aspect == "nat-external" })
    #expect(older.text().contains("Cilium 1.18.2  (now: devices ts0, Cilium 1.19.4)"))
    #expect(SettingForecast(facts, release: "1.23.0").text().contains("not for 1.23"))
  }

  @Test("the document for programs holds the same")
  func document() throws {
    let document = SettingForecast(guide(), devices: "ens5,ts0").document()
    #expect(document.fit && document.failing.isEmpty && document.presentDevices == "ens5")
    let json = try JSONEncoder().encode(document)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect((object["nodes"] as? [[String: Any]])?.count == 2)
    #expect((object["cases"] as? [Any])?.count == document.cases.count)
  }
}
