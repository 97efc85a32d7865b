import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Run record as a file")
struct RunRecordFileTests {
  @Test("cases that are encoded one by one stand where an encoder puts them at once")
  func pieces() throws {
    for record in [SampleRecord.record, SampleRecord.empty] {
      #expect(try Self.withoutSentences(record) == StableJSON.encode(record))
    }
    var odd = SampleRecord.record
    odd.scenarios[0].cases = []
    odd.notes = ["\n      \"cases\" : [\n\n      ]"]
    #expect(try Self.withoutSentences(odd) == StableJSON.encode(odd))
  }

  /// The file without what its sentences were written from, which stands between two members.
  private static func withoutSentences(_ record: RunRecord) throws -> Data {
    var text = String(decoding: try RunRecordFile.encode(record), as: UTF8.self)
    guard let begin = text.range(of: "\n  \"sentences\" : {") else { return Data(text.utf8) }
    let end = try #require(text[begin.upperBound...].range(of: "\n  },"))
    text.removeSubrange(begin.lowerBound..<end.upperBound)
    return Data(text.utf8)
  }

  @Test("sentences are read as they were made, and Korean is written from the file")
  func sentences() throws {
    let record = try ExampleRun.asPredicted()
    let read = try RunRecordFile.decode(RunRecordFile.encode(record))
    #expect(read == record)
    func templates(_ record: RunRecord) -> [String] {
      record.scenarios.flatMap(\.cases).flatMap { [$0.explanation.template, $0.prediction.reason.template] }
    }
    #expect(templates(read) == templates(record) && templates(read).contains { $0.contains("{} is selected") })
    #expect(try MarkdownReport.render(read, language: .korean) == MarkdownReport.render(record, language: .korean))
  }

  @Test("many sentences are written as an encoder writes all at once")
  func manySentences() throws {
    var record = SampleRecord.record
    record.notes = (0..<1_300).map { "the note \("number \($0)") of \("\"many\"")" }
    let text = String(decoding: try RunRecordFile.encode(record), as: UTF8.self)
    let read = try RunRecordFile.decode(Data(text.utf8))
    #expect(read == record)
    #expect(read.notes.map(\.template) == record.notes.map(\.template) && read.notes[0].template == "the note {} of {}")
    let begin = try #require(text.range(of: "\n  \"sentences\" : "))
    let end = try #require(text[begin.upperBound...].range(of: "\n  },"))
    let index = String(text[begin.upperBound..<end.lowerBound]) + "\n  }"
    let whole = try JSONDecoder().decode(SentenceIndex.self, from: Data(index.utf8))
    let atOnce = String(decoding: try StableJSON.encode(whole), as: UTF8.self)
    #expect(index.split(separator: "\n").count > 1_300)
    #expect(index.replacing("\n  ", with: "\n") == atOnce.trimmingCharacters(in: .newlines))
  }

