import Conformance
import Foundation

extension SampleRecord {
  /// A run on a large cluster: every ordered pair, of which one deviates, from `node-41`.
  static func many(nodes count: Int) -> RunRecord {
    let names = (0..<count).map { "node-\($0)" }
    var record = empty
    record.finishedAt = start.addingTimeInterval(300)
    record.cluster.nodes = names.enumerated().map { index, name in
      NodeSummary(
        name: name, internalIP: "100.64.0.\(index)", physicalDevice: "eth0", tailnetDevice: "ts0",
        addresses: ["eth0": ["10.0.0.\(index)"], "ts0": ["100.64.0.\(index)"]], mtus: ["eth0": 9000, "ts0": 1280])
    }
    var scenario = ScenarioRecord(scenario: .both, devices: "eth0,ts0", startedAt: start)
    scenario.finishedAt = record.finishedAt
    scenario.cases = Subject.all(.pair, nodes: names).map { path(.crossNodePod, $0, .reachable) }
    scenario.cases += names.map { path(.externalPing, .node($0), .reachable) }
    if let index = scenario.cases.firstIndex(where: { $0.subject.source == "node-41" }) {
      var broken = deviation
      (broken.aspect, broken.subject) = (.crossNodePod, scenario.cases[index].subject)
      scenario.cases[index] = broken
    }
    scenario.fitness = .unfit(["one pair"])
    record.scenarios = [scenario]
    return record
  }
}
