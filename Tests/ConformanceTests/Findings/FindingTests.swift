import Foundation
import Testing

@testable import Conformance

@Suite("Findings: codes with arguments")
struct FindingTests {
  @Test("every code has its type, and the type its code", arguments: FindingCode.allCases)
  func kinds(code: FindingCode) {
    #expect(code.kind.code == code)
  }

  @Test("codes that were published stay")
  func published() {
    let published: Set<String> = [
      "setting-drifted", "devices-not-applied", "masquerade-not-applied", "family-not-enabled", "default-route-moved",
      "cilium-node-ip-differs", "policy-denied", "service-backends-differ", "endpoints-stale", "snat-missing",
      "snat-wrong-address", "nat-reverse-missing", "uplink-mtu-too-small", "path-mtu-smaller", "tailnet-down",
      "vxlan-blocked", "clear-text-leak", "wrong-uplink", "wrong-identity", "tunnel-lost-on-the-way",
      "reply-undelivered", "reply-lost", "packets-off-path", "cluster-dns-unhealthy", "dns-path", "pods-cut-from-host",
      "https-wrong-address",
      "filtered-at-node", "no-way-out", "endpoint-down", "cluster-changed", "agent-does-not-start",
      "probe-pod-not-running", "kubelet-unreachable", "not-measured", "unexplained",
    ]
    #expect(published.isSubset(of: Set(FindingCode.allCases.map(\.rawValue))))
  }

  @Test("the record carries code and arguments, and gives the same finding back", arguments: FindingCode.allCases)
  func coded(code: FindingCode) throws {
    let diagnosis = Diagnosis(code.kind.example, shownBy: [CaseKey(.natExternal, .node("node-1"))])
    let data = try JSONEncoder().encode(diagnosis)
    let again = try JSONDecoder().decode(Diagnosis.self, from: data)
    #expect(again == diagnosis && again.code == code.rawValue && again.finding == AnyFinding(code.kind.example))
    let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(fields["arguments"] is [String: Any])
  }

  @Test("its sentences differ by language, and no argument is lost between them", arguments: FindingCode.allCases)
  func sentences(code: FindingCode) {
    let finding = code.kind.example
    for text in [finding.cause, finding.remedy] {
      #expect(!text.en.isEmpty && !text.ko.isEmpty && text.en != text.ko)
      #expect(text.ko.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) })
      #expect(!text.en.contains("Optional(") && !text.ko.contains("Optional("))
    }
    // What stands in code marks is typed as it is, in every language.
    func marked(_ text: String) -> Set<Substring> {
      Set(text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.0 % 2 == 1 }.map(\.1))
    }
    #expect(marked(finding.remedy.en).subtracting(marked(finding.remedy.ko)).isEmpty, "\(finding.remedy)")
    #expect(finding.commands.allSatisfy { !$0.command.contains("Optional(") && !$0.command.contains("\n") })
  }

  @Test("findings are equal when kind and arguments are")
  func equality() {
    #expect(AnyFinding(NoWayOut(node: "a")) == AnyFinding(NoWayOut(node: "a")))
    #expect(AnyFinding(NoWayOut(node: "a")) != AnyFinding(NoWayOut(node: "b")))
    #expect(AnyFinding(NoWayOut(node: "a")) != AnyFinding(DNSPath(node: "a")))
  }

  @Test("a record of words only, and one of a code that is not known, keep their words")
  func words() throws {
    func decode(_ code: String, _ more: String = "") throws -> Diagnosis {
      let text = #"{"code": "\#(code)", "symptom": "s", "cause": "c", "remedy": "r"\#(more)}"#
      return try JSONDecoder().decode(Diagnosis.self, from: Data(text.utf8))
    }
    let old = try decode("no-way-out")
    #expect(old.finding == nil && old.cause(in: .korean) == "c" && old.remedy(in: .korean) == "r")
    let later = try decode("of-tomorrow", #", "arguments": {"planet": "Mars"}"#)
    #expect(later.finding == nil && later.cause == "c" && later.page == nil)
    #expect(throws: DecodingError.self) { try decode("no-way-out", #", "arguments": {"planet": "Mars"}"#) }
  }
}

@Suite("Every finding has a page")
struct FindingPageTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../docs/findings").standardizedFileURL

  @Test("and every page a code")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".md") }
    #expect(Set(files) == Set(FindingCode.allCases.map { "\($0.rawValue).md" } + ["README.md", "README.ko.md"]))
  }

  @Test(
    "as the program prints it (`netproof list --findings --pages docs/findings` writes it)",
    arguments: FindingCode.allCases)
  func current(code: FindingCode) throws {
    let file = Self.folder.appendingPathComponent("\(code.rawValue).md")
    #expect(try String(contentsOf: file, encoding: .utf8) == code.pageText)
    #expect(code.pagePath == "docs/findings/\(code.rawValue).md")
    let page = code.kind.page
    #expect(!page.title.isEmpty && page.meaning.hasSuffix(".") && !page.mend.isEmpty)
    #expect(page.confirm.contains { $0.command != nil }, "nothing to type that would confirm it")
  }

  @Test("and stands in the index")
  func index() throws {
    let file = Self.folder.appendingPathComponent("README.md")
    #expect(try String(contentsOf: file, encoding: .utf8) == FindingCode.indexText)
    let korean = Self.folder.appendingPathComponent("README.ko.md")
    #expect(try String(contentsOf: korean, encoding: .utf8) == FindingCode.koreanIndexText)
  }
}
