import Conformance
import Foundation

/// The words that all forms of a gate's report share.
enum GateWording {
  static func text(_ decision: GateReport.Decision) -> String {
    switch decision {
    case .accept: "accepted"
    case .refuse: "refused"
    }
  }

  /// `refused: 2 lost, 1 could not be established`, `accepted: nothing was lost`.
  static func headline(_ report: GateReport) -> String {
    let counts = GateChange.allCases.compactMap { change -> String? in
      let count = report.refusals.count { $0.change == change }
      return count == 0 ? nil : "\(count) \(noun(change))"
    }
    guard counts.isEmpty else { return "refused: " + counts.joined(separator: ", ") }
    let allowed = report.findings.count { $0.effect == .allowed }
    let tail = allowed == 0 ? "" : "; \(allowed) allowed for a while"
    return "accepted: nothing that the policy refuses\(tail)"
  }

  private static func noun(_ change: GateChange) -> String {
    switch change {
    case .lost: "lost"
    case .deviating: "deviating now"
    case .inconclusive: "not established"
    case .missing: "no longer verified"
    case .flaky: "flaky now"
    case .slower: "slower"
    case .changed: "changed"
    case .broken: "deviating as before"
    case .new: "new"
    case .gained: "gained"
    case .fact: "facts changed"
    }
  }

  static func side(_ side: GateReport.Side) -> String {
    let flaky = side.flaky == 0 ? "" : ", \(side.flaky) flaky"
    return "run \(side.runID) of \(Timestamp.text(side.startedAt)) on \(side.context): "
      + "\(Wording.text(side.verdict))\(flaky) (\(side.path))"
  }

  static func compared(_ report: GateReport) -> String {
    "\(Wording.count(report.compared, "case")) compared, \(report.unchanged) as before."
  }

  /// Why a finding that could refuse does not, or why an allowance no longer helps.
  static func effect(_ finding: GateFinding) -> String? {
    switch (finding.effect, finding.allowance) {
    case (.allowed, let allowance?): "allowed until \(allowance.expires): \(allowance.reason)"
    case (.refuses, let allowance?): "was allowed until \(allowance.expires), which is over: \(allowance.reason)"
    default: nil
    }
  }

  /// The policy in full, line by line.
  static func policy(_ policy: GatePolicy) -> [String] {
    func names(_ effect: GatePolicy.Effect) -> String {
      let changes = GateChange.allCases.filter { policy.changes[$0] == effect }.map(\.rawValue)
      let facts = GateFact.allCases.filter { policy.facts[$0] == effect }.map { "fact \($0.rawValue)" }
      let all = changes + facts
      return all.isEmpty ? "nothing" : all.joined(separator: ", ")
    }
    let noise = policy.noise
    var lines = [
      "refused: \(names(.refuse))",
      "reported only: \(names(.report))",
      "slower means by more than \(number(noise.percent)) % of the median, \(number(noise.pingMilliseconds)) ms for a "
        + "round trip of ping or \(number(noise.programMilliseconds)) ms for HTTP and DNS, and "
        + "\(number(noise.deviations)) standard deviations, whichever is most",
    ]
    lines += policy.allowances.map { allowance in
      let parts = [
        allowance.change?.rawValue, allowance.fact?.rawValue, allowance.scenario?.rawValue, allowance.aspect?.rawValue,
        allowance.subject,
      ]
      return "allowed until \(allowance.expires): \(parts.compactMap { $0 }.joined(separator: " / ")) "
        + "(\(allowance.reason))"
    }
    return lines
  }

  private static func number(_ value: Double) -> String {
    value.formatted(
      .number.precision(.fractionLength(0...2)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
