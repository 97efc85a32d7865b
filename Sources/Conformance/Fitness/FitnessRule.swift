extension Fitness {
  /// A fitness without its reasons; the raw values are those of the record.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    case fit, unfit, unknown
  }

  /// Which of the three it is.
  public var kind: Kind {
    switch self {
    case .fit: .fit
    case .unfit: .unfit
    case .unknown: .unknown
    }
  }

  /// The failing or open paths, each with what was seen; empty where it is fit.
  public var reasons: [Sentence] {
    switch self {
    case .fit: []
    case .unfit(let reasons), .unknown(let reasons): reasons
    }
  }

  /// Whether the paths that a cluster needs work, from what was observed. What a rule predicted does not matter: a
  /// setting that fails as predicted is still unfit.
  public static func assess(_ cases: [CaseRecord]) -> Fitness {
    let needed = cases.filter { $0.aspect.isNeededForService && $0.verdict != .notApplicable }
    guard !needed.isEmpty else { return .unknown(["nothing was measured"]) }
    var broken: [Sentence] = []
    var open: [Sentence] = []
    for record in needed {
      let title = Translated(en: record.aspect.title, ko: record.aspect.title(in: .korean))
      let name: Sentence = "\(title) (\(record.subject))"
      guard record.verdict != .inconclusive, let outcome = record.observation?.outcome else {
        open.append("\(name): \(record.explanation)")
        continue
      }
      if isBlackHole(record) {
        broken.append("\(name): packets are lost below the announced MTU, only \(outcome) arrive")
      } else if outcome.servesUsers == false {
        broken.append("\(name): \(outcome)")
      }
    }
    if !broken.isEmpty { return .unfit(broken) }
    return open.isEmpty ? .fit : .unknown(open)
  }

  private static func isBlackHole(_ record: CaseRecord) -> Bool {
    guard case .expected(let expectation) = record.prediction,
      case .largestPayload(let announced) = expectation.outcome,
      case .largestPayload(let seen)? = record.observation?.outcome
    else { return false }
    return seen < announced
  }
}
