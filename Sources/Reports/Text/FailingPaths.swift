import Conformance

/// Paths of one aspect that fail for one reason, although the cluster behaves as predicted: what makes a conforming
/// setting unfit.
struct FailingPaths {
  var aspect: Aspect
  var outcome: Outcome
  var reason: Sentence
  var subjects: [Subject]
  /// Whether these are all the nodes or pairs that the aspect was asked of.
  var isEverywhere: Bool

  /// All of a scenario's, in the order of aspects.
  static func all(in scenario: ScenarioRecord) -> [FailingPaths] {
    var paths: [FailingPaths] = []
    for entry in scenario.cases where entry.verdict == .conforms {
      guard let outcome = entry.observation?.outcome, outcome.servesUsers == false,
        case .expected(let expectation) = entry.prediction
      else { continue }
      let index = paths.firstIndex {
        $0.aspect == entry.aspect && $0.outcome == outcome && $0.reason == expectation.reason
      }
      if let index {
        paths[index].subjects.append(entry.subject)
      } else {
        paths.append(
          FailingPaths(
            aspect: entry.aspect, outcome: outcome, reason: expectation.reason, subjects: [entry.subject],
            isEverywhere: false))
      }
    }
    for index in paths.indices {
      let asked = scenario.cases.count { $0.aspect == paths[index].aspect }
      paths[index].isEverywhere = paths[index].subjects.count > 1 && paths[index].subjects.count == asked
    }
    return paths
  }

  /// The aspect, with what was seen where that is more than a plain failure.
  func title(_ localizer: Localizer) -> String {
    let title = localizer.title(aspect)
    return outcome == .unreachable ? title : "\(title): \(localizer.outcome(outcome))"
  }

  /// The subjects by name, one phrase for all of them, or the first of many.
  func names(_ localizer: Localizer, limit: Int = 8) -> [String] {
    if isEverywhere { return [localizer(aspect.scope == .pair ? ReportPhrase.everyPair : .everyNode)] }
    return SubjectList.names(subjects, limit: limit, localizer)
  }
}

/// Many subjects in few words.
enum SubjectList {
  /// The first `limit` names, and how many more there are.
  static func names(_ subjects: [Subject], limit: Int, _ localizer: Localizer) -> [String] {
    localizer.bounded(subjects, to: limit, \.description)
  }
}
