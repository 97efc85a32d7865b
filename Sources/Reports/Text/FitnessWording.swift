import Conformance

/// What makes a setting unfit, as `Conformance/Fitness` words it: `TITLE (SUBJECT): OUTCOME`.
enum FitnessWording {
  /// The reason in a language: the aspect by its title, the rest as a sentence.
  static func text(_ reason: String, _ localizer: Localizer) -> String {
    guard localizer.language != .english else { return reason }
    // The longest title first: one may begin like another.
    let aspects = Aspect.allCases.sorted { $0.title.count > $1.title.count }
    guard let aspect = aspects.first(where: { reason.hasPrefix($0.title) }),
      let colon = reason.dropFirst(aspect.title.count).firstRange(of: "): ")
    else { return localizer.sentence(reason) }
    let subject = reason[reason.index(reason.startIndex, offsetBy: aspect.title.count)..<colon.upperBound]
    return localizer.title(aspect) + subject + localizer.sentence(String(reason[colon.upperBound...]))
  }
}
