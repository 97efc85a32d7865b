import Cilium
import Testing

@testable import Conformance

@Suite("What agents count of endpoints, events of the API and system calls")
struct AgentWorkTests {
  private func health(
    _ before: [Metric], _ after: [Metric], release: CiliumRelease? = CiliumRelease(1, 18)
  ) throws -> (node: NodeHealth, gaps: [HealthGap]) {
    func reading(_ samples: [Metric]) -> CounterReading {
      CounterReading(
        at: .now, nodes: [Nodes.m: NodeCounters(metrics: .success(MetricsList(samples: samples)), tunnel: nil)],
        agents: .success([:]), dnsPods: .success([]))
    }
    let releases = release.map { [Nodes.m: $0] } ?? [:]
    let all = CounterDelta(
      before: reading(before), after: reading(after), nodes: [Nodes.m], accounts: .init(), releases: releases
    ).health()
    return (try #require(all.nodes.first), all.gaps)
  }

  private func states(_ counts: [String: Double]) -> [Metric] {
    counts.map { Metric(name: MetricName.endpointState, labels: ["endpoint_state": $0], value: $1) }
  }

  private func regenerations(failed: Double, as word: String) -> [Metric] {
    [
      Metric(name: MetricName.regenerations, labels: ["outcome": "success"], value: 14),
      Metric(name: MetricName.regenerations, labels: ["outcome": word], value: failed),
    ]
  }

  private func events(failed: Double) -> [Metric] {
    ["success": 28, "failed": failed].map { status, count in
      Metric(
        name: MetricName.kubernetesEvents, labels: ["action": "update", "scope": "NetworkPolicy", "status": status],
        value: count)
    }
  }

  @Test("an endpoint that is not ready before and after is one that waits in vain; what goes or comes is none")
  func endpoints() throws {
    let stuck = states(["ready": 3, "waiting-to-regenerate": 2, "disconnecting": 4])
    let (node, _) = try health(stuck, states(["ready": 3, "waiting-to-regenerate": 1, "regenerating": 1]))
    #expect(node.values[.endpointsNotReady] == 2)
    let checks = HealthJudge.checks([node], trips: [], thresholds: HealthThresholds())
    let check = try #require(checks.first { $0.measure == .endpointsNotReady })
    #expect(check.exceeded.map(\.detail) == ["regenerating: 1; waiting-to-regenerate: 1"])
    let ready = states(["ready": 5, "regenerating": 0])
    #expect(try health(stuck, ready).node.values[.endpointsNotReady] == 0)
    #expect(try health(ready, stuck).node.values[.endpointsNotReady] == 0)
    let goes = states(["ready": 1, "disconnecting": 2])
    #expect(try health(goes, goes).node.values[.endpointsNotReady] == 0)
  }

  @Test("failures are counted by every release's word for them", arguments: ["failure", "fail"])
  func regenerations(word: String) throws {
    let (node, _) = try health(regenerations(failed: 1, as: word), regenerations(failed: 3, as: word))
    #expect(node.values[.regenerationFailures] == 2)
    #expect(node.details?[.regenerationFailures] == "\(MetricName.regenerations) outcome=\(word): 2")
    let same = regenerations(failed: 3, as: word)
    #expect(try health(same, same).node.values[.regenerationFailures] == 0)
  }

  @Test("an event of the API that was not worked off is counted, with its kind")
  func events() throws {
    let (node, _) = try health(events(failed: 0), events(failed: 2))
    #expect(node.values[.eventFailures] == 2)
    #expect(
      node.details?[.eventFailures]
        == "\(MetricName.kubernetesEvents) action=update scope=NetworkPolicy status=failed: 2")
    let (_, gaps) = try health(events(failed: 0), [])
    #expect(gaps.contains { $0.measures == [.eventFailures] })
    let backwards = try health(events(failed: 2), events(failed: 1))
    #expect(backwards.node.values[.eventFailures] == nil)
    #expect(backwards.gaps.contains { $0.measures == [.eventFailures] && $0.reason.contains("backwards") })
  }

  @Test("errors of the datapath are counted by the guide's name and by its successor's")
  func datapathErrors() throws {
    let operations = Metric(
      name: MetricName.mapOperations, labels: ["map_name": "lxc", "operation": "update", "outcome": "success"],
      value: 27)
    for name in [MetricName.datapathErrors, MetricName.dumpResets] {
      func errors(_ count: Double) -> [Metric] {
        [operations, Metric(name: name, labels: ["area": "conntrack", "family": "ipv4"], value: count)]
      }
      let (node, _) = try health(errors(1) + forwards, errors(4) + forwards)
      #expect(node.values[.datapathErrors] == 3)
      #expect(node.details?[.datapathErrors] == "\(name) area=conntrack family=ipv4: 3")
    }
  }

  private var forwards: [Metric] { [Metric(name: MetricName.forwards, labels: ["direction": "EGRESS"], value: 9)] }

  @Test("system calls: within which time nine of ten are done since 1.17; a sum of durations is none")
  func syscalls() throws {
    func calls(_ seconds: Double) -> [Metric] {
      [
        Metric(name: MetricName.syscallDuration, labels: ["operation": "lookup", "outcome": "success"], value: 0.001),
        Metric(
          name: MetricName.syscallDuration, labels: ["operation": "update", "outcome": "success"], value: seconds),
      ]
    }
    let (node, gaps) = try health(calls(0.0045), calls(0.012))
    #expect(node.values[.syscallTime] == 12 && !gaps.contains { $0.measures == [.syscallTime] })
    let check = try #require(
      HealthJudge.checks([node], trips: [], thresholds: HealthThresholds()).first { $0.measure == .syscallTime })
    #expect(check.exceeded.map(\.detail) == ["update success"])
    for release in [CiliumRelease(1, 16), nil] {
      let old = try health(calls(1), calls(2), release: release)
      #expect(old.node.values[.syscallTime] == nil)
      #expect(old.gaps.contains { $0.measures == [.syscallTime] && $0.reason.contains("only the sum") })
    }
    let silent = try health([], forwards)
    #expect(silent.gaps.filter { $0.measures == [.syscallTime] }.map(\.node) == [nil])
  }

  @Test("real agents of every recorded release expose what is read of them", arguments: ["1.15", "1.18", "1.19"])
  func releases(release: String) throws {
    let list = try MetricsList.parse(json: try Fixture.data("counters/releases/\(release).json"))
    let (node, gaps) = try health(list.samples, list.samples, release: CiliumRelease(release))
    for measure in [HealthMeasure.datapathErrors, .regenerationFailures, .endpointsNotReady, .eventFailures] {
      #expect(node.values[measure] == 0, "\(measure)")
    }
    #expect(gaps.filter { $0.measures == [.syscallTime] }.map(\.node) == [nil])
    let broken = list.samples.map { sample in
      ["failed", "fail", "failure"].contains(sample.labels["status"] ?? sample.labels["outcome"] ?? "")
        ? Metric(name: sample.name, labels: sample.labels, value: sample.value + 1) : sample
    }
    let failed = try health(list.samples, broken, release: CiliumRelease(release)).node
    #expect(failed.values[.regenerationFailures] == 1)
  }
}
