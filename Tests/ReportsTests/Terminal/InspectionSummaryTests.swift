import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("What an inspection found, on a terminal")
struct InspectionSummaryTests {
  private static let silence = "the archive has no agent data for node instance-worker (pod cilium-8kdfd)"

  private static func record(
    _ aspect: Aspect, on node: String, _ verdict: Verdict, _ result: Observation.Result, evidence: [Evidence] = [],
    diagnosis: Diagnosis? = nil
  ) -> CaseRecord {
    var record = CaseRecord(
      aspect: aspect, subject: .node(node),
      prediction: .expected(Expectation(.value("wanted"), because: "so", source: "Cilium")),
      observation: Observation(result, evidence: evidence), verdict: verdict, explanation: "told")
    record.diagnosis = diagnosis
    return record
  }

  private static func inspection(_ cases: [CaseRecord]) -> RunRecord {
    var record = SampleRecord.record
    var scenario = SampleRecord.both
    scenario.cases = cases
    record.scenarios = [scenario]
    record.notes = ["Read from sysdump.zip."]
    return record
  }

  private static let evidence = Evidence(origin: "archive", command: "cmd/iptables-save--c.md:38", output: "-j DROP")

  private static func mixed() -> RunRecord {
    let open = Diagnosis(code: "not-recorded", symptom: "", cause: silence, remedy: "take the dump again")
    let dropped = Diagnosis(code: "tunnel-port-dropped", symptom: "", cause: "a rule drops it", remedy: "remove it")
    return inspection(
      [Aspect.nodeIP, .selectedDevices, .masquerade].map { aspect in
        record(aspect, on: "instance-worker", .inconclusive, .notMeasured(Sentence(words: silence)), diagnosis: open)
      } + [
        record(
          .tunnelPort, on: "instance-master", .deviates, .measured(.value("dropped")), evidence: [evidence],
          diagnosis: dropped),
        record(.podMTU, on: "instance-master", .conforms, .measured(.value("wanted"))),
      ])
  }

  @Test("The answer comes first, then what contradicts with its proof, then what is not known, once for each reason")
  func order() throws {
    let text = InspectionSummary.render(Self.mixed(), width: 200)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines.first?.hasPrefix("✗ deviates: what was read contradicts the rules (1 conforms, 1 deviates, 3 ") == true)
    let parts = [
      "✗ tunnel-port [instance-master]", "cause: a rule drops it", "remedy: remove it",
      "seen in cmd/iptables-save--c.md:38: “-j DROP”",
      "? not known: cilium-node-ip, selected-devices, masquerade [instance-worker]", Self.silence,
      "remedy: take the dump again", "Note: Read from sysdump.zip.",
    ]
    var rest = text[...]
    for part in parts {
      let found = try #require(rest.firstRange(of: part), "\(part) is missing, or not in its place, in \(text)")
      rest = rest[found.upperBound...]
    }
    #expect(text.ranges(of: Self.silence).count == 1)
  }

  @Test("Each verdict has words of its own")
  func answers() {
    let fine = Self.record(.podMTU, on: "a", .conforms, .measured(.value("wanted")))
    let open = Self.record(.podMTU, on: "a", .inconclusive, .notMeasured("torn"))
    #expect(
      InspectionSummary.render(Self.inspection([fine]), width: 200)
        .hasPrefix("✓ conforms: nothing that was read contradicts the rules; nothing was sent"))
    #expect(InspectionSummary.render(Self.inspection([open]), width: 200).hasPrefix("? inconclusive: "))
  }

  @Test("What could not be established for a cause does not contradict, though others do by the same cause")
  func oneCause() throws {
    let cause = Diagnosis(code: "agent-does-not-start", symptom: "", cause: "it ends", remedy: "mend the setting")
    let record = Self.inspection([
      Self.record(.podMTU, on: "w", .inconclusive, .notMeasured("no table"), diagnosis: cause),
      Self.record(.selectedDevices, on: "w", .deviates, .measured(.value("none")), diagnosis: cause),
    ])
    let lines = InspectionSummary.render(record, width: 200).split(separator: "\n").map(String.init)
    #expect(lines.contains("✗ selected-devices [w]") && lines.contains("? not known: pod-mtu [w]"), "\(lines)")
    let groups = FindingGroup.all(in: record.scenarios[0])
    #expect(groups.map { $0.cases.map(\.aspect) } == [[.selectedDevices, .podMTU]], "what deviates comes first")
    #expect(groups[0].isMixed && groups[0].verdict == .deviates)
    #expect(groups[0].count(Localizer(language: .english)) == "1 deviates, 1 inconclusive")
    #expect(groups[0].only { $0 == .unpredicted } == nil)
  }

  @Test("A thousand nodes without data are told in a few lines, and control characters of an archive stay out")
  func bounded() {
    let cases = (0..<1000).map { number in
      Self.record(.podMTU, on: "node-\(number)", .inconclusive, .notMeasured("no data for node-\(number)\u{1B}[2J"))
    }
    let text = InspectionSummary.render(Self.inspection(cases), width: 100)
    #expect(!text.contains("\u{1B}"))
    #expect(text.split(separator: "\n").count < 60, "\(text.split(separator: "\n").count) lines")
    #expect(text.contains("and 988 more"))
    #expect(InspectionSummary.render(Self.mixed(), width: 100, coloured: true).contains("\u{1B}[31m"))
  }
}
