import Foundation
import Probes
import Testing

@testable import Conformance

@Suite("The size of a large cluster's record")
struct ScenarioRecordSizeTests {
  private func record(_ count: Int) -> ScenarioRecord {
    var record = ScenarioRecord(scenario: .both, devices: nil, startedAt: Date())
    let evidence = Evidence(origin: "pod", command: "ping", output: String(repeating: "x", count: 1000))
    record.cases = (0..<count).map { index in
      CaseRecord(
        aspect: .externalPing, subject: .node("node-\(index)"),
        prediction: .expected(Expectation(.reachable, because: "", source: "")),
        observation: Observation(.measured(index == 0 ? .unreachable : .reachable), evidence: [evidence]),
        verdict: index == 0 ? .deviates : .conforms, explanation: "")
    }
    return record
  }

  private func lengths(_ record: ScenarioRecord) -> Set<Int> {
    Set(record.cases.dropFirst().flatMap { $0.observation?.evidence ?? [] }.map(\.output.count))
  }

  @Test("few cases keep their evidence; of many, those that conform keep its beginning, the others all")
  func lighten() {
    var few = record(ScenarioRecord.mostCasesInFull)
    few.lighten()
    #expect(lengths(few) == [1000])
    var many = record(ScenarioRecord.mostCasesInFull + 1)
    many.lighten()
    #expect(lengths(many).allSatisfy { $0 < 200 })
    #expect(many.cases[0].observation?.evidence.first?.output.count == 1000)
  }

  @Test("of very many answers, those that tell success keep the beginning of what they said, failures all of it")
  func answers() throws {
    let probe = Probe(
      id: "ping", kind: .ping(target: "10.244.1.5", count: 9, payload: nil), timeout: .seconds(3))
    let replies = (0..<9).map { "64 bytes from 10.244.1.5: seq=\($0) ttl=63 time=0.412 ms" }
    func output(_ received: Int) -> String {
      let loss = 100 - received * 100 / 9
      return """
        PING 10.244.1.5 (10.244.1.5): 56 data bytes
        \(replies.prefix(received).joined(separator: "\n"))

        --- 10.244.1.5 ping statistics ---
        9 packets transmitted, \(received) packets received, \(loss)% packet loss
        round-trip min/avg/max = 0.412/0.412/0.412 ms
        """
    }
    func kept(_ received: Int, inShort: Bool) -> ProbeResults.Answer {
      let raw = RawProbeResult(exitCode: received == 0 ? 1 : 0, stdout: output(received), stderr: "")
      return ProbeResults.answer(probe, raw, "pod", inShort: inShort)
    }
    #expect(kept(9, inShort: false).raw.stdout == output(9))
    let short = kept(9, inShort: true)
    #expect(short.outcome == kept(9, inShort: false).outcome && short.outcome.success)
    #expect(short.raw.stdout.hasPrefix("PING 10.244.1.5") && short.raw.stdout.count < 160)
    #expect(short.evidence.bounded(to: ScenarioRecord.shortEvidence) == short.evidence, "it is not cut twice")
    #expect(kept(0, inShort: true).raw.stdout == output(0))
  }

  @Test("what was cut and is cut further tells of everything that is missing")
  func cutAgain() {
    let text = String(repeating: "x", count: 5000)
    let once = text.bounded(to: 1000)
    #expect(once.hasSuffix("x\n… (4000 more characters)") && once.count == 1000 + "\n… (4000 more characters)".count)
    #expect(once.bounded(to: 1000) == once)
    #expect(once.bounded(to: 100) == text.bounded(to: 100))
    #expect(once.bounded(to: 100).hasSuffix("(4900 more characters)"))
    #expect("ends like (3 more characters)".bounded(to: 5) == "ends like (3 more characters)")
  }
}
