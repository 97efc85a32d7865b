import Cilium
import Foundation
import Testing

@testable import Conformance

/// `Fixtures/counters`: a quiet run on a real cluster.
@Suite("Counters of real agents")
struct RealCounterTests {
  private func reading(_ time: String) throws -> CounterReading {
    var nodes: [String: NodeCounters] = [:]
    for node in ["master", "worker"] {
      let list = try MetricsList.parse(json: try Fixture.data("counters/\(node)-\(time).json"))
      nodes[node] = NodeCounters(metrics: .success(list), tunnel: nil)
    }
    return CounterReading(at: .now, nodes: nodes, agents: .success([:]), dnsPods: .success([]))
  }

  /// What agents were not asked for when these were recorded.
  private static let later = [
    MetricName.dumpResets, MetricName.endpointState, MetricName.regenerations, MetricName.kubernetesEvents,
    MetricName.syscallDuration,
  ]

  @Test("the pattern finds every metric although agents match the name together with its labels")
  func pattern() throws {
    let regex = try Regex(MetricName.pattern)
    for case .success(let list) in try reading("after").nodes.values.map(\.metrics) {
      for sample in list.samples {
        let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        #expect((sample.name + labels).firstMatch(of: regex) != nil, "\(sample.name)")
      }
      let names = Set(list.samples.map(\.name))
      #expect(
        names.isSuperset(
          of: Set(MetricName.all).subtracting([MetricName.datapathErrors, MetricName.configurationDrift] + Self.later)))
    }
  }

  @Test("a quiet run: its own fragments and the pods' IPv6 packets were dropped, and nothing else")
  func quiet() throws {
    let accounts = DropAccounts(oversized: ["master": 4, "worker": 4])
    let delta = CounterDelta(
      before: try reading("before"), after: try reading("after"), nodes: ["master", "worker"], accounts: accounts)
    let (nodes, gaps) = delta.health()
    // They were read without the drift checker's, and what was asked for later.
    #expect(gaps.contains { $0.measures == [.configurationDrift] })
    let expected: [[HealthMeasure]] =
      [[.configurationDrift], [.agentRestarts], [.tunnelDrops, .tunnelErrors], [.syscallTime]]
      + CounterDelta.endpointMeasures.map { [$0] }
    #expect(!gaps.contains { !expected.contains($0.measures) })
    for node in nodes {
      let invalid = DropDelta(
        reason: "Invalid packet", direction: "EGRESS", packets: 4, accounted: 4, account: DropAccounts.fragments)
      #expect(node.drops?.first == invalid)
      #expect(node.drops?.last?.reason == "Unsupported L3 protocol" && node.drops?.count == 2)
      #expect(node.values[.drops] == 0 && node.values[.datapathErrors] == 0)
      #expect((0.001..<1).contains(try #require(node.values[.conntrackPressure])))
      #expect((0.001..<1).contains(try #require(node.values[.natPressure])))
    }
  }
}
