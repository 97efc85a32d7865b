import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Terminal summary")
struct TerminalSummaryTests {
  /// All five scenarios, with the sample's cases and values.
  static var fiveScenarios: RunRecord {
    var record = SampleRecord.record
    record.scenarios = Scenario.allCases.enumerated().map { index, scenario in
      var entry = index % 2 == 0 ? SampleRecord.physicalOnly : SampleRecord.both
      entry.scenario = scenario
      return entry
    }
    return record
  }

  @Test("no line is wider than the terminal, whatever its width", arguments: [64, 80, 100, 120, 200])
  func width(_ width: Int) {
    let text = TerminalSummary.render(Self.fiveScenarios, width: width)
    for line in text.split(separator: "\n") {
      #expect(DisplayWidth.of(line) <= width, "\(line)")
    }
  }

  @Test("in 80 columns five scenarios still say a word per cell")
  func narrow() throws {
    if let folder = ProcessInfo.processInfo.environment["NETPROOF_SAMPLES"] {
      for width in [80, 110, 220] {
        try Data(TerminalSummary.render(Self.fiveScenarios, width: width).utf8)
          .write(to: URL(fileURLWithPath: folder).appendingPathComponent("terminal-\(width).txt"))
      }
    }
    let lines = TerminalSummary.render(Self.fiveScenarios, width: 80).split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("external-ping") && $0.contains("✗ 1/2") })
    #expect(lines.contains { $0.hasPrefix("path-mtu") && $0.contains("✓ 8900 B") && $0.contains("✓ 1202 B") })
    #expect(lines.contains { $0.hasPrefix("verdict") && $0.contains("conforms") && $0.contains("deviates") })
    #expect(lines.contains { $0.hasPrefix("fit for service") && $0.contains("unfit") })
  }

  @Test("columns line up")
  func alignment() {
    let lines = TerminalSummary.render(SampleRecord.record, width: 200).split(separator: "\n").map(String.init)
    let rows = lines.prefix { !$0.hasPrefix("Mark") }.filter { $0.contains("✓") || $0.contains("✗") }
    let starts = rows.map { row in DisplayWidth.of(row.prefix { !"✓✗?–".contains($0) }) }
    // Rows without a value in the first column start in the second.
    #expect(Set(starts).count == 2)
  }

  @Test("colour is written only if asked for")
  func colour() {
    #expect(!TerminalSummary.render(SampleRecord.record, coloured: false).contains("\u{1B}"))
    #expect(TerminalSummary.render(SampleRecord.record, coloured: true).contains("\u{1B}[31m"))
  }

  @Test("findings give cause and remedy, and the last words are the verdict with its counts")
  func findings() {
    let text = TerminalSummary.render(SampleRecord.record, width: 120)
    #expect(
      text.contains(
        """
        ✗ both: packets leave enp0s6 with the pod's own address | no NAT entry
          remedy: restart the agent
        """))
    #expect(text.contains("\n    ✗ external-ping [instance-worker]: expected works; observed fails\n"))
    #expect(text.contains("Of the guide: 3 claims: 1 confirmed, 1 refuted, 1 not tested\n"))
    let counts = "19 conforms, 1 deviates, 1 inconclusive, 1 not applicable, 1 flaky"
    #expect(text.hasSuffix("✗ deviates: \(counts), in 1 min 36 s\n"))
  }

  @Test("cases with one diagnosis share cause and remedy; another verdict or diagnosis gets its own")
  func sharedDiagnosis() {
    var record = SampleRecord.record
    var second = SampleRecord.deviation
    second.subject = .node(SampleRecord.master)
    record.scenarios[1].cases.append(second)
    var text = TerminalSummary.render(record, width: 120)
    #expect(
      text.contains(
        """
            ✗ external-ping [instance-worker]: expected works; observed fails
            ✗ external-ping [instance-master]: expected works; observed fails
        """))
    #expect(text.components(separatedBy: "remedy: ").count == 2)
    record.scenarios[1].cases[record.scenarios[1].cases.count - 1].diagnosis?.remedy = "another"
    text = TerminalSummary.render(record, width: 120)
    #expect(text.components(separatedBy: "remedy: ").count == 3)
  }

  @Test("what deviates comes before what could not be established, and what explains more before what explains less")
  func weight() throws {
    var record = SampleRecord.record
    var other = SampleRecord.deviation
    other.diagnosis?.cause = "something else"
    other.diagnosis?.remedy = "do something else"
    let more = (0..<12).map { number in
      var entry = other
      entry.subject = .node("node-\(number)")
      return entry
    }
    record.scenarios[1].cases += more
    let text = TerminalSummary.render(record, width: 200)
    let places = try ["✗ both: something else", "✗ both: packets leave", "? both: "].map {
      try #require(text.range(of: $0)?.lowerBound, "\($0) is not told")
    }
    #expect(places == places.sorted())
    #expect(text.contains("    … and 4 more cases\n"))
  }

  @Test("an interrupted run ends with its reason")
  func interrupted() {
    var record = SampleRecord.record
    record.interruption = "interrupted by SIGINT"
    #expect(TerminalSummary.render(record).hasSuffix("The run is incomplete: interrupted by SIGINT\n"))
  }

  @Test(
    "columns are counted as a terminal draws them",
    arguments: [("abc", 3), ("→ ✓ ✗", 5), ("日本", 4), ("✅", 2), ("⚠️", 2), ("e\u{301}", 1), ("", 0)])
  func displayWidth(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test("wrapping keeps every word and breaks those that are too long")
  func wrapping() {
    #expect(DisplayWidth.wrapped("one two three", width: 10) == ["one two", "three"])
    #expect(DisplayWidth.wrapped("0123456789abc x", width: 10) == ["0123456789", "abc x"])
    #expect(DisplayWidth.truncated("日本語", to: 5) == "日本…")
  }
}

