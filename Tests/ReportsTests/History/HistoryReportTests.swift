import Conformance
import Foundation
import FoundationXML
import Testing

@testable import Reports

@Suite("The history's report")
struct HistoryReportTests {
  /// Two nights: in the first, external ping from the worker deviates.
  private static func records() -> [RunRecord] {
    var first = SampleRecord.record
    first.scenarios = [SampleRecord.both]
    var second = first
    second.runID = "3c4d"
    second.startedAt = SampleRecord.start.addingTimeInterval(86_400)
    for index in second.scenarios[0].cases.indices where second.scenarios[0].cases[index].verdict == .deviates {
      second.scenarios[0].cases[index].verdict = .conforms
      second.scenarios[0].cases[index].diagnosis = nil
      second.scenarios[0].cases[index].attempts = 1
    }
    return [first, second]
  }

  static func history(_ records: [RunRecord] = records()) -> History {
    History(records.map { RunDigest(path: "\($0.runID).json", record: $0) }, skipped: ["b.json": "it is <empty>"])
  }

  private static func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try body(folder)
  }

  @Test("a folder is read with everything below it; damaged and foreign files are named and skipped")
  func folder() throws {
    try Self.withFolder { folder in
      for (index, record) in Self.records().enumerated() {
        try ReportDirectory.write(record: record, to: folder.appendingPathComponent("night/\(index)").path)
      }
      let whole = try RunRecordFile.encode(Self.records()[0])
      let files: [(String, Data)] = [
        ("cut.json", whole.prefix(whole.count / 2)), ("empty.json", Data()),
        ("gate.json", Data(#"{"schema":"netproof.gate/1"}"#.utf8)),
        ("list.json", Data("[1]".utf8)), ("notes.txt", Data("x".utf8)),
      ]
      for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
      let history = try HistoryReader.read(folder.path)
      #expect(history.runs.map(\.runID) == ["1a2b", "3c4d"])
      let names = Set(history.skipped.keys.map { URL(fileURLWithPath: $0).lastPathComponent })
      #expect(names == ["cut.json", "empty.json", "gate.json", "list.json"])
      let foreign = history.skipped.first { $0.key.hasSuffix("gate.json") }?.value
      #expect(foreign?.contains("netproof.gate/1") == true)
    }
  }

  @Test("a folder that is none, or holds no record, is an error that says so")
  func nothing() throws {
    #expect(throws: HistoryReader.NoRecords.self) { try HistoryReader.read("/nonexistent") }
    try Self.withFolder { folder in
      try Data("{}".utf8).write(to: folder.appendingPathComponent("a.json"))
      let error = #expect(throws: HistoryReader.NoRecords.self) { try HistoryReader.read(folder.path) }
      #expect(error?.description.contains("a.json") == true)
    }
  }

  @Test("text: a mark per run, oldest left, what was not steady, and what was skipped")
  func text() throws {
    let text = HistoryText.render(Self.history(), limit: 60, width: 100)
    #expect(text.hasPrefix("2 runs from "))
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("both / external-ping") })
    #expect(row.hasSuffix("✗✓"))
    #expect(text.contains("both / pod-other-node") && text.contains("~~"))
    #expect(text.contains("lab / both / external-ping [instance-worker]"))
    #expect(text.contains("50 % flaky over 2 runs; deviated in 1, first 2026-11-21 08:00, last 2026-11-21 08:00"))
    #expect(text.contains("Skipped b.json: it is <empty>"))
    let one = HistoryText.render(Self.history(), limit: 1, width: 100)
    #expect(one.contains("1 older run not shown."))
  }

  @Test("Markdown: youngest run first, a table of what was not green, data escaped")
  func markdown() {
    let text = HistoryMarkdown.render(Self.history(), limit: 60)
    let runs = text.split(separator: "\n").filter { $0.contains("| lab |") }
    #expect(runs.first?.contains("3c4d") == true && runs.last?.contains("1a2b") == true)
    #expect(text.contains("| lab / both / external-ping \\[instance-worker\\] | ✅ | 50 % | 2 | 1 |"))
    #expect(text.contains("- `b.json`: it is &lt;empty&gt;"))
  }

  @Test("SVG: well-formed, a box per run and aspect with its words, and nothing from elsewhere")
  func svg() throws {
    var records = Self.records()
    records[0].runID = "<1&2>"
    let svg = HistorySVG.render(Self.history(records), limit: 60)
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    let boxes = svg.components(separatedBy: "<g class=").count - svg.components(separatedBy: "<g class=\"key").count
    let aspects = Set(SampleRecord.both.cases.map(\.aspect)).count
    #expect(boxes == aspects * 2)
    #expect(svg.contains("run &lt;1&amp;2&gt;: deviates"))
    #expect(svg.contains("class=\"flaky\""))
    #expect(!svg.contains("http://") || svg.components(separatedBy: "http://").count == 2)
    #expect(svg.contains("prefers-color-scheme: dark"))
  }

  @Test("the folder gets all forms")
  func files() throws {
    try Self.withFolder { folder in
      let paths = try HistoryFiles.write(Self.history(), limit: 10, to: folder.path)
      let names = paths.map { URL(fileURLWithPath: $0).lastPathComponent }
      #expect(names == ["history.json", "history.md", "history.svg"])
      let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: paths[0])))
      #expect((object as? [String: Any])?["schema"] as? String == "netproof.history/1")
    }
  }
}
