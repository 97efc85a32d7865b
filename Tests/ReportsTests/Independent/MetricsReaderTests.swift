import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Metrics as Prometheus reads them", .enabled(if: IndependentReader.python != nil, IndependentReader.hint))
struct MetricsReaderTests {
  private struct Sample: Decodable {
    var name: String
    var labels: [String: String]
    var value: Double
    var kind: String

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      labels = try values.decode([String: String].self)
      value = try values.decode(Double.self)
      kind = try values.decode(String.self)
    }
  }

  @Test("both formats hold the same gauges, with the record's numbers")
  func samples() async throws {
    var record = SampleRecord.record
    record.scenarios[1].health = SampleRecord.health
    record.cluster.context = #"odd "name"\#n\ here"#
    let output = try await IndependentReader.run("read_metrics.py", Data(MetricsReport.render(record).utf8))
    #expect(output.status == 0, "\(output.stderr)")
    let samples = try JSONDecoder().decode([Sample].self, from: output.stdout)
    #expect(samples.allSatisfy { $0.kind == "gauge" })
    func value(_ name: String, _ labels: [String: String]) -> Double? {
      samples.first { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }?.value
    }
    #expect(value("netproof_run_info", ["context": record.cluster.context]) == 1)
    #expect(value("netproof_run_verdict", ["verdict": "deviates"]) == 1)
    #expect(value("netproof_scenario_verdict", ["scenario": "physical-only", "verdict": "conforms"]) == 1)
    #expect(value("netproof_scenario_fitness", ["scenario": "both", "fitness": "unfit"]) == 1)
    #expect(
      value("netproof_cases", ["scenario": "both", "aspect": "external-ping", "verdict": "deviates"]) == 1)
    #expect(value("netproof_cases_serving", ["scenario": "both", "aspect": "external-ping"]) == 1)
    #expect(value("netproof_flaky_cases", ["scenario": "both", "aspect": "pod-other-node"]) == 1)
    #expect(value("netproof_health", ["measure": "drops", "node": "instance-worker"]) == 4)
    #expect(value("netproof_health_exceeded", ["measure": "tailnet-rtt"]) == 1)
    #expect(value("netproof_run_duration_seconds", [:]) == 95.5)
    #expect(value("netproof_last_success_timestamp_seconds", [:]) == nil)
  }
}
