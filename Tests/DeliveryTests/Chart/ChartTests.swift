import Conformance
import Foundation
import Testing

@testable import Delivery

/// The Helm chart, by Helm's own SDK; its objects are those that `netproof manifests` prints for the same options.
@Suite("Helm chart")
struct ChartTests {
  private static let python = ProcessInfo.processInfo.environment["NETPROOF_TEST_HELM"]

  private static var repository: URL {
    (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
  }

  private static func file(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
  }

  @Test(
    "renders what the program prints, refuses what has no meaning, and its README names every value",
    .enabled(if: python != nil, "scripts/test sets NETPROOF_TEST_HELM"))
  func rendering() async throws {
    // The program lies beside the test program.
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "netproof").path
    let judge = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "judge_chart.py")
    let chart = Self.repository.appending(path: "charts/netproof").path
    try await Records.withFolder { folder in
      let (status, said) = try Program.run(try #require(Self.python), ["-B", judge.path, chart, program], in: folder)
      #expect(status == 0 && said.hasPrefix("ok "), "\(said)")
    }
  }

  // `netproof manifests chart-files charts/netproof/files` writes them anew.
  @Test("takes permissions, alerts and the dashboard from the program")
  func files() throws {
    #expect(try Self.file("charts/netproof/files/permissions.yaml") == ChartPermissions.yaml())
    #expect(try Self.file("charts/netproof/files/alerts.yaml") == AlertRules.chartFile())
    #expect(try Self.file("charts/netproof/files/dashboard.json") == Dashboard.json())
  }

  @Test("the numbers that stand for values are in the alerts once for what they are, and nowhere else")
  func marks() throws {
    let marked = try AlertRules.chartFile()
    let plain = try AlertRules(runbooks: "https://x", inconclusiveDays: 3, silentHours: 36).ruleFile()
    let filled = marked.replacing("@RUNBOOKS@", with: "https://x").replacing("359971200", with: "129600")
      .replacing("99992", with: "36").replacing("99991", with: "3")
    // A mark is quoted where a plain address is not.
    #expect(filled.replacing("'", with: "") == plain.replacing("'", with: ""))
  }

  @Test("is of the program's version")
  func version() throws {
    let chart = try Self.file("charts/netproof/Chart.yaml")
    let version = try Self.file("Sources/netproof/Support/Version.swift")
      .firstMatch(of: /netproofVersion = "(?<version>[^"]+)"/)?.output.version
    #expect(chart.contains("\nappVersion: \"\(try #require(version))\"\n"))
  }
}
