import Foundation
import Testing

@testable import Conformance

@Suite("The run record as JSON")
struct RunRecordCodingTests {
  private func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test("a sample from before runs could be split is read: all that was probed was drawn")
  func olderSample() throws {
    let sample = PairSample.every(["a", "b", "c"])
    var object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(sample)) as? [String: Any])
    object["drawn"] = nil
    let older = try JSONDecoder().decode(PairSample.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(older == sample && older.drawn == 6)
  }

  /// A record that holds every case of every enumeration.
  private func full() throws -> RunRecord {
    var run = RunRecord(
      tool: .init(name: "netproof", version: "1.2.3"), runID: "bcdfghjk",
      startedAt: Date(timeIntervalSince1970: 1_795_000_000), cluster: try Rehearsal("C").summary,
      endpoints: .init(httpsAddress: "203.0.113.10"))
    run.finishedAt = Date(timeIntervalSince1970: 1_795_000_060)
    run.interruption = "Ctrl-C"
    run.cluster.skippedNodes = ["node-3": "it is cordoned"]
    let outcomes = JudgeTests.kinds + [.answersWithAddress(nil)]
    var cases = outcomes.enumerated().map { index, outcome in
      CaseRecord(
        aspect: Aspect.allCases[index], subject: index.isMultiple(of: 2) ? .node("a") : .pair(from: "a", to: "b"),
        prediction: .expected(Expectation(outcome, because: "reason", source: "source")),
        observation: Observation(
          .measured(outcome),
          evidence: [Evidence(origin: "pod", command: "ping", exitStatus: 1, output: "“…”\u{1}")], seconds: 0.25),
        verdict: Verdict.allCases[index % Verdict.allCases.count], explanation: "explanation",
        diagnosis: Diagnosis(code: "code", symptom: "symptom", cause: "cause", remedy: "remedy"), attempts: 2)
    }
    cases += Aspect.allCases.map { aspect in
      CaseRecord(
        aspect: aspect, subject: .node("a"), prediction: .unknown("why"),
        observation: Observation(.notMeasured("exec failed")), verdict: .inconclusive, explanation: "e")
    }
    cases.append(
      CaseRecord(
        aspect: .pathMTU, subject: .pair(from: "b", to: "a"), prediction: .notApplicable("no path"), observation: nil,
        verdict: .notApplicable, explanation: "no path"))
    let facts = try RecordedCluster.facts("C")
    let fitness: [Fitness] = [.fit, .unfit(["a", "b"]), .unknown(["c"])]
    run.scenarios = Scenario.allCases.enumerated().map { index, scenario in
      var record = ScenarioRecord(
        scenario: scenario, devices: scenario == .auto ? nil : "enp0s6",
        startedAt: Date(timeIntervalSince1970: 1_795_000_000))
      record.cases = cases
      record.basis = index == 0 ? nil : .init(facts: facts, mayDisturb: index.isMultiple(of: 2))
      record.phases = [.init(name: "probe", seconds: 2.5)]
      record.fitness = fitness[index % fitness.count]
      record.failure = index == 0 ? "the agents were not Ready" : nil
      record.health = index == 0 ? nil : SampleHealth.record
      record.datapath = index == 0 ? nil : SampleHealth.datapath
      return record
    }
    run.claims = [ClaimRecord.Judgement.confirmed, .refuted, .notTested].map {
      ClaimRecord(
        id: "both.x-\($0.rawValue)", scenario: .both, statement: "s", judgement: $0, evidence: ["e"], reason: "r")
    }
    run.notes = ["a note"]
    return run
  }

  @Test("nothing is lost on the way through a file")
  func roundTrip() throws {
    let run = try full()
    #expect(try throughJSON(run) == run)
    #expect(run.schema == "netproof.run/2")
  }

  @Test("facts survive it too")
  func facts() throws {
    var facts = try RecordedCluster.facts("C")
    facts.drift = Drift(scenario: .both, wanted: "enp0s6,tailscale0", seen: nil)
    #expect(try throughJSON(facts) == facts)
  }

  @Test("the same facts always give the same bytes")
  func stableFacts() throws {
    let facts = try RecordedCluster.facts("C")
    let again = try throughJSON(facts)
    #expect(try json(again) == json(facts))
    #expect(try json(facts).contains(#""flags":["broadcast","multicast","running","up"]"#))
  }

  @Test("a node is written without `to`, a pair with it")
  func subjects() throws {
    #expect(try json(Subject.node("a")) == #"{"from":"a"}"#)
    #expect(try json(Subject.pair(from: "a", to: "b")) == #"{"from":"a","to":"b"}"#)
    #expect(try JSONDecoder().decode(Subject.self, from: Data(#"{"from":"a","to":null}"#.utf8)) == .node("a"))
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Subject.self, from: Data(#"{"to":"b"}"#.utf8)) }
  }

  @Test("the subjects of a scope, in the order of the nodes")
  func scopes() {
    #expect(Subject.all(.node, nodes: ["a", "b"]) == [.node("a"), .node("b")])
    #expect(
      Subject.all(.pair, nodes: ["a", "b", "c"]).map(\.description) == [
        "a → b", "a → c", "b → a", "b → c", "c → a", "c → b",
      ])
    #expect(Subject.all(.pair, nodes: ["a"]).isEmpty)
  }

  @Test("names in records never change once published")
  func names() {
    #expect(
      Aspect.allCases.map(\.rawValue) == [
        "pod-same-node", "pod-other-node", "service-other-node", "proxied-request", "external-ping", "dns-cluster-name",
        "dns-external-name", "dns-upstream", "external-https", "own-node-ip", "other-node-ip",
        "own-node-uplinks", "other-node-uplinks", "api-service",
        "path-mtu", "cluster-dns-ready", "cluster-dns-restart", "default-route", "cilium-node-ip",
        "selected-devices", "masquerade", "configuration-applied", "direct-routing-device",
        "node-port-addresses",
        "node-port-other-node", "node-port-local-other-node", "node-port-local-empty-other-node", "node-port-outside",
        "node-port-local-outside", "node-port-local-empty-outside", "host-pod-other-node", "host-service-other-node",
        "host-other-node-ip", "host-api-service", "host-dns-cluster-name", "host-external-https", "nat-external",
        "nat-other-node-ip", "attached-devices", "pod-mtu", "tunnel-port", "health-other-node",
        "pod-programs", "program-order", "socket-programs", "xdp-devices",
        "pod-same-node-ipv6", "pod-other-node-ipv6", "service-other-node-ipv6", "proxied-request-ipv6",
        "external-ping-ipv6",
        "dns-cluster-name-ipv6", "dns-external-name-ipv6", "dns-upstream-ipv6", "external-https-ipv6",
        "own-node-ip-ipv6", "other-node-ip-ipv6", "own-node-uplinks-ipv6", "other-node-uplinks-ipv6",
        "api-service-ipv6", "path-mtu-ipv6", "default-route-ipv6",
        "cilium-node-ip-ipv6", "masquerade-ipv6", "node-port-addresses-ipv6", "node-port-other-node-ipv6",
        "node-port-local-other-node-ipv6", "node-port-local-empty-other-node-ipv6", "node-port-outside-ipv6",
        "node-port-local-outside-ipv6", "node-port-local-empty-outside-ipv6", "host-pod-other-node-ipv6",
        "host-service-other-node-ipv6", "host-other-node-ip-ipv6", "host-api-service-ipv6",
        "host-dns-cluster-name-ipv6",
        "host-external-https-ipv6", "nat-external-ipv6",
        "nat-other-node-ip-ipv6",
      ])
    #expect(Scenario.allCases.map(\.rawValue) == ["physical-only", "tailnet-only", "both", "auto", "wildcard"])
    #expect(
      Verdict.allCases.map(\.rawValue) == ["conforms", "deviates", "inconclusive", "not-applicable", "unpredicted"])
  }

  @Test("every aspect has its chapter, title and question", arguments: Aspect.allCases)
  func aspects(aspect: Aspect) {
    #expect(!aspect.title.isEmpty && aspect.question.hasSuffix("?"))
    #expect(Aspect.Area.allCases.contains(aspect.area))
  }
}
