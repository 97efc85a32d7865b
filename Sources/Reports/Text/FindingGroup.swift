import Conformance

/// Cases of a scenario that are not green for one reason: the reader gets cause and remedy once.
struct FindingGroup {
  var cases: [CaseRecord]

  /// All groups of a scenario, in the order of their first cases. A case without a diagnosis stands alone.
  static func all(in scenario: ScenarioRecord) -> [FindingGroup] {
    var groups: [FindingGroup] = []
    for entry in scenario.cases where entry.verdict == .deviates || entry.verdict == .inconclusive {
      if entry.diagnosis != nil, let index = groups.firstIndex(where: { $0.explains(entry) }) {
        groups[index].cases.append(entry)
      } else {
        groups.append(FindingGroup(cases: [entry]))
      }
    }
    return groups
  }

  private func explains(_ other: CaseRecord) -> Bool {
    guard let first = cases.first, first.verdict == other.verdict else { return false }
    return first.diagnosis?.code == other.diagnosis?.code && first.diagnosis?.remedy == other.diagnosis?.remedy
  }

  /// The verdict that all the cases share.
  var verdict: Verdict { cases.first?.verdict ?? .inconclusive }

  /// The diagnosis' code.
  var code: String? { cases.first?.diagnosis?.code }

  /// As many causes are told: on a large cluster each node may have its own, which differ in addresses only.
  static let mostCauses = 3

  /// The distinct causes, as causes may name a node's address.
  private var allCauses: [String] {
    var seen: Set<String> = []
    return cases.compactMap(\.diagnosis?.cause).filter { seen.insert($0).inserted }
  }

  /// The first distinct causes, in a language, and how many more there are.
  func causes(_ localizer: Localizer) -> [String] {
    localizer.bounded(allCauses, to: Self.mostCauses, localizer.sentence)
  }

  /// What to do.
  var remedy: String? { cases.first?.diagnosis?.remedy }
}