  @Test("a record that is written piece by piece is the same text, and an earlier one stays where that fails")
  func written() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-record-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("run.json")
    var large = SampleRecord.record
    // More than is written at a time.
    large.scenarios[0].cases = (0..<40).flatMap { _ in large.scenarios[0].cases }
    try RunRecordFile.write(large, to: file)
    let text = try Data(contentsOf: file)
    #expect(text.count > 1 << 18)
    #expect(try text == RunRecordFile.encode(large))
    #expect(throws: ReportWriteError.self) {
      try AtomicFile.write(to: file) { sink in
        try sink(Data("half".utf8))
        throw CocoaError(.fileWriteOutOfSpace)
      }
    }
    #expect(try Data(contentsOf: file) == text)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.json"])
  }

  @Test("a full volume is told in the system's own words")
  func fullVolume() throws {
    let device = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let error = #expect(throws: (any Error).self) { try device.write(contentsOf: Data("x".utf8)) }
    #expect(error.map(AtomicFile.reason) == "No space left on device")
  }

  @Test("what is written is read back, and writing it again gives the same bytes")
  func roundTrip() throws {
    let data = try RunRecordFile.encode(SampleRecord.record)
    let read = try RunRecordFile.decode(data)
    #expect(read == SampleRecord.record)
    #expect(try RunRecordFile.encode(read) == data)
  }

  @Test("times are ISO-8601 in UTC with milliseconds")
  func dates() throws {
    let text = String(decoding: try RunRecordFile.encode(SampleRecord.record), as: UTF8.self)
    #expect(text.contains(#""startedAt" : "2026-11-21T08:00:00.125Z""#))
    #expect(text.hasSuffix("}\n"))
  }

  @Test(
    "a time survives any number of round trips", arguments: [0.001, 0.009, 0.123, 0.29, 0.57, 0.999, 0.9996, -0.25])
  func timeIsStable(fraction: Double) throws {
    let once = RecordTime.text(Date(timeIntervalSince1970: 1_795_248_000 + fraction))
    let twice = RecordTime.text(try #require(RecordTime.date(once)))
    #expect(once == twice)
  }

  @Test("a file that ends in the middle is called truncated, with its size", arguments: [1, 200, 5000])
  func truncated(size: Int) throws {
    let data = try RunRecordFile.encode(SampleRecord.record).prefix(size)
    #expect(throws: RunRecordFileError.truncated(name: "run.json", size: size)) {
      try RunRecordFile.decode(Data(data), name: "run.json")
    }
  }

  @Test("an empty file is called empty")
  func empty() {
    #expect(throws: RunRecordFileError.empty(name: "run.json")) {
      try RunRecordFile.decode(Data("\n ".utf8), name: "run.json")
    }
  }

  @Test(
    "another major version is refused by name, a minor one is read",
    arguments: ["netproof.run/1", "netproof.run/3", "other/2", "2", ""])
  func schema(found: String) throws {
    var record = SampleRecord.record
    record.schema = found
    let data = try RunRecordFile.encode(record)
    let error = #expect(throws: RunRecordFileError.unknownSchema(name: "run.json", found: found)) {
      try RunRecordFile.decode(data, name: "run.json")
    }
    #expect(error?.description.contains("netproof.run/2") == true)
    record.schema = "netproof.run/2.4"
    #expect(try RunRecordFile.decode(RunRecordFile.encode(record)).runID == "1a2b")
  }

  @Test("a missing field is named with its path")
  func missingField() throws {
    let text = String(decoding: try RunRecordFile.encode(SampleRecord.record), as: UTF8.self)
      .replacingOccurrences(of: "\"kubernetesVersion\"", with: "\"kubernetes\"")
    let error = #expect(throws: RunRecordFileError.self) { try RunRecordFile.decode(Data(text.utf8), name: "run.json") }
    #expect(error?.description == "run.json is not a run record: the field .cluster.kubernetesVersion is missing.")
  }

  @Test("the folder is made, all files are whole, and nothing else is left in it")
  func directory() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)/a/b")
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 0..<2 { try ReportDirectory.write(record: SampleRecord.record, to: folder.path) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "junit.xml", "netproof.prom", "report.html", "report.md", "run.json",
      ])
    #expect(try RunRecordFile.read(folder.appendingPathComponent("run.json").path) == SampleRecord.record)
  }

  @Test("a folder that cannot be made is named with the system's reason")
  func unwritable() throws {
    let error = #expect(throws: ReportWriteError.self) {
      try ReportDirectory.write(record: SampleRecord.record, to: "/dev/null/reports")
    }
    #expect(error?.description.contains("/dev/null/reports") == true)
    #expect(error?.description.contains("choose another") == true)
  }

  @Test("a missing file is named")
  func missing() {
    let error = #expect(throws: RunRecordFileError.self) { try RunRecordFile.read("/nowhere/run.json") }
    #expect(error?.description.contains("/nowhere/run.json") == true)
  }
}
