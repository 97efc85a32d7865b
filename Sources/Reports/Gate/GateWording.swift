import Conformance
import Foundation

/// The words that all forms of a gate's report share.
struct GateWording {
  let localizer: Localizer

  /// For terminals and programs.
  static let english = GateWording(localizer: .english)

  func text(_ decision: GateReport.Decision) -> String {
    switch decision {
    case .accept: localizer(GatePhrase.accepted)
    case .refuse: localizer(GatePhrase.refused)
    }
  }

  /// `refused: 2 lost, 1 not established`, `accepted: nothing that the policy refuses`.
  func headline(_ report: GateReport) -> String {
    let counts = GateChange.allCases.compactMap { change -> String? in
      let count = report.refusals.count { $0.change == change }
      return count == 0 ? nil : localizer.count(count, change)
    }
    guard counts.isEmpty else {
      return localizer(GatePhrase.refusedFor, ["counts": counts.joined(separator: ", ")])
    }
    let allowed = report.findings.count { $0.effect == .allowed }
    let tail = allowed == 0 ? "" : localizer(GatePhrase.allowedSome, ["count": String(allowed)])
    return localizer(GatePhrase.acceptedAs, ["allowed": tail])
  }

  func side(_ side: GateReport.Side) -> String {
    localizer(
      GatePhrase.side,
      [
        "run": side.runID, "time": RecordTime.text(side.startedAt), "context": side.context,
        "verdict": localizer.verdict(side.verdict),
        "flaky": side.flaky == 0 ? "" : localizer(GatePhrase.sideFlaky, ["count": String(side.flaky)]),
        "path": side.path,
      ])
  }

  func compared(_ report: GateReport) -> String {
    localizer(
      GatePhrase.compared,
      [
        "cases": localizer.count(report.compared, .testCase),
        "asBefore": localizer(GatePhrase.asBefore, ["count": String(report.unchanged)]),
      ])
  }

  /// Names a finding: `both / external-ping [instance-master]`, `mtu of instance-master`.
  func title(_ finding: GateFinding) -> String {
    if let fact = finding.fact {
      guard let node = finding.node else { return fact.rawValue }
      return localizer(GatePhrase.factOf, ["fact": fact.rawValue, "node": node])
    }
    return finding.scenario == nil && finding.aspect == nil && finding.subject == nil
      ? localizer(GatePhrase.theRun) : finding.title
  }

  /// What was seen before or is seen after; a fact's values are the cluster's own words.
  func value(_ value: Sentence, of finding: GateFinding) -> String {
    localizer.sentence(value)
  }

  /// Everything there is to say about a finding beyond its values.
  ///
  /// - Parameter told: The remedies that were told already: one cause often takes many paths, and is told once.
  func why(_ finding: GateFinding, told: inout Set<String>) -> [String] {
    var lines = [effect(finding), finding.fact == nil ? localizer.sentence(finding.explanation) : nil]
      .compactMap { $0 }.filter { !$0.isEmpty }
    guard let diagnosis = finding.diagnosis else { return lines }
    guard told.insert("\(diagnosis.code) \(diagnosis.remedy)").inserted else {
      return lines + [localizer(GatePhrase.asAbove, ["code": "`\(diagnosis.code)`"])]
    }
    lines += [
      "\(localizer(ReportPhrase.cause)): \(diagnosis.cause(in: localizer.language)) (`\(diagnosis.code)`)",
      "\(localizer(ReportPhrase.remedy)): \(diagnosis.remedy(in: localizer.language))",
    ]
    return lines
  }

  /// Why a finding that could refuse does not, or why an allowance no longer helps.
  func effect(_ finding: GateFinding) -> String? {
    guard let allowance = finding.allowance else { return nil }
    let values: KeyValuePairs = ["date": allowance.expires, "reason": allowance.reason]
    switch finding.effect {
    case .allowed: return localizer(GatePhrase.allowedUntil, values)
    case .refuses: return localizer(GatePhrase.wasAllowed, values)
    case .reported: return nil
    }
  }

  /// The policy in full, line by line.
  func policy(_ policy: GatePolicy) -> [String] {
    let noise = policy.noise
    var lines = [
      localizer(GatePhrase.policyRefuses, ["names": names(policy, .refuse)]),
      localizer(GatePhrase.policyReports, ["names": names(policy, .report)]),
      localizer(
        GatePhrase.policySlower,
        [
          "percent": Self.number(noise.percent), "ping": Self.number(noise.pingMilliseconds),
          "program": Self.number(noise.programMilliseconds), "deviations": Self.number(noise.deviations),
        ]),
    ]
    lines += policy.allowances.map { allowance in
      let parts = [
        allowance.change?.rawValue, allowance.fact?.rawValue, allowance.scenario?.rawValue, allowance.aspect?.rawValue,
        allowance.subject,
      ]
      return localizer(
        GatePhrase.policyAllows,
        [
          "date": allowance.expires, "what": parts.compactMap { $0 }.joined(separator: " / "),
          "reason": allowance.reason,
        ])
    }
    return lines
  }

  private func names(_ policy: GatePolicy, _ effect: GatePolicy.Effect) -> String {
    let changes = GateChange.allCases.filter { policy.changes[$0] == effect }.map(\.rawValue)
    let facts = GateFact.allCases.filter { policy.facts[$0] == effect }
      .map { localizer(GatePhrase.policyFact, ["name": $0.rawValue]) }
    let all = changes + facts
    return all.isEmpty ? localizer(GatePhrase.policyNothing) : all.joined(separator: ", ")
  }

  private static func number(_ value: Double) -> String {
    value.formatted(
      .number.precision(.fractionLength(0...2)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
