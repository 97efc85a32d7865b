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
}

extension Verdict {
  /// How bad a verdict is: the worst of several stands for all of them.
  public var severity: Int {
    switch self {
    case .notApplicable: 0
    case .conforms: 1
    case .inconclusive: 2
    case .deviates: 3
    }
  }
}

extension Sequence where Element == Verdict {
  /// The worst verdict, or `nil` of none.
  public var worst: Verdict? { self.max { $0.severity < $1.severity } }
}
