import Conformance

/// A line of the page's head: what is wrong, and what to do, with the way to the whole story.
struct HTMLTrouble {
  var target: String
  var state: String
  var glyph: String
  var code: String
  var scenario: String
  var count: String
  var cause: [HTMLText.Span]
  var remedy: [HTMLText.Span]

  /// One per group of findings, deviations first.
  static func all(_ record: RunRecord, _ localizer: Localizer) -> [HTMLTrouble] {
    Trouble.all(record).map { trouble in
      let (group, scenario) = (trouble.group, trouble.scenario)
      return HTMLTrouble(
        target: HTMLFinding.id(group, scenario), state: HTMLModel.state(group.verdict),
        glyph: Wording.glyph(group.verdict), code: group.code ?? localizer.verdict(group.verdict),
        scenario: scenario.rawValue, count: group.count(localizer),
        cause: HTMLText.spans(group.causes(localizer).first ?? localizer.sentence(group.cases[0].explanation)),
        remedy: HTMLText.spans(group.remedy(localizer) ?? "–"))
    }
  }
}

/// A group of findings with its scenario.
struct Trouble {
  var group: FindingGroup
  var scenario: Scenario

  /// All of a run's: what deviates, then what could not be established.
  static func all(_ record: RunRecord) -> [Trouble] {
    let all = record.scenarios.flatMap { scenario in
      FindingGroup.all(in: scenario).map { Trouble(group: $0, scenario: scenario.scenario) }
    }
    return all.filter { $0.group.verdict == .deviates } + all.filter { $0.group.verdict != .deviates }
  }
}
