import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `netproof report` and `netproof handbook` as a user starts them, on the committed sample record.
@Suite("Command line: report and handbook")
struct ReportCommandTests {
  private static let sample = UserProgram.repository("reports/example/run.json")
  /// How each format begins and ends.
  private static let shapes: [(format: String, begins: String, ends: String)] = [
    ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netproof\"", "</testsuites>"),
    ("markdown", "# netproof: ", "```\n"), ("html", "<!DOCTYPE html>\n<html lang=\"en\">", "</html>\n"),
    ("json", "{\n", "}\n"), ("metrics", "# ", "# EOF\n"),
  ]

  @Test("every format comes from the record's file and from standard input alike", arguments: shapes.indices)
  func formats(index: Int) throws {
    let shape = Self.shapes[index]
    let fromFile = try UserProgram.run(["report", Self.sample.path, "--format", shape.format])
    #expect(fromFile.status == 0 && fromFile.error.isEmpty, "\(fromFile.error)")
    #expect(fromFile.output.hasPrefix(shape.begins), "\(fromFile.output.prefix(200))")
    #expect(fromFile.output.hasSuffix(shape.ends), "\(fromFile.output.suffix(200))")
    let record = try Data(contentsOf: Self.sample)
    let fromInput = try UserProgram.run(["report", "-", "--format", shape.format], input: record)
    #expect(fromInput.status == 0 && fromInput.output == fromFile.output)
  }

  @Test("the JSON is the record itself, byte for byte, and the JUnit is well-formed")
  func contents() throws {
    let json = try UserProgram.run(["report", Self.sample.path, "--format", "json"])
    #expect(Data(json.output.utf8) == (try Data(contentsOf: Self.sample)))
    let junit = try UserProgram.run(["report", Self.sample.path, "--format", "junit"])
    #expect(XMLParser(data: Data(junit.output.utf8)).parse())
  }

  @Test("Markdown is the default, speaks Korean when asked, and stays below a size")
  func markdown() throws {
    let english = try UserProgram.run(["report", Self.sample.path])
    #expect(english.output.hasPrefix("# netproof: "))
    let korean = try UserProgram.run(["report", Self.sample.path, "--lang", "ko"])
    #expect(korean.status == 0 && korean.output.contains("## 환경"))
    let small = try UserProgram.run(["report", Self.sample.path, "--max-bytes", "10000"])
    #expect(small.status == 0 && small.output.utf8.count <= 10_000 && english.output.utf8.count > 10_000)
    #expect(small.output.contains("to stay below 10000"))
  }

  @Test("-o writes a whole file and nothing to standard output")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("report.html")
    try Data("old".utf8).write(to: file)
    let result = try UserProgram.run(["report", Self.sample.path, "--format", "html", "-o", file.path])
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(try String(contentsOf: file, encoding: .utf8).hasSuffix("</html>\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
    let nowhere = try UserProgram.run(["report", Self.sample.path, "-o", "/nonexistent/report.md"])
    #expect(nowhere.status == 2 && nowhere.error.contains("/nonexistent/report.md"), "\(nowhere.error)")
  }

  /// What is wrong with an input, and a part of the error that says so.
  private static let wrong: [(name: String, make: @Sendable (Data) -> Data, says: String)] = [
    ("empty", { _ in Data() }, "is empty"), ("not JSON", { _ in Data("hello}".utf8) }, "is not a run record"),
    ("cut off", { $0.prefix($0.count / 2) }, "ends in the middle"),
    ("another document", { _ in Data(#"{"schema":"netproof.gate/1"}"#.utf8) }, "has the form \"netproof.gate/1\""),
    ("a newer record", { _ in Data(#"{"schema":"netproof.run/99.0"}"#.utf8) }, "has the form \"netproof.run/99.0\""),
    ("a field missing", { _ in Data(#"{"schema":"netproof.run/2.0"}"#.utf8) }, "is missing"),
  ]

  @Test("a record that cannot be read has status 2, a reason that names it, and no output", arguments: wrong.indices)
  func unreadable(index: Int) throws {
    let (name, make, says) = Self.wrong[index]
    let data = make(try Data(contentsOf: Self.sample))
    for arguments in [["report", "-"], ["handbook", "--run", "-"]] {
      let result = try UserProgram.run(arguments, input: data)
      #expect(result.status == 2, "\(name)")
      #expect(result.error.contains(says) && result.error.contains("standard input"), "\(name): \(result.error)")
      #expect(result.output.isEmpty)
    }
  }

  @Test(
    "a missing file and a wrong use have status 2",
    arguments: [
      ["report", "/nonexistent/run.json"], ["report"], ["report", "-", "--format", "pdf"],
      ["report", "-", "--lang", "fr"], ["report", "-", "--format", "junit", "--lang", "ko"],
      ["report", "-", "--max-bytes", "10"], ["report", "-", "--format", "html", "--max-bytes", "65536"],
      ["handbook", "--run", "/nonexistent/run.json"], ["handbook", "--lang", "fr"], ["handbook", "run.json"],
      ["gate", "--before", "a", "--after", "b", "--lang", "ko"], ["history", ".", "--lang", "ko"],
    ])
  func usage(arguments: [String]) throws {
    let result = try UserProgram.run(arguments)
    #expect(result.status == 2)
    #expect(result.error.hasPrefix("Error: ") || result.error.contains("/nonexistent"), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test("the handbook is the committed one, in both languages", arguments: ["", "ko"])
  func handbook(language: String) throws {
    let options = language.isEmpty ? [] : ["--lang", language]
    let result = try UserProgram.run(["handbook"] + options)
    let file = "reports/expected-behaviour\(language.isEmpty ? "" : ".\(language)").md"
    #expect(result.status == 0)
    #expect(result.output == (try String(contentsOf: UserProgram.repository(file), encoding: .utf8)))
  }

  @Test("with a run, the handbook adds what was observed, and when")
  func observed() throws {
    let plain = try UserProgram.run(["handbook"])
    let result = try UserProgram.run(["handbook", "--run", Self.sample.path])
    #expect(result.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.sample)) as? [String: Any]
    let startedAt = try #require(object?["startedAt"] as? String)
    let runID = try #require(object?["runID"] as? String)
    #expect(result.output.contains(startedAt) && result.output.contains("`\(runID)`"))
    #expect(!plain.output.contains(startedAt) && result.output.count > plain.output.count)
    let korean = try UserProgram.run(["handbook", "--run", "-", "--lang", "ko"], input: Data(contentsOf: Self.sample))
    #expect(korean.status == 0 && korean.output.contains(startedAt))
  }
}
