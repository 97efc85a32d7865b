import Probes
import Testing

@testable import Conformance

@Suite("Which paths are watched")
struct WatchPlanTests {
  private func plan(_ folder: String) throws -> WatchPlan {
    let answers = SyntheticAnswers(try RecordedCluster.facts(folder))
    return try WatchPlan(
      answers.plan, sample: .every(answers.facts.nodes.map(\.name)), facts: answers.facts, interval: .milliseconds(200))
  }

  @Test("every way of every path but the ladder of sizes, from the pod of its node")
  func paths() throws {
    let plan = try plan("C")
    let master = try #require(plan.paths[Nodes.m])
    #expect(!master.contains { $0.aspect == .pathMTU })
    let cross = master.filter { $0.aspect == .crossNodePod }
    #expect(cross.map(\.part) == ["ping", "tcp"])
    #expect(cross.map(\.subject) == [Nodes.masterToWorker, Nodes.masterToWorker])
    #expect(cross[0].probe.command == "ping -i 0.200 10.244.1.20")
    #expect(cross.map(\.probe.method) == [.ping, .http])
    #expect(plan.paths[Nodes.w]?.count == master.count)
    #expect(Set(master.map(\.aspect)).isSuperset(of: [.externalPing, .otherNodeIP, .apiService, .externalName]))
  }

  @Test("whether a path works is predicted by the rules, and left open where only some ways of it do")
  func predictions() throws {
    let paths = try #require(try plan("C").paths[Nodes.m])
    #expect(paths.allSatisfy { $0.isExpectedToWork == ($0.aspect != .otherUplinks) })
    let single = try #require(try plan("A").paths[Nodes.w])
    #expect(single.first { $0.aspect == .otherNodeIP }?.isExpectedToWork == false)
    #expect(single.first { $0.aspect == .externalPing }?.isExpectedToWork == true)
    let partly = try #require(try plan("A-nodeip-phys").paths[Nodes.w])
    #expect(partly.first { $0.aspect == .externalName }?.isExpectedToWork == nil)
  }
}
