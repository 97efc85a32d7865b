extension RunRecord {
  /// The record with the arguments of its findings, where an older netproof kept words only.
  ///
  /// Judged again from the record's own facts and observations, a case comes to the same finding, with arguments. Where it
  /// comes to another one, by today's rules, and where the facts are not in the record, the words stay alone.
  public func withFindingArguments() -> RunRecord {
    var record = self
    for index in scenarios.indices where scenarios[index].cases.contains(where: { $0.lacksArguments }) {
      guard let judged = scenarios[index].rejudged(endpoints: endpoints) else { continue }
      for (place, again) in zip(scenarios[index].cases.indices, judged)
      where scenarios[index].cases[place].lacksArguments {
        guard let old = scenarios[index].cases[place].diagnosis, let new = again.diagnosis, old.code == new.code,
          old.cause == new.cause
        else { continue }
        record.scenarios[index].cases[place].diagnosis?.take(new)
      }
    }
    return record
  }
}

extension CaseRecord {
  fileprivate var lacksArguments: Bool { diagnosis.map { $0.finding == nil } ?? false }
}

extension Diagnosis {
  /// Takes what the same diagnosis has besides its sentences.
  fileprivate mutating func take(_ other: Diagnosis) {
    finding = other.finding
    commands = other.commands
    shownBy = other.shownBy
  }
}
