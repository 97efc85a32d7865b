import Conformance
import Testing

@testable import Reports

@Suite("An error that many cases share")
struct SharedReasonsTests {
  private let error = "exec in kube-system/cilium-x7: error dialing backend: dial tcp 10.0.0.24:10250: no route to host"

  private func record(_ aspect: Aspect, _ subject: String, reason: String) -> CaseRecord {
    CaseRecord(
      aspect: aspect, subject: .node(subject), prediction: .unknown("the facts of \(subject) are missing: \(reason)"),
      observation: Observation(.notMeasured(Sentence(words: reason))), verdict: .inconclusive,
      explanation: Sentence(words: reason))
  }

  @Test("is told once, and the other cases refer to the first")
  func once() {
    var said = SharedReasons()
    let first = said.comparison(record(.externalPing, "w", reason: error))
    let second = said.comparison(record(.upstreamDNS, "w", reason: error))
    #expect(first.components(separatedBy: error).count == 3)
    #expect(!second.contains(error) && second.components(separatedBy: "as for external-ping [w]").count == 3)
  }

  @Test("is told again where it differs, and short ones are always told")
  func different() {
    var said = SharedReasons()
    _ = said.comparison(record(.externalPing, "w", reason: error))
    #expect(said.comparison(record(.externalPing, "m", reason: error + " (again)")).contains("(again)"))
    _ = said.comparison(record(.upstreamDNS, "w", reason: "timed out"))
    #expect(said.comparison(record(.externalHTTPS, "w", reason: "timed out")).contains("timed out"))
  }
}
