import Conformance

/// What is said of a run as a whole, in plain text.
enum RunWording {
  /// Who judged what, where.
  static func headline(_ record: RunRecord, _ localizer: Localizer) -> String {
    let cluster = record.cluster
    let cases = record.scenarios.reduce(0) { $0 + $1.cases.count }
    let time = record.seconds.map { localizer(ReportPhrase.inTime, ["duration": localizer.duration($0)]) } ?? ""
    return localizer(
      ReportPhrase.headline,
      [
        "tool": record.tool.name, "version": record.tool.version, "cases": localizer.count(cases, .testCase),
        "scenarios": localizer.count(record.scenarios.count, .scenario), "time": time, "context": cluster.context,
        "kubernetes": cluster.kubernetesVersion, "cilium": cluster.ciliumVersion ?? "?",
        "nodes": localizer.count(cluster.nodes.count, .node),
      ])
  }

  /// The verdicts whose numbers are told: all, but unpredicted only where there is something to tell.
  static func counted(_ record: RunRecord) -> [Verdict] {
    Verdict.allCases.filter { $0 != .unpredicted || record.count($0) > 0 }
  }

  /// How many cases have which verdict.
  static func counts(_ record: RunRecord, _ localizer: Localizer) -> String {
    let counts = counted(record).map { verdict in
      localizer.language == .english
        ? "\(record.count(verdict)) \(localizer.verdict(verdict))"
        : "\(localizer.verdict(verdict)) \(record.count(verdict))"
    }
    let flaky =
      record.flakyCount == 0 ? [] : [localizer(ReportPhrase.flaky, ["count": String(record.flakyCount)])]
    return (counts + flaky).joined(separator: " · ")
  }

  /// How many claims were judged how.
  static func claimCounts(_ claims: [ClaimRecord], _ localizer: Localizer) -> String {
    func count(_ judgement: ClaimRecord.Judgement) -> String { String(claims.count { $0.judgement == judgement }) }
    return localizer(
      ReportPhrase.claimCounts,
      [
        "claims": localizer.count(claims.count, .claim), "confirmed": count(.confirmed), "refuted": count(.refuted),
        "open": count(.notTested),
      ])
  }

  /// What the run was made with and on.
  static func facts(_ record: RunRecord, _ localizer: Localizer) -> [(name: String, value: String)] {
    let cluster = record.cluster
    let endpoints = record.endpoints
    let skipped = cluster.skippedNodes.sorted { $0.key < $1.key }.map {
      (localizer(ReportPhrase.leftOut, ["node": $0.key]), localizer.sentence($0.value))
    }
    let outside =
      "ping \(endpoints.pingAddress), DNS \(endpoints.dnsName) @ \(endpoints.dnsServer), HTTPS \(endpoints.httpsHost)"
      + (endpoints.httpsAddress.map { " @ \($0)" } ?? "")
    let sample = pairs(record, localizer).map { [(localizer(ReportPhrase.pairs), $0)] } ?? []
    let tries = tries(record, localizer).map { [(localizer(ReportPhrase.tries), $0)] } ?? []
    return [
      ("netproof", "\(record.tool.version), \(localizer(ReportPhrase.run)) `\(record.runID)`"),
      (localizer(ReportPhrase.started), RecordTime.text(record.startedAt)),
      (localizer(ReportPhrase.apiServer), "`\(cluster.server)`"),
      ("Kubernetes", cluster.kubernetesVersion),
      ("Cilium", cluster.ciliumVersion ?? "?"),
      (localizer(ReportPhrase.probedOutside), outside),
    ] + runner(record, localizer) + sample + tries + cost(record, localizer) + skipped
  }

  /// Where netproof itself ran, if that was in the cluster.
  private static func runner(_ record: RunRecord, _ localizer: Localizer) -> [(name: String, value: String)] {
    guard let runner = record.runner else { return [] }
    let pod = runner.pod.map { localizer(ReportPhrase.inPod, ["pod": $0]) } ?? ""
    return [(localizer(ReportPhrase.runner), runner.node + pod)]
  }

  /// What came of trying paths many times, of those that should work; `nil` where none was.
  static func tries(_ record: RunRecord, _ localizer: Localizer) -> String? {
    let samples = record.scenarios.flatMap(\.cases).compactMap { judged -> PathSamples? in
      guard case .expected(let expectation) = judged.prediction, expectation.outcome.servesUsers == true,
        judged.verdict != .inconclusive
      else { return nil }
      return judged.observation?.samples
    }
    guard let tries = samples.map(\.tries).max() else { return nil }
    let whole = samples.filter { $0.lost == 0 }
    let most = whole.map(\.lossAtMost).max().map { String(format: "%.1f", $0 * 100) } ?? "–"
    return localizer(
      ReportPhrase.triedPaths,
      [
        "paths": localizer.count(samples.count, .path), "tries": "\(tries)", "whole": "\(whole.count)", "most": most,
        "flaky": "\(samples.count { $0.isMixed && !$0.isLossy })", "lossy": "\(samples.count(where: \.isLossy))",
        "dead": "\(samples.count { $0.answered == 0 && $0.lost > 0 })",
      ])
  }

  /// What was left out of the pairs of nodes, and how sure what was drawn is to try what is broken.
  static func pairs(_ record: RunRecord, _ localizer: Localizer) -> String? {
    guard let sample = record.sample, let summary = sample.summary else { return nil }
    var parts = [localizer.sentence(summary)]
    if let sure = sample.confidence {
      func told(_ phrase: ReportPhrase, _ chance: SampleConfidence.Chance) -> String {
        localizer(
          phrase,
          [
            "tonight": Wording.percent(chance.tonight), "within": Wording.percent(chance.within),
            "nights": "\(sure.nights)",
          ])
      }
      parts.append(told(.chance, sure.pair))
      if sure.service != sure.pair { parts.append(told(.chanceByService, sure.service)) }
    }
    return parts.joined(separator: "; ")
  }

  /// What the run has asked of the API server, where that was counted.
  private static func cost(_ record: RunRecord, _ localizer: Localizer) -> [(name: String, value: String)] {
    record.cost.map { [(localizer(ReportPhrase.cost), text($0, localizer))] } ?? []
  }

  /// A cost in a line.
  static func text(_ cost: RunCost, _ localizer: Localizer) -> String {
    localizer(
      ReportPhrase.costCounts,
      [
        "calls": "\(cost.calls)", "execs": "\(cost.execs)", "peak": "\(cost.peakInFlight)",
        "bytes": Wording.bytes(cost.answerBytes + cost.watchBytes + cost.execBytes),
      ])
  }
}

extension ResultMatrix.Cell {
  /// Whether something in it does not do its work, predicted or not.
  var isBroken: Bool { cases.contains { $0.observation?.outcome?.servesUsers == false } }
}
