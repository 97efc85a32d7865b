import Conformance

/// The nodes' health and the agents' tables in words, for every format.
enum HealthWording {
  /// `12`, `80 %`, `48.2 ms`.
  static func value(_ value: Double, _ measure: HealthMeasure) -> String {
    switch measure.unit {
    case .packets, .errors, .restarts, .settings, .endpoints: number(value)
    case .percent: number(value) + " %"
    case .milliseconds: number(value) + " ms"
    }
  }

  /// At most three digits after the point; none where there is nothing behind it.
  private static func number(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded()
    guard thousandths.isFinite, abs(thousandths) < 1e15 else { return "\(value)" }
    let (whole, rest) = Int(thousandths.magnitude).quotientAndRemainder(dividingBy: 1000)
    guard rest > 0 else { return "\(whole)" }
    let digits = String(1000 + rest).dropFirst().reversed().drop { $0 == "0" }.reversed()
    return "\(whole).\(String(digits))"
  }

  /// `at most 0`, `below 80 %`.
  static func range(_ check: HealthCheck, _ localizer: Localizer) -> String {
    let phrase = check.measure.includesThreshold ? HealthPhrase.atMost : .below
    return localizer(phrase, ["value": value(check.threshold, check.measure)])
  }

  /// `The nodes while they were probed (12 s): all measures are healthy`.
  static func heading(_ health: HealthRecord, _ localizer: Localizer) -> String {
    let count = health.warnings.count
    let summary =
      count == 0 ? localizer(HealthPhrase.allWithin) : localizer(HealthPhrase.someBeyond, ["count": String(count)])
    return localizer(
      HealthPhrase.heading, ["duration": localizer.duration(health.seconds), "summary": summary])
  }

  /// One line per value beyond its threshold, the worst of each measure first, at most a few of each.
  static func warnings(_ health: HealthRecord, _ localizer: Localizer) -> [String] {
    health.warnings.flatMap { check in
      localizer.bounded(check.exceeded, to: mostPerMeasure) { warning(check, $0, localizer) }
    }
  }

  private static let mostPerMeasure = 8

  private static func warning(_ check: HealthCheck, _ value: HealthValue, _ localizer: Localizer) -> String {
    let detail = value.detail.map { localizer(HealthPhrase.warningDetail, ["detail": $0]) } ?? ""
    return localizer(
      HealthPhrase.warning,
      [
        "measure": localizer(HealthPhrase.name(check.measure)), "place": value.subject.description,
        "value": self.value(value.value, check.measure), "range": range(check, localizer),
      ]) + detail
  }

  /// What was left out of the counts, and what is not known.
  static func remarks(_ health: HealthRecord, _ localizer: Localizer) -> [String] {
    let accounted = health.nodes.flatMap { node in
      (node.drops ?? []).compactMap { drop -> String? in
        guard let account = drop.account, drop.accounted > 0 else { return nil }
        return localizer(
          HealthPhrase.accounted,
          [
            "node": node.node, "count": value(drop.accounted, .drops), "reason": drop.reason,
            "direction": drop.direction, "account": localizer.sentence(account),
          ])
      }
    }
    let unknown = health.gaps.map { gap in
      localizer(
        HealthPhrase.unknown,
        [
          "measures": gap.measures.map { localizer(HealthPhrase.name($0)) }.joined(separator: ", "),
          "reason": OutputText.line(localizer.sentence(gap.reason)),
        ])
    }
    return [accounted, unknown].flatMap { localizer.bounded($0, to: mostRemarks) }
  }

  private static let mostRemarks = 8

  /// What the agents' tables hold of the run's pods and Services.
  static func tables(_ datapath: DatapathRecord, _ localizer: Localizer) -> [String] {
    let differing = datapath.services.compactMap { service in
      service.difference.map {
        localizer(
          HealthPhrase.servicesDiffer, ["service": service.service, "difference": $0[localizer.language]])
      }
    }
    var lines = differing
    if differing.isEmpty, datapath.compared > 0 {
      lines.append(localizer(HealthPhrase.servicesAgree, ["count": String(datapath.compared)]))
    }
    lines += datapath.policies.map { policy in
      localizer(
        HealthPhrase.policy,
        [
          "pod": policy.pod, "node": policy.node, "endpoint": String(policy.endpoint),
          "direction": localizer(policy.isIngress ? HealthPhrase.policyIn : .policyOut),
          "restriction": policy.restriction,
        ])
    }
    if datapath.policies.isEmpty, datapath.gaps.isEmpty { lines.append(localizer(HealthPhrase.noPolicy)) }
    lines += datapath.gaps.map { OutputText.line(localizer.sentence($0)) }
    return localizer.bounded(lines, to: 2 * mostRemarks)
  }
}

/// A scenario's health as templates render it; the texts are plain.
struct HealthTable {
  var heading: String
  var isWarning: Bool
  var warnings: [String]
  var rows: [Row]
  var remarks: [String]

  /// A measure.
  struct Row {
    var mark: String
    var measure: String
    var worst: String
    var range: String
    var place: String
  }

  init(_ health: HealthRecord, _ localizer: Localizer) {
    heading = HealthWording.heading(health, localizer)
    warnings = HealthWording.warnings(health, localizer)
    isWarning = !warnings.isEmpty
    remarks = HealthWording.remarks(health, localizer)
    rows = health.checks.map { check in
      Row(
        mark: check.worst == nil ? "–" : check.exceeded.isEmpty ? "✓" : "!",
        measure: localizer(HealthPhrase.name(check.measure)),
        worst: check.worst.map { HealthWording.value($0.value, check.measure) } ?? localizer(HealthPhrase.notMeasured),
        range: HealthWording.range(check, localizer),
        place: check.worst.flatMap { $0.value > 0 ? $0.subject.description : nil } ?? "")
    }
  }
}
