import Conformance

/// The words and marks that all reports share, so that a reader of one finds the same terms in another.
enum Wording {
  /// A verdict in two words at most.
  static func text(_ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: "conforms"
    case .deviates: "deviates"
    case .inconclusive: "inconclusive"
    case .notApplicable: "not applicable"
    case .unpredicted: "unpredicted"
    }
  }

  /// The mark of a verdict in Markdown.
  static func emoji(_ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: "✅"
    case .deviates: "❌"
    case .inconclusive: "⚠️"
    case .notApplicable: "➖"
    case .unpredicted: "❔"
    }
  }

  /// The mark of a verdict on a terminal: one column wide in every font.
  static func glyph(_ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: "✓"
    case .deviates: "✗"
    case .inconclusive: "?"
    case .notApplicable: "–"
    case .unpredicted: "~"
    }
  }

  /// A fitness in one word.
  static func text(_ fitness: Fitness) -> String {
    switch fitness {
    case .fit: "fit"
    case .unfit: "unfit"
    case .unknown: "unknown"
    }
  }

  /// What a rule predicted, in a few words.
  static func expected(_ prediction: Prediction) -> String {
    switch prediction {
    case .expected(let expectation): expectation.outcome.description
    case .notApplicable(let reason): "not applicable: \(reason)"
    case .unknown(let reason): "could not be derived: \(reason)"
    }
  }

  /// What was seen, in a few words.
  static func observed(_ observation: Observation?) -> String {
    switch observation?.result {
    case .measured(let outcome)?: outcome.description
    case .notMeasured(let reason)?: "not measured: \(reason)"
    case nil: "not measured"
    }
  }

  /// Cases by name, with commas between them.
  static func cases(_ keys: [CaseKey]) -> String {
    keys.map { "\($0.aspect.rawValue) [\($0.subject)]" }.joined(separator: ", ")
  }

  /// `devices` as the ConfigMap has it.
  static func devices(_ value: String?, isUnknown: Bool) -> String { value ?? (isUnknown ? "not known" : "unset") }

  /// A number of bytes for people: `812 B`, `3.4 KiB`, `12 MiB`.
  static func bytes(_ count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB"]
    var (value, unit) = (Double(max(0, count)), 0)
    while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    return unit == 0 || value >= 9.95 ? "\(Int(value.rounded())) \(units[unit])" : "\(oneDecimal(value)) \(units[unit])"
  }

  /// A probability for people, never rounded up to certainty, nor down to never: `2 %`, `0.2 %`, `99.9 %`.
  static func percent(_ share: Double) -> String {
    guard share.isFinite, share > 0 else { return "0 %" }
    guard share < 1 else { return "100 %" }
    let percent = share * 100
    if percent < 0.1 { return "less than 0.1 %" }
    if percent > 99.9 { return "more than 99.9 %" }
    let tenths = oneDecimal(percent)
    return percent < 9.95 || percent > 99 ? "\(tenths) %" : "\(Int(percent.rounded(.down))) %"
  }

  private static func oneDecimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A length of time for people: `0.4 s`, `12 s`, `3 min 05 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds < 9.95 {
      let tenths = Int((seconds * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    }
    return elapsed(seconds.rounded())
  }

  /// Whole seconds, for a clock that is drawn anew: `4 s`, `3 min 05 s`.
  static func elapsed(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    let whole = Int(seconds)
    if whole < 60 { return "\(whole) s" }
    let rest = whole % 60
    return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
  }

  /// `1 case`, `2 cases`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension RunRecord {
  /// How many cases of the run have the verdict.
  func count(_ verdict: Verdict) -> Int {
    scenarios.reduce(0) { sum, scenario in sum + scenario.cases.count { $0.verdict == verdict } }
  }

  /// The run's length in seconds, if it ended.
  var seconds: Double? { finishedAt.map { $0.timeIntervalSince(startedAt) } }

  /// Why the run as a whole did not come to its end, if it did not.
  var incompleteness: Sentence? {
    if let interruption { return interruption }
    if finishedAt == nil { return "the run did not come to its end; this record was written before it died" }
    if scenarios.isEmpty { return "no scenario was verified" }
    return nil
  }
}

extension ScenarioRecord {
  /// The scenario's length in seconds: from start to end, or the sum of its phases while it has no end.
  var seconds: Double {
    finishedAt.map { $0.timeIntervalSince(startedAt) } ?? phases.reduce(0) { $0 + $1.seconds }
  }
}
