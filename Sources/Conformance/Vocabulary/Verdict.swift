/// The comparison of an expectation with an observation.
public enum Verdict: String, Sendable, CaseIterable, Codable, Hashable {
  /// The observation is what the rule predicts.
  case conforms
  /// The observation contradicts the rule.
  case deviates
  /// It could not be established. Never green.
  case inconclusive
  /// The question does not arise on this cluster; the reason is recorded.
  case notApplicable = "not-applicable"
  /// No rule decides what must be seen here; it was measured all the same. Green only where the path works.
  case unpredicted
}

extension Verdict {
  /// How bad a verdict is: the worst of several stands for all of them.
  public var severity: Int {
    switch self {
    case .notApplicable: 0
    case .unpredicted: 1
    case .conforms: 2
    case .inconclusive: 3
    case .deviates: 4
    }
  }
}

extension CaseRecord {
  /// Whether a test of the case must fail: it deviates, could not be established, or fails without a prediction.
  public var isRed: Bool {
    switch verdict {
    case .deviates, .inconclusive: true
    case .unpredicted: observation?.outcome?.servesUsers != true
    case .conforms, .notApplicable: false
    }
  }
}

extension Sequence where Element == Verdict {
  /// The worst verdict, or `nil` of none.
  public var worst: Verdict? { self.max { $0.severity < $1.severity } }
}
