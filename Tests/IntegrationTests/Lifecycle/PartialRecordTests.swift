import Conformance
import Foundation
import Kubernetes
import Reports
import Testing

extension LabTests {
  @Test("a run that is killed in the middle leaves a record that reads, renders, and says that it is partial")
  func killedRunsRecord() async throws {
    let lab = try await SharedLab.shared.lab()
    let client = try await SharedLab.shared.client()
    let folder = GuestProgram.scratch("partial")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await GuestObjects.waitForNamespaceGone(client)
    let process = try GuestProgram.start(["run", "--report-dir", folder], lab)
    // Cases are written as soon as they are judged, before the last phases and the clean-up.
    try await GuestObjects.wait {
      // The text, as reading the whole record each time would take longer than the run still has.
      let text = (try? String(contentsOfFile: "\(folder)/run.json", encoding: .utf8)) ?? ""
      return text.contains("\"aspect\"") || !process.isRunning
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)

    let record = try RunRecordFile.read("\(folder)/run.json")
    #expect(record.finishedAt == nil && record.interruption == nil)
    #expect(record.scenarios.count == 1 && record.scenarios.first?.cases.isEmpty == false)
    #expect(record.cluster.nodes.count == 2)
    // Nothing else is there that would pass for the run's own report.
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    #expect(files.intersection(ReportDirectory.fileNames) == ["run.json"])
    try renders("\(folder)/run.json")
    _ = try GuestProgram.run(["cleanup", "--all"], lab)
    #expect(try await GuestObjects.runs(client) == [])
  }

  private func renders(_ path: String) throws {
    let says = "the run did not come to its end; this record was written before it died"
    let formats = [
      "markdown": says, "html": says, "junit": "run-completed", "json": "\"cases\"", "metrics": "# EOF",
    ]
    for (format, part) in formats {
      let result = try UserProgram.run(["report", path, "--format", format])
      #expect(result.status == 0 && result.output.contains(part), "\(format): \(result.error)")
    }
    let green = try UserProgram.run(["report", path]).output.split(separator: "\n").first
    #expect(green == "# netproof: ⚠️ inconclusive")
    let korean = try UserProgram.run(["report", path, "--lang", "ko"])
    #expect(korean.output.contains("실행이 끝까지 가지 못했습니다"))
    let gate = try UserProgram.run(["gate", "--before", path, "--after", path])
    // Lines break where the terminal's width, and the path of the record, have it.
    let words = gate.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(gate.status == 1 && words.contains("it was killed before its end"), "\(gate.output)")
  }
}
