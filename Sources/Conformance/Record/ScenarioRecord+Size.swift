extension ScenarioRecord {
  /// Up to so many cases, the evidence of all is kept whole.
  static let mostCasesInFull = 2000
  /// How many characters of a piece of evidence are kept of a case that conforms, on a larger cluster, and of every
  /// probe that got its answer there.
  static let shortEvidence = 120

  /// How many characters of each answer of an agent are kept, by the number of cases: on a large cluster they are most of
  /// what a run holds, and nearly all of them tell the same.
  static func agentEvidence(cases: Int) -> Int { cases > mostCasesInFull ? 1024 : Evidence.usualLimit }

  /// Cuts the evidence of cases that need no explanation where there are very many: a thousand nodes' would be a record
  /// that nobody can open. What deviates, is inconclusive or flaky keeps all of it.
  mutating func lighten() {
    guard cases.count > Self.mostCasesInFull else { return }
    func isLong(_ evidence: Evidence) -> Bool { evidence.output.utf8.count > Self.shortEvidence }
    for index in cases.indices where cases[index].verdict == .conforms && !cases[index].isFlaky {
      // A list that is not changed stays in memory once, with whoever else has it.
      guard let evidence = cases[index].observation?.evidence, evidence.contains(where: isLong) else { continue }
      cases[index].observation?.evidence = evidence.map { $0.bounded(to: Self.shortEvidence) }
    }
  }
}
