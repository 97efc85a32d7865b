import Foundation
import Testing

@testable import Conformance
@testable import Reports

@Suite("The watch's report")
struct WatchReportTests {
  private static let tooLong: Sentence =
    "\("the longest outage was \("3.00 s") (\(15) lost)" as Sentence), longer than the \("1.00 s") that are let pass"
  private static let pair = Subject.pair(from: "node-1", to: "node-2")

  private static func path(
    _ aspect: Aspect, _ part: String, _ verdict: Verdict, _ log: PathLog, _ explanation: Sentence,
    expected: Bool? = true
  ) -> WatchedPath {
    WatchedPath(
      aspect: aspect, subject: pair, part: part, command: "ping -i 0.200 10.0.0.1", isExpectedToWork: expected,
      log: log,
      verdict: verdict, explanation: explanation)
  }

  /// One path with an outage of three seconds, during which an agent was replaced; one that lost nothing; one that was
  /// not watched; one that is not judged.
  static func record(_ command: WatchRecord.Command? = nil) -> WatchRecord {
    let outage = PathLog.Outage(began: 12, ended: 15, seconds: 3, lost: 15, isOver: true)
    let broken = PathLog(
      sent: 150, answered: 135, late: 2, outages: [outage], medianMilliseconds: 1.25, longestMilliseconds: 400,
      observedSeconds: 30, remarks: ["ping: sendto: Network is unreachable"])
    let whole = PathLog(sent: 150, answered: 150, medianMilliseconds: 0.5, longestMilliseconds: 2, observedSeconds: 30)
    return WatchRecord(
      schema: WatchRecord.currentSchema, tool: .init(name: "netproof", version: "1"), runID: "ab12",
      startedAt: SampleRecord.start, seconds: 30.2, cluster: SampleRecord.empty.cluster, interval: 0.2,
      requestInterval: 1, maximumOutage: 1, command: command,
      paths: [
        path(.crossNodePod, "ping", .deviates, broken, Self.tooLong),
        path(.otherNodeIP, "ping", .conforms, whole, "every probe was answered"),
        path(.crossNodePod, "tcp", .inconclusive, PathLog(), "exec was refused"),
        path(.apiService, "https", .notApplicable, PathLog(sent: 9), "not predicted to work", expected: false),
      ],
      events: [
        ClusterEvent(at: 2, kind: .configuration, object: "cilium-config", text: "devices: a → b"),
        ClusterEvent(at: 11.5, kind: .agent, object: "cilium-x|y", text: "\("is gone" as Sentence) on \("node-2")"),
        ClusterEvent(at: 25, kind: .node, object: "node-2", text: "is Ready"),
      ],
      interruption: nil, notes: ["a note"])
  }

  /// The same of nodes that took turns: one outage is cut off by a turn, one pair could not be watched, a node has had none.
  static func turns() -> WatchRecord {
    var record = record()
    record.paths[0].log.outages[0].isOver = false
    record.paths[0].log.outages[0].outlastedTurn = true
    record.coverage = WatchCoverage(
      nodesAtOnce: 2, nodes: 3, pairsAtOnce: 2, pairs: 6, turnSeconds: 600, allNodesSeconds: 1200, spanSeconds: 3600,
      node: .init(now: 0.66, within: 1), pair: .init(now: 0.33, within: 0.9), service: .init(now: 0.16, within: 0.5))
    record.turns = [
      WatchTurn(
        number: 1, began: 3, ended: 603, nodes: ["node-1", "node-2"],
        targets: ["node-1": ["node-2"], "node-2": ["node-1"]], kept: [], failing: [pair])
    ]
    record.watched = [
      WatchedSubject(subject: .node("node-1"), seconds: 600, turns: [1]),
      WatchedSubject(subject: pair, seconds: 600, turns: [1]),
      WatchedSubject(subject: .node("node-2"), seconds: 600, turns: [1]),
      WatchedSubject(subject: .pair(from: "node-2", to: "node-1"), seconds: 0, turns: [1]),
    ]
    record.cluster.skippedNodes = ["node-3": WatchChoice.noTurn, "node-4": "it has a taint"]
    record.events.append(ClusterEvent(at: 3, kind: .turn, object: "1", text: "words"))
    return record
  }

