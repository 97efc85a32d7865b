import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Korean of packets, gate, watch and history")
struct PacketLanguageTests {
  private let korean = Localizer(language: .korean)

  private func latinWords(_ text: String) -> [String] {
    text.split { !$0.isASCII || !$0.isLetter }.map(String.init)
  }

  @Test("a statement says its parts in Korean, and what a cluster says is carried over")
  func statement() {
    let text = korean.sentence(SampleRecord.proven.flows[0].statement)
    #expect(text.hasPrefix("파드 10.244.0.116 → 10.244.1.117: tailscale0 장치에서 VXLAN VNI 31555 터널로 나감"))
    #expect(text.hasSuffix("instance-worker 노드에서 관측됨, 응답이 관측됨"))
  }

  @Test("packets are told in Korean in Markdown and HTML")
  func packets() throws {
    let record = SampleRecord.captured
    let pages = [
      try MarkdownReport.render(record, language: .korean), try HTMLReport.render(record, language: .korean),
    ]
    for page in pages {
      for word in [
        "reply seen", "left enp0s6", "contradicts the rule", "not proven", "encrypted in", "the capture lost",
      ] {
        #expect(!page.contains(word), "\(word)")
      }
      #expect(page.contains("규칙과 어긋남: snat-missing: enp0s6 장치에서 10.0.0.24 주소가 아닌 10.244.1.116 주소로 나감"))
    }
    #expect(pages[0].contains("패킷: 패킷으로 입증된 경로 1개, 규칙과 어긋난 경로 1개, 입증되지 않은 경로 1개"))
  }

  @Test("node skip reasons and session notes are told in Korean")
  func notes() throws {
    var record = SampleRecord.record
    record.cluster.skippedNodes = [
      "old": "it is cordoned (unschedulable)", "gone": "it is not Ready: \("kubelet stopped")",
    ]
    record.notes = [
      "\("both"): \("instance-worker") had not settled before the probes: \("no answer" as Sentence)",
      "what earlier runs may have left could not be removed: \("HTTP 403")",
    ]
    for page in [
      try MarkdownReport.render(record, language: .korean), try HTMLReport.render(record, language: .korean),
    ] {
      for part in ["cordon 상태임", "Ready 상태가 아님: kubelet stopped", "안정되지 않음: 응답 없음", "제거하지 못함: HTTP 403"] {
        #expect(page.contains(part), "\(part)")
      }
    }
  }

  @Test("a gate in Korean has no English but names, and the same table")
  func gate() throws {
    let report = try GateReportTests.report(GateReportTests.allowing)
    let text = GateMarkdown.render(report, language: .korean)
    #expect(text.hasPrefix("# netproof gate: ✅ 승인\n"))
    for word in ["allowed", "refused", "which", "deviates", "compared", "Policy", "cause", "remedy"] {
      #expect(!latinWords(text).contains(word), "\(word)")
    }
    let english = GateMarkdown.render(report)
    func rows(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("|") } }
    #expect(rows(text) == rows(english))
    for change in GateChange.allCases { #expect(korean.title(change) != change.title) }
  }

  @Test("a watch in Korean has no English but names, and the same table")
  func watch() {
    let record = WatchReportTests.record(.init(program: "helm", exitStatus: 1, began: 5, ended: 20))
    let text = WatchMarkdown.render(record, language: .korean)
    #expect(text.contains("## 잃은 것") && text.contains("가장 긴 단절은 3.00 s(15개 손실). 허용 한도 1.00 s 초과"))
    for word in ["lost", "outage", "longest", "ran", "probes", "gone", "watched", "agent", "Notes"] {
      #expect(!latinWords(text).contains(word), "\(word)")
    }
  }

  @Test("a history in Korean, as table and drawing")
  func history() {
    let history = HistoryReportTests.history()
    let text = HistoryMarkdown.render(history, limit: 60, language: .korean)
    #expect(text.hasPrefix("# netproof 이력\n\n실행 2회, ") && text.contains("| 처음 관측 | 마지막 관측 |"))
    let svg = HistorySVG.render(history, limit: 60, language: .korean)
    #expect(svg.contains("<title>실행 2회의 판정</title>") && svg.contains("실행 1a2b: 예측과 불일치"))
    #expect(!latinWords(svg).contains("conforms") || !svg.contains(">conforms<"))
  }
}
