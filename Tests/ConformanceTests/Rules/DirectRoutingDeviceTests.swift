import Cilium
import Foundation
import Generators
import Testing

@testable import Conformance

@Suite("The device for direct routing, by the rules and by recorded agents")
struct DirectRoutingDeviceTests {
  private func predict(_ facts: ClusterFacts) -> Prediction {
    Rules.predict(.directRoutingDevice, Nodes.worker, facts: facts)
  }

  /// Recording → node → the part of its agent's status that names the device.
  private static let recorded = Result {
    try JSONDecoder().decode([String: [String: AgentStatusText]].self, from: Fixture.data("agents/direct-routing.json"))
  }

  /// A status as it was recorded, to be parsed as an agent's.
  private struct AgentStatusText: Decodable {
    var data: Data
    init(from decoder: any Decoder) throws {
      data = try JSONEncoder().encode(JSONValue(from: decoder))
    }
  }

  private static func facts(_ folder: String) throws -> [ClusterFacts] {
    guard folder.contains("/") else { return [try RecordedCluster.facts(folder)] }
    return try RunRecord.recorded(folder).scenarios.compactMap { $0.basis?.facts }
  }

  @Test("agents of 1.15, 1.18 and 1.19 named the device that the rule says, in every recorded mode")
  func recorded() throws {
    let recorded = try Self.recorded.get()
    #expect(recorded.count > 20 && recorded.keys.contains("1.18/C-kpr-false"))
    for (folder, statuses) in recorded {
      for facts in try Self.facts(folder) {
        for (node, text) in statuses {
          let prediction = Rules.predict(.directRoutingDevice, .node(node), facts: facts)
          let told = AgentStatus.directRoutingDevice(of: try AgentStatus.parse(json: text.data))
          #expect(told != nil && prediction.outcome == told.map(Outcome.value), "\(folder), \(node): \(prediction)")
        }
      }
    }
  }

  @Test("a named device wins where it is selected; where nothing asks for one, none is expected")
  func named() throws {
    var facts = try RecordedCluster.facts("C")
    #expect(predict(facts).outcome == .value("tailscale0"))
    facts.configuration["direct-routing-device"] = "enp0s6"
    #expect(predict(facts).outcome == .value("enp0s6"))
    facts.configuration["devices"] = "tailscale0"
    #expect(predict(facts).outcome == .value("tailscale0"))
    facts.configuration["kube-proxy-replacement"] = "false"
    facts.configuration["enable-host-legacy-routing"] = "true"
    guard case .notApplicable = predict(facts) else {
      Issue.record("\(predict(facts))")
      return
    }
  }

  @Test("an agent that names another device deviates")
  func deviates() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.directRoutingDevice, .value("enp0s6"), Nodes.worker)
    let record = try #require(rehearsal.record(.directRoutingDevice, Nodes.worker))
    #expect(record.verdict == .deviates)
    #expect(rehearsal.record(.directRoutingDevice, Nodes.master)?.verdict == .conforms)
  }
}
