import Conformance

/// How a path, or a cell of the matrix, is marked and coloured: by its verdict, and where it conforms by whether it works.
/// That something fails as predicted must not look like a success.
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

  /// A mark in Markdown.
  var emoji: String {
    switch self {
    case .works: Wording.emoji(.conforms)
    case .failsAsPredicted: "🔻"
    case .deviates: Wording.emoji(.deviates)
    case .inconclusive: Wording.emoji(.inconclusive)
    case .notApplicable: Wording.emoji(.notApplicable)
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

extension Wording {
  /// The mark of cases on a terminal: their verdict's, unless they conform by failing.
  static func glyph(_ cases: [CaseRecord]) -> String {
    guard let verdict = cases.map(\.verdict).worst else { return "" }
    return PathState(cases) == .failsAsPredicted ? PathState.failsAsPredicted.glyph : glyph(verdict)
  }

  /// Likewise in Markdown.
  static func emoji(_ cases: [CaseRecord]) -> String {
    guard let verdict = cases.map(\.verdict).worst else { return "" }
    return PathState(cases) == .failsAsPredicted ? PathState.failsAsPredicted.emoji : emoji(verdict)
  }
}
