import Conformance

/// The nodes' health as properties of a JUnit test suite: beside the versions, where CI systems show what a suite ran
/// on. Not as test cases: a threshold that is exceeded must not turn a build red.
enum HealthProperties {
  static func values(_ scenario: ScenarioRecord) -> [(String, String)] {
    let english = Localizer(language: .english)
    var values = (scenario.health?.checks ?? []).flatMap { check -> [(String, String)] in
      let name = "health.\(check.measure.rawValue)"
      let value = check.worst.map { HealthWording.value($0.value, check.measure) } ?? "not measured"
      return [(name, value), ("\(name).threshold", HealthWording.value(check.threshold, check.measure))]
    }
    if let health = scenario.health {
      values += HealthWording.warnings(health, english).enumerated().map {
        ("health.warning.\($0.offset + 1)", $0.element)
      }
      values += health.gaps.prefix(8).enumerated().map { ("health.gap.\($0.offset + 1)", $0.element.reason.text) }
    }
    if let datapath = scenario.datapath {
      values += HealthWording.tables(datapath, english).enumerated().map { ("datapath.\($0.offset + 1)", $0.element) }
    }
    if let tailnet = scenario.tailnet {
      values.append(("tailnet", TailnetWording.heading(tailnet, english)))
      values += TailnetWording.warnings(tailnet, english).enumerated().map {
        ("tailnet.warning.\($0.offset + 1)", $0.element)
      }
    }
    return values
  }
}
