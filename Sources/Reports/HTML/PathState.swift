import Conformance

/// How a path, or a cell of the matrix, is coloured: by its verdict, and where it conforms by whether it works.
enum PathState: String, CaseIterable {
  /// Conforms, and does its work.
  case works
  /// Conforms, and fails: the rule says so. The setting is unfit.
  case failsAsPredicted = "predicted"
  case deviates
  case inconclusive
  case notApplicable = "na"

  /// The state of cases taken together: the worst verdict decides.
  init?(_ cases: [CaseRecord]) {
    switch cases.map(\.verdict).worst {
    case nil: return nil
    case .deviates?: self = .deviates
    case .inconclusive?, .unpredicted?: self = .inconclusive
    case .notApplicable?: self = .notApplicable
    case .conforms?:
      self = cases.contains { $0.observation?.outcome?.servesUsers == false } ? .failsAsPredicted : .works
    }
  }

  /// A mark that needs no colour.
  var glyph: String {
    switch self {
    case .works: "✓"
    case .failsAsPredicted: "▽"
    case .deviates: "✗"
    case .inconclusive: "?"
    case .notApplicable: "–"
    }
  }

  /// What the mark means.
  var phrase: HTMLPhrase {
    switch self {
    case .works: .stateWorks
    case .failsAsPredicted: .statePredicted
    case .deviates: .stateDeviates
    case .inconclusive: .stateInconclusive
    case .notApplicable: .stateNotApplicable
    }
  }
}
