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
    // What deviates comes first: of what could not be established the same cause tells less.
    for index in groups.indices {
      let cases = groups[index].cases
      groups[index].cases = cases.filter { $0.verdict == .deviates } + cases.filter { $0.verdict != .deviates }
    }
    return groups
  }

  private func explains(_ other: CaseRecord) -> Bool {
    guard let first = cases.first else { return false }
    return first.diagnosis?.code == other.diagnosis?.code && first.diagnosis?.remedy == other.diagnosis?.remedy
  }

  /// The same with no more than the cases of some verdicts; `nil` where there are none.
  func only(_ isWanted: (Verdict) -> Bool) -> FindingGroup? {
    let some = cases.filter { isWanted($0.verdict) }
    return some.isEmpty ? nil : FindingGroup(cases: some)
  }

  /// Whether some of the cases deviate, and others could not be established.
  var isMixed: Bool { Set(cases.map(\.verdict)).count > 1 }

  /// How many cases there are, of each verdict where they are of several.
  func count(_ localizer: Localizer) -> String {
    guard isMixed else { return localizer.count(cases.count, .testCase) }
    return [Verdict.deviates, .inconclusive].map { verdict in
      localizer.counted(cases.count { $0.verdict == verdict }, verdict)
    }.joined(separator: ", ")
  }

  /// The worst verdict of the cases.
  var verdict: Verdict { cases.first?.verdict ?? .inconclusive }

  /// The diagnosis' code.
  var code: String? { cases.first?.diagnosis?.code }

  /// As many causes are told: on a large cluster each node may have its own, which differ in addresses only.
  static let mostCauses = 3

  /// The first distinct causes, which may name a node's address, and how many more there are.
  func causes(_ localizer: Localizer) -> [String] {
    localizer.bounded(distinct { [$0.cause(in: localizer.language)] }, to: Self.mostCauses)
  }

  /// What to do.
  func remedy(_ localizer: Localizer) -> String? { cases.first?.diagnosis?.remedy(in: localizer.language) }

  /// As many commands are told: on a large cluster each node has its own.
  static let mostCommands = 6

  /// What to type, each command once.
  func commands(_ localizer: Localizer) -> [String] {
    localizer.bounded(distinct { $0.commands.map(\.description) }, to: Self.mostCommands)
  }

  /// Where to read about it.
  var page: String? { cases.first?.diagnosis?.page }

  /// The cases elsewhere that show it, each once.
  var shownBy: [CaseKey] {
    var seen: Set<CaseKey> = []
    return cases.compactMap(\.diagnosis).flatMap(\.shownBy).filter { seen.insert($0).inserted }
  }

  private func distinct(_ texts: (Diagnosis) -> [String]) -> [String] {
    var seen: Set<String> = []
    return cases.compactMap(\.diagnosis).flatMap(texts).filter { seen.insert($0).inserted }
  }
}