@Suite("Progress text")
struct ProgressTextTests {
  @Test("the status line follows scenario, phase, cases and what is not green")
  func status() {
    var progress = ProgressText()
    #expect(progress.status(elapsed: 0) == "starting · 0 s")
    #expect(progress.lines(for: .scenarioStarted(.both, index: 2, total: 5)).isEmpty)
    #expect(progress.lines(for: .phaseStarted(.both, "probing")).isEmpty)
    #expect(progress.lines(for: .casesPlanned(.both, count: 40)).isEmpty)
    #expect(progress.lines(for: .caseFinished(.both, SampleRecord.both.cases[0])).isEmpty)
    let lines = progress.lines(for: .caseFinished(.both, SampleRecord.deviation))
    #expect(lines == ["✗ both / external-ping [instance-worker]"])
    #expect(
      progress.status(elapsed: 65)
        == "[2/5] both · ░░░░░░░░░░░░ 2/40 cases · probing · 1 deviating · 1 min 05 s")
    #expect(progress.status(elapsed: 65, width: 60).hasPrefix("[2/5] both · 2/40 cases · probing"))
  }

  @Test("the time that is left follows the cases of the first scenario, then the scenarios that are over")
  func timeLeft() {
    var progress = ProgressText()
    _ = progress.lines(for: .scenarioStarted(.both, index: 1, total: 3), elapsed: 10)
    _ = progress.lines(for: .casesPlanned(.both, count: 4), elapsed: 10)
    #expect(!progress.status(elapsed: 15).contains("left"))
    for _ in 0..<2 { _ = progress.lines(for: .caseFinished(.both, SampleRecord.both.cases[0]), elapsed: 15) }
    // Half of the cases in 5 s: as long again, and two scenarios of 10 s.
    #expect(progress.status(elapsed: 15) == "[1/3] both · ██████░░░░░░ 2/4 cases · 15 s, about 25 s left")
    _ = progress.lines(for: .scenarioFinished(SampleRecord.both), elapsed: 18)
    #expect(progress.status(elapsed: 18) == "finishing · 18 s")
    _ = progress.lines(for: .scenarioStarted(.auto, index: 2, total: 3), elapsed: 18)
    #expect(progress.status(elapsed: 20) == "[2/3] auto · 20 s, about 14 s left")
    // What takes longer than the others does not make the rest shorter.
    #expect(progress.status(elapsed: 60) == "[2/3] auto · 1 min 00 s, about 8 s left")
  }

  @Test("a finished scenario leaves a line")
  func finished() {
    var progress = ProgressText()
    #expect(
      progress.lines(for: .scenarioFinished(SampleRecord.physicalOnly))
        == ["▽ physical-only: conforms, unfit for service; 15 cases in 40 s"])
    #expect(
      progress.lines(for: .scenarioFinished(SampleRecord.both))
        == ["✗ both: deviates, unfit for service; 7 cases, 2 not green in 1 min 35 s"])
  }

  @Test("a large cluster's nodes are counted, and the first named")
  func nodes() throws {
    var progress = ProgressText()
    var cluster = SampleRecord.record.cluster
    let node = try #require(cluster.nodes.first)
    cluster.nodes = (1...12).map { number in
      var other = node
      other.name = "n\(number)"
      return other
    }
    let all = try #require(progress.lines(for: .clusterRead(cluster)).first)
    #expect(all.hasSuffix(", nodes n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12"))
    var last = node
    last.name = "n13"
    cluster.nodes.append(last)
    let some = try #require(progress.lines(for: .clusterRead(cluster)).first)
    #expect(some.hasSuffix(", 13 nodes: n1, n2, n3, n4, n5 …"))
  }

  @Test("verbose tells every case with its evidence")
  func verbose() {
    var progress = ProgressText(isVerbose: true)
    let lines = progress.lines(for: .caseFinished(.both, SampleRecord.both.cases[0]))
    #expect(lines.first == "✓ both / pod-other-node [instance-master → instance-worker]")
    #expect(lines.contains("  [pod a] ping (exit status 0)"))
  }

  @Test("text from a cluster cannot steer the terminal")
  func control() {
    var progress = ProgressText()
    #expect(progress.lines(for: .note("a\u{1B}[2Jb\rc")) == ["Note: a[2Jb c"])
  }
}
