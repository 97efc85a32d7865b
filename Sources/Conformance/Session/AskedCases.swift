/// Which cases the suites have asked for: what nobody asks for is not verified, whatever was measured.
actor AskedCases {
  private var asked: [Scenario: Set<CaseKey>] = [:]

  func note(_ scenario: Scenario, _ key: CaseKey) { asked[scenario, default: []].insert(key) }

  /// The cases of a record that were never asked for, in words.
  func missing(in record: RunRecord) -> [String] {
    record.scenarios.flatMap { scenario in
      let known = asked[scenario.scenario] ?? []
      return scenario.cases.filter { !known.contains($0.key) }.map {
        "\(scenario.scenario.rawValue) \($0.aspect.rawValue) [\($0.subject)]"
      }
    }
  }
}