  @Test("turns: what was watched at once and when, what was not, and outages that a turn cut off as the least")
  func withTurns() throws {
    let record = Self.turns()
    let text = WatchText.render(record, width: 400)
    #expect(text.contains("1 turns: 2 of 3 nodes and 1 of 6 pairs were watched\n"))
    #expect(
      text.contains(
        "2 of 3 nodes and 2 of 6 pairs at once; every node within 20 min 00 s, in turns of 10 min 00 s; any one broken "
          + "pair is under watch at a moment with 33 %, within 60 min 00 s with 90 %; by Service with 16 % and 50 %; "
          + "what is broken at a single node with 66 % and 100 %\n"), "\(text)")
    #expect(text.contains("the turn of 1 nodes did not come\n"))
    #expect(text.contains("1 nodes and pairs had their turn and could not be watched: node-2 → node-1\n"))
    #expect(text.contains("at least 3.00 s, still failing when its turn ended"))
    // Of a path of which nothing was lost there is a row where all have one.
    #expect(text.contains("2 paths more, of which nothing was lost") && !text.contains("other-node-ip"))
    let wide = WatchText.render(record, width: 400, isWide: true)
    #expect(wide.contains("other-node-ip [node-1 → node-2] ping"))
    #expect(wide.contains("  node-1 → node-2: 10 min 00 s, in turns 1\n"))
    #expect(wide.contains("  node-2 → node-1: not watched, in turns 1\n"))
    let markdown = WatchMarkdown.render(record)
    #expect(markdown.contains("| node-2 → node-1 | not watched | 1 |"))
    #expect(markdown.contains("| node-1 | 10 min 00 s | 1 |"))
    #expect(WatchMarkdown.render(record, language: .korean).contains("차례가 왔지만 지켜보지 못한 노드와 노드 쌍 1개"))
    #expect(WatchText.names(record).hasPrefix("unwatched/node-2/node-1\n"))
    let suite = WatchJUnit.document(record).testsuite[0]
    #expect(suite.testcase.contains { $0.name == "turn [node-2 → node-1]" && $0.error != nil })
    #expect(!WatchText.render(Self.record(), width: 400).contains("turn"))
  }

  @Test("a pair that had its turn and could not be watched keeps the whole from being green")
  func unwatched() {
    var record = Self.turns()
    record.paths.removeAll { $0.verdict != .conforms }
    #expect(record.verdict == .inconclusive && record.unwatched.count == 1 && record.nodesWithoutTurn == 1)
    record.watched?.removeLast()
    #expect(record.verdict == .conforms)
  }

  @Test("outages are told as what is known of them")
  func outages() {
    func told(_ before: Bool?, _ after: Bool?, isOver: Bool) -> String {
      var outage = PathLog.Outage(began: 1, ended: 3, seconds: 2, lost: 9, isOver: isOver)
      (outage.beganBeforeTurn, outage.outlastedTurn) = (before, after)
      return WatchWording.english.outage(outage)
    }
    #expect(told(nil, nil, isOver: true) == "2.00 s" && told(nil, nil, isOver: false) == "2.00 s, not over")
    #expect(told(true, nil, isOver: true) == "at least 2.00 s")
    #expect(told(true, nil, isOver: false) == "at least 2.00 s, not over")
    #expect(told(true, true, isOver: false) == "at least 2.00 s, still failing when its turn ended")
  }

  @Test("records from before nodes took turns are read, and those of now come back as they were")
  func coding() throws {
    func roundTrip(_ record: WatchRecord) throws -> (back: WatchRecord, text: String) {
      let data = try StableJSON.encode(record)
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      return (try decoder.decode(WatchRecord.self, from: data), String(decoding: data, as: UTF8.self))
    }
    let old = try roundTrip(Self.record())
    #expect(old.back.turns == nil && old.back.paths == Self.record().paths)
    #expect(!old.text.contains("outlastedTurn") && !old.text.contains("\"turns\""))
    let new = try roundTrip(Self.turns())
    #expect(new.back.turns == Self.turns().turns && new.back.watched == Self.turns().watched)
    #expect(new.back.coverage == Self.turns().coverage && new.back.paths == Self.turns().paths)
    #expect(new.back.nodesWithoutTurn == 1)
  }

  @Test("the worst path decides; what is not predicted to work decides nothing")
  func verdict() {
    #expect(Self.record().verdict == .deviates)
    var record = Self.record()
    record.paths.removeFirst()
    #expect(record.verdict == .inconclusive)
    record.paths.remove(at: 1)
    #expect(record.verdict == .conforms)
    record.interruption = "the command was not there to its end"
    #expect(record.verdict == .inconclusive)
    record.paths = []
    #expect(record.verdict == .inconclusive)
  }

  @Test("text: every path in the table, the outage with what the cluster was doing then")
  func text() throws {
    let text = WatchText.render(Self.record(), width: 100)
    let row = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("✗ pod-other-node [node-1 → node-2] ping") })
    #expect(row.contains("150") && row.contains("3.00 s") && row.hasSuffix("1.2 ms"))
    // The configuration was changed within the ten seconds before; the node that was Ready again came later.
    let story = """
        +12.0 s to +15.0 s; the cluster meanwhile:
          +2.0 s configuration cilium-config: devices: a → b
          +11.5 s agent cilium-x|y: is gone on node-2

      ?
      """
    #expect(text.contains(story), "\(text)")
    #expect(text.contains("  said: ping: sendto: Network is unreachable"))
    #expect(text.contains("? pod-other-node [node-1 → node-2] tcp\n  exec was refused"))
    #expect(
      text.hasSuffix(
        "✗ 3 paths watched for 30 s, 1 path with an outage longer than 1.00 s, 1 path not established\n"))
    #expect(text.split(separator: "\n").dropLast().allSatisfy { DisplayWidth.of($0) <= 100 })
  }

  @Test("a command is told with its status and without its arguments")
  func command() {
    let command = WatchRecord.Command(program: "helm", exitStatus: 1, began: 5, ended: 20)
    #expect(WatchText.render(Self.record(command)).contains("helm ran from +5.0 s to +20.0 s and failed with status 1"))
    let cut = WatchRecord.Command(program: "helm", exitStatus: nil, began: 5)
    #expect(WatchMarkdown.render(Self.record(cut)).contains("was not there to its end"))
  }

  @Test("Markdown: a row per path, outages with events, data escaped")
  func markdown() {
    let text = WatchMarkdown.render(Self.record())
    #expect(text.hasPrefix("# netproof watch: ❌ deviates\n"))
    #expect(text.contains("| ❌ | pod-other-node \\[node-1 → node-2\\] ping | 150 | 15 | 2 | 3.00 s | 1.2 ms |"))
    #expect(text.contains("- +12.0 s to +15.0 s: 3.00 s, 15 probes lost\n  - \\+2.0 s configuration"))
    #expect(text.contains("| +11.5 s | agent | cilium-x\\|y | is gone on node-2 |"))
  }

  @Test("JUnit: outage failure, not watched error, not judged skipped, a failed command error")
  func junit() {
    let document = WatchJUnit.document(
      Self.record(.init(program: "helm", exitStatus: 1, began: 5, ended: 20)))
    #expect(document.tests == 5 && document.failures == 1 && document.errors == 2 && document.testsuite[0].skipped == 1)
    let failed = document.testsuite[0].testcase[0]
    #expect(failed.name == "pod-other-node [node-1 → node-2] ping")
    #expect(failed.output?.contains("+11.5 s agent cilium-x|y: is gone on node-2") == true)
  }

  @Test("the folder gets all forms; the JSON can be read back")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try WatchFiles.write(Self.record(), to: folder.path)
    #expect(paths.map { URL(fileURLWithPath: $0).lastPathComponent } == ["watch.json", "watch-junit.xml", "watch.md"])
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: paths[0])))
    #expect(((object as? [String: Any])?["paths"] as? [Any])?.count == 4)
  }
}
