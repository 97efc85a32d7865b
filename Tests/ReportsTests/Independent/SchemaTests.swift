import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("The record by its published JSON Schema", .enabled(if: IndependentReader.python != nil, IndependentReader.hint))
struct SchemaTests {
  private func validate(_ data: Data) async throws -> IndependentReader.Output {
    let schema = IndependentReader.repository("docs/run.schema.json").path
    return try await IndependentReader.run("validate_record.py", data, before: [schema])
  }

  @Test("a whole record, one that has just begun, one of a killed run and one with packets are valid", arguments: 0..<4)
  func valid(kind: Int) async throws {
    var record =
      switch kind {
      case 1: SampleRecord.empty
      case 3: SampleRecord.captured
      default: SampleRecord.record
      }
    if kind == 2 {
      record.finishedAt = nil
      record.scenarios[1].finishedAt = nil
      record.scenarios[1].cases = []
    }
    let output = try await validate(try RunRecordFile.encode(record))
    #expect(output.status == 0, "\(output.text)\(output.stderr)")
  }

  @Test("the nodes' health and the agents' tables are valid, and an unknown measure is found")
  func health() async throws {
    var record = SampleRecord.record
    record.scenarios[1].health = SampleRecord.health
    record.scenarios[1].datapath = SampleRecord.datapath
    let data = try RunRecordFile.encode(record)
    let output = try await validate(data)
    #expect(output.status == 0, "\(output.text)\(output.stderr)")
    let odd = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "tailnet-rtt", with: "rtt")
    #expect(try await validate(Data(odd.utf8)).status == 1)
  }

  @Test("the overlay's ways are valid, and an unknown way is found")
  func tailnet() async throws {
    var record = SampleRecord.captured
    record.scenarios[0].tailnet = SampleRecord.tailnet
    let data = try RunRecordFile.encode(record)
    let output = try await validate(data)
    #expect(output.status == 0, "\(output.text)\(output.stderr)")
    let text = String(decoding: data, as: UTF8.self)
    for (kept, odd) in [
      (#""derp""#, #""dirt""#), ("203.0.113.5:41641", "203.0.113.5"), (#""judged" : 2"#, #""judged" : 0"#),
    ] {
      #expect(text.contains(kept))
      #expect(try await validate(Data(text.replacingOccurrences(of: kept, with: odd).utf8)).status == 1, "\(odd)")
    }
  }

  @Test("the committed sample is valid")
  func sample() async throws {
    let output = try await validate(try Data(contentsOf: IndependentReader.repository("reports/example/run.json")))
    #expect(output.status == 0, "\(output.text)\(output.stderr)")
  }

  /// Everything of the two samples.
  private static var both: RunRecord {
    var record = SampleRecord.record
    record.scenarios[1] = SampleRecord.captured.scenarios[0]
    return record
  }

  @Test(
    "what the schema forbids is found",
    arguments: [
      (#""deviates""#, #""failed""#), (#""kind" : "unreachable""#, #""kind" : "broken""#),
      (#""schema" : "netproof.run/2""#, #""schema" : "netproof.run/1""#),
      (#""runID""#, #""runid""#), ("08:00:00.125Z", "08:00:00"), (#""attempts" : 1"#, #""attempts" : 0"#),
      (#""conclusion" : "proven""#, #""conclusion" : "sure""#), (#""isOutgoing" : true"#, #""isOutgoing" : "yes""#),
    ])
  func invalid(found: String, replacement: String) async throws {
    let text = String(decoding: try RunRecordFile.encode(Self.both), as: UTF8.self)
    try #require(text.contains(found))
    let output = try await validate(Data(text.replacingOccurrences(of: found, with: replacement).utf8))
    #expect(output.status == 1, "\(output.text)\(output.stderr)")
  }
}
