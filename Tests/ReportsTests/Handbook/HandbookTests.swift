import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("The handbook")
struct HandbookTests {
  /// The handbook as the program writes it: only the program holds the chapters that it is written from.
  private static func text(_ language: Language = .english, observed: RunRecord? = nil) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = ["handbook", "--lang", language.rawValue]
    if let observed {
      let file = folder.appendingPathComponent("run.json")
      try RunRecordFile.encode(observed).write(to: file)
      options += ["--run", file.path]
    }
    return String(decoding: try await netproof(options), as: UTF8.self)
  }

  private static func netproof(_ arguments: [String]) async throws -> Data {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("netproof").path
    let output = try await IndependentReader.command(program, arguments)
    try #require(output.status == 0, "\(output.stderr)")
    return output.stdout
  }

  /// What the chapters say of the handbook's cluster.
  private static func lines() async throws -> [ChapterLine] {
    struct Document: Decodable { var chapters: [ChapterLine] }
    let data = try await netproof(["list", "--chapters", "--output", "json"])
    return try JSONDecoder().decode(Document.self, from: data).chapters
  }

  @Test("what a chapter says of a claim is what a cluster that does as predicted says of it")
  func claims() async throws {
    let lines = try await Self.lines()
    let claims = try ExampleRun.asPredicted().claims
    #expect(claims.count == Set(lines.flatMap(\.claims).map(\.id)).count + 1)
    for claim in claims { #expect(HandbookClaims.said(of: claim, in: lines) == claim.judgement, "\(claim.id)") }
    // A chapter that does not speak says nothing, and one that does decides.
    let claim = try #require(claims.first { $0.id == "tailnet-only.external-fails" })
    var silent = lines
    for index in silent.indices { silent[index].obstacle = "a premise" }
    #expect(HandbookClaims.said(of: claim, in: silent) == .notTested)
    var turned = lines
    for index in turned.indices {
      turned[index].claims = turned[index].claims.map { .init(id: $0.id, isConfirmed: false) }
    }
    #expect(HandbookClaims.said(of: claim, in: turned) == .refuted)
  }

  @Test(
    "the committed documents are what the rules say now",
    arguments: [(Language.english, "reports/expected-behaviour.md"), (.korean, "reports/expected-behaviour.ko.md")])
  func current(language: Language, path: String) async throws {
    let committed = try String(contentsOf: IndependentReader.repository(path), encoding: .utf8)
    let rendered = try await Self.text(language)
    guard committed != rendered else { return }
    let difference = zip(
      committed.split(separator: "\n", omittingEmptySubsequences: false),
      rendered.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    Issue.record(
      """
      \(path) is stale: rules or words have changed. Write it anew with `netproof handbook --lang \(language.rawValue) \
      -o \(path)` and read the difference. First one: \(difference.map { "\($0.0) → \($0.1)" } ?? "its length")
      """)
  }

  @Test("every scenario has its chapter with setting, selection, expectations, tables and wire")
  func chapters() async throws {
    let text = try await Self.text()
    for scenario in Scenario.allCases {
      #expect(text.contains("<a id=\"\(scenario.rawValue)\"></a>\n\n## \(scenario.title) (`\(scenario.rawValue)`)"))
    }
    for part in ["### What is set", "### What to expect, and why", "### In Cilium's tables", "### On the wire"] {
      #expect(text.components(separatedBy: part).count == Scenario.allCases.count + 1, "\(part)")
    }
    for aspect in Aspect.allCases { #expect(!aspect.manualCommands.isEmpty) }
  }

  @Test("every statement of the chapters is in Korean, too, and no other is")
  func statements() throws {
    let folder = IndependentReader.repository("suites")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let titles = try files.filter { $0.pathExtension == "swift" }.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.1) }
    }
    #expect(titles.count > 50)
    #expect(Set(titles) == Set(ChapterTitles.korean.keys))
  }

  @Test("what must work stands apart from what must fail, in the chapter's words, with the guide's claims")
  func parts() async throws {
    let text = try await Self.text()
    let chapter =
      try #require(text.components(separatedBy: "<a id=\"tailnet-only\">").last)
      .components(separatedBy: "<a id=").first ?? ""
    let parts = chapter.components(separatedBy: "#### ")
    let works = try #require(parts.first { $0.hasPrefix("Must work") })
    let fails = try #require(parts.first { $0.hasPrefix("Must fail") })
    #expect(works.contains("| Pods and Services of the other node answer<br>*as the guide says: "))
    #expect(works.contains("the guide says otherwise: `tailnet-only.coredns-restarts`"))
    #expect(fails.contains("| Nothing on the internet answers: ping, HTTPS, DNS<br>") && !fails.contains("| works |"))
    #expect(!works.contains("**fails**"))
    // With the guide's own release other chapters speak.
    #expect(text.contains("- `tailnet-only`, What Cilium and the node show: "))
  }

  @Test("the values are those of a real cluster (truth.md)")
  func truth() async throws {
    let text = try await Self.text()
    for part in [
      // enp0s6 alone: SNAT to its address; to the other node's address nothing, and the MTU is its own.
      "ICMP OUT 10.244.0.41:7 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:7",
      "MTU of pods' devices 9000, of their routes into the tunnel 8950.",
      "leaves by `tailscale0` with the pod's own address (`10.244.0.41`), which the far side drops.",
      // tailscale0 alone: the bare pod address leaves enp0s6.
      "leaves by `enp0s6` with the pod's own address (`10.244.0.41`), and the cloud drops it.",
      "ICMP OUT 10.244.0.41:7 -> 100.64.0.2:0 XLATE_SRC 100.64.0.1:7",
      "MTU of pods' devices 1280, of their routes into the tunnel 1230.",
      "`BPF [enp0s6, tailscale0]`", "VXLAN (UDP 8472) `100.64.0.1` → `100.64.0.2` on `tailscale0`",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("with a run, what was last observed stands beside the expectations, and when")
  func observed() async throws {
    let text = try await Self.text(observed: SampleRecord.record)
    #expect(text.contains("Run `1a2b` on lab, 2026-11-21T08:00:00.125Z"))
    #expect(text.contains("| ❌ **1/2 works** |"))
    #expect(!(try await Self.text()).contains("Last observed"))
  }

  @Test("every fault of the list is told with a cause and a remedy of its own")
  func faults() async throws {
    var codes: Set<String> = []
    for fault in ExampleFault.allCases {
      let wrong = try fault.cases().filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
      let found = Set(wrong.compactMap { $0.diagnosis?.code })
      #expect(!found.isEmpty && !found.contains("unexplained"), "\(fault)")
      codes.formUnion(found)
    }
    let text = try await Self.text()
    for code in codes { #expect(text.contains("| `\(code)` |"), "\(code)") }
    #expect(codes.count >= 14)
  }

  @Test("both languages have the same shape")
  func shape() async throws {
    let texts = [try await Self.text(.english), try await Self.text(.korean)]
    func shape(_ text: String) -> [Int] {
      ["\n## ", "\n### ", "\n|", "\n- ", "```"].map { text.components(separatedBy: $0).count }
    }
    #expect(shape(texts[0]) == shape(texts[1]))
  }
}
