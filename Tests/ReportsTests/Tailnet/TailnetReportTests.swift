import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("The overlay's ways in every format")
struct TailnetReportTests {
  private var record: RunRecord {
    var record = SampleRecord.record
    record.scenarios[1].tailnet = SampleRecord.tailnet
    return record
  }

  private let english = Localizer(language: .english)

  @Test("a relay is told with its round trip beside that of direct ways, and a way that changed with both")
  func warnings() {
    #expect(
      TailnetWording.warnings(SampleRecord.tailnet, english) == [
        "Tailscale, instance-worker → instance-master: by DERP (fra) (known by tailscale status); round trip 61.25 ms, "
          + "direct ones 12.5 ms",
        "instance-worker → instance-master: the way changed: before the probes direct (tailscale status), after the "
          + "probes by DERP (fra) (tailscale status)",
      ])
    let korean = TailnetWording.warnings(SampleRecord.tailnet, Localizer(language: .korean))
    #expect(korean.first?.hasPrefix("Tailscale, instance-worker → instance-master: DERP 경유(fra)") == true)
  }

  @Test("without other ways, or a round trip, less is told")
  func bare() {
    var tailnet = SampleRecord.tailnet
    tailnet.paths.removeFirst()
    tailnet.paths[0].readings.removeFirst()
    #expect(
      TailnetWording.warnings(tailnet, english) == [
        "Tailscale, instance-worker → instance-master: by DERP (fra) (known by tailscale status); round trip 61.25 ms"
      ])
    tailnet.paths[0].milliseconds = nil
    #expect(TailnetWording.warnings(tailnet, english).first?.hasSuffix("(known by tailscale status)") == true)
    tailnet.paths[0].way = .direct
    #expect(TailnetWording.warnings(tailnet, english) == [])
  }

  @Test("a node that was to be asked by Tailscale's socket and told nothing is told of, in both languages")
  func gaps() throws {
    var tailnet = SampleRecord.tailnet
    tailnet.gaps = ["\("w3"): Tailscale was not asked by its socket: \(Sentence("no pod was made on \("w3")"))"]
    let told = TailnetWording.warnings(tailnet, english)
    #expect(told.last == "w3: Tailscale was not asked by its socket: no pod was made on w3")
    let korean = TailnetWording.warnings(tailnet, Localizer(language: .korean))
    #expect(korean.last == "w3: 소켓으로 Tailscale에 묻지 못함: w3 노드에 파드를 만들지 않음")
    let kept = try JSONDecoder().decode(TailnetRecord.self, from: try JSONEncoder().encode(tailnet))
    #expect(kept.gaps == tailnet.gaps)
  }

  @Test("every reason why a way is not known has its words, and none reads as direct", arguments: UnknownWay.allCases)
  func unknown(reason: UnknownWay) {
    let path = TailnetPath(
      SampleRecord.pair(SampleRecord.master, SampleRecord.worker), overlay: "NetBird", device: "wt0",
      readings: [TailnetReading(.before, .unknown, by: .wireGuard, reason: reason)])
    let table = TailnetTable(TailnetRecord(paths: [path]), english)
    #expect(table.rows[0].mark == "?" && table.rows[0].way.hasPrefix("not known: ") && table.rows[0].endpoint == "–")
    #expect(table.tailnetHeading == "The overlay between the nodes: 0 direct, 0 relayed, 1 not known")
    #expect(table.warnings == [])
  }

  @Test("terminal, Markdown, HTML and JUnit tell the relay; the terminal nothing of what is direct")
  func formats() throws {
    let terminal = TerminalSummary.render(record, width: 300)
    #expect(terminal.contains("by DERP (fra)") && !terminal.contains("203.0.113.5"))
    let markdown = try MarkdownReport.render(record, language: .english)
    #expect(markdown.contains("The overlay between the nodes: 1 direct, 1 relayed, 0 not known"))
    #expect(markdown.contains("203.0.113.5:41641") && markdown.contains("packets"))
    let html = try HTMLReport.render(record, language: .english)
    #expect(html.contains("The overlay between the nodes") && html.contains("203.0.113.5:41641"))
    let properties = HealthProperties.values(record.scenarios[1]).filter { $0.0.hasPrefix("tailnet") }
    #expect(properties.map(\.0) == ["tailnet", "tailnet.warning.1", "tailnet.warning.2"])
    let without = try MarkdownReport.render(SampleRecord.record, language: .english)
    #expect(!without.contains("The overlay between the nodes"))
  }

  @Test("findings are told with their remedies, commands and pages, in every format")
  func findings() throws {
    var record = record
    var finding = Diagnosis(
      code: "tailnet-peer-offline", symptom: "", cause: "instance-worker is offline", remedy: "see whether it runs")
    finding.commands = try JSONDecoder().decode(
      [RemedyCommand].self, from: Data(#"[{"node": "instance-worker", "command": "tailscale netcheck"}]"#.utf8))
    record.scenarios[1].tailnet?.findings = [finding]
    let tailnet = try #require(record.scenarios[1].tailnet)
    #expect(TailnetWording.warnings(tailnet, english).first == "instance-worker is offline")
    #expect(
      TailnetWording.remedies(tailnet, english) == [
        "tailnet-peer-offline: see whether it runs; `instance-worker: tailscale netcheck`; "
          + "docs/findings/tailnet-peer-offline.md (netproof list --finding tailnet-peer-offline)"
      ])
    for text in [
      TerminalSummary.render(record, width: 300), InspectionSummary.render(record, width: 300),
      try MarkdownReport.render(record, language: .english),
      try HTMLReport.render(record, language: .english),
    ] {
      #expect(text.contains("instance-worker is offline") && text.contains("tailscale netcheck"))
    }
  }

  @Test("what STUN servers answered stands with the ways, in both languages; a NAT of many ports is named")
  func stun() throws {
    var tailnet = SampleRecord.tailnet
    let lines = TailnetWording.stun(tailnet, english)
    #expect(
      lines == [
        "STUN of instance-master: 4 of 4 requests to 192.0.2.53:3478 answered; seen from outside at 198.51.100.4:41641",
        "STUN of instance-worker: 0 of 4 requests to 192.0.2.53:3478 answered",
      ])
    let html = try HTMLReport.render(record, language: .english)
    let markdown = try MarkdownReport.render(record, language: .english)
    let korean = try MarkdownReport.render(record, language: .korean)
    #expect(lines.allSatisfy { html.contains($0) } && markdown.contains("0 of 4 requests"))
    #expect(korean.contains("밖에서 보이는 곳은"))
    var other = try #require(tailnet.stun?[0].exchanges[0])
    other.server.port = 3479
    other.mapped[0].port = 1024
    tailnet.stun?[0].exchanges.append(other)
    #expect(TailnetWording.stun(tailnet, english)[0].contains("NAT gives each destination another port"))
    #expect(TailnetWording.stun(TailnetRecord(paths: []), english) == [])
  }

  @Test("of very many pairs what is not direct comes first, and the rest is counted")
  func many() {
    var tailnet = SampleRecord.tailnet
    tailnet.paths = Array(repeating: tailnet.paths[0], count: 50) + [tailnet.paths[1]]
    let table = TailnetTable(tailnet, english)
    #expect(table.rows.count == 40 && table.rows[0].mark == "!" && table.more == "… and 11 more pairs in run.json")
  }
}
