import Conformance
import Foundation
import Testing

@testable import Reports

@Suite(
  "The page in a real browser",
  .enabled(if: IndependentReader.chromium != nil && IndependentReader.python != nil, IndependentReader.hint))
struct BrowserTests {
  private struct Answer: Decodable {
    struct Scheme: Decodable {
      var console: [String]
      var urls: [String]
      var size: [Int]
      var lightness: Double
    }
    var dark: Scheme
    var light: Scheme
    var document: String
  }

  private func browse(_ html: String) async throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    try Data(html.utf8).write(to: page)
    let script = try #require(Bundle.module.resourceURL).appendingPathComponent("Readers/browse_page.py").path
    let keep = ProcessInfo.processInfo.environment["NETPROOF_SCREENSHOTS"].map { ["--keep", $0] } ?? []
    let output = try await IndependentReader.command(
      try #require(IndependentReader.python), [script, try #require(IndependentReader.chromium)] + keep + [page.path])
    try #require(output.status == 0, "\(output.stderr)")
    return try JSONDecoder().decode(Answer.self, from: output.stdout)
  }

  @Test("no console message, no request, light and dark as asked, in both languages", arguments: Language.allCases)
  func quiet(language: Language) async throws {
    let answer = try await browse(try HTMLReport.render(SampleRecord.record, language: language))
    for scheme in [answer.dark, answer.light] {
      #expect(scheme.console == [])
      #expect(scheme.urls.filter { !$0.hasPrefix("file:///") } == [])
      #expect(scheme.size == [1280, 2400])
    }
    #expect(answer.dark.lightness < 0.2 && answer.light.lightness > 0.8)
    // The browser's own document holds what ours does: no element was moved or dropped by its parser.
    #expect(answer.document.components(separatedBy: "<details").count > 20)
    #expect(answer.document.components(separatedBy: "<svg").count == 3)
    #expect(answer.document.contains("<html lang=\"\(language.rawValue)\">"))
  }

  @Test("a page that loads, runs or asks for something is found out")
  func loud() async throws {
    let page = """
      <!DOCTYPE html><html><head></head><body><img src="http://192.0.2.1/x.png">
      <script>console.error("loud")</script></body></html>
      """
    let answer = try await browse(page)
    #expect(answer.light.urls.contains { $0.hasPrefix("http://192.0.2.1/") })
    #expect(answer.light.console.contains { $0.contains("loud") })
  }
}
