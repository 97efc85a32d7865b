import Conformance

/// What judging a record again has changed, as lines of text.
public enum ReviewText {
  /// One line for the record, one for each changed verdict, with a newline at the end.
  ///
  /// - Parameter name: What the record is called, usually its path.
  public static func render(_ review: RecordReview, name: String) -> String {
    let record = review.record
    let counts = RunWording.counted(record).map { "\(record.count($0)) \(Wording.text($0))" }.joined(separator: ", ")
    let changed =
      review.changes.isEmpty ? "no verdict has changed" : "\(review.changes.count) verdicts have changed"
    var lines = [
      "\(OutputText.line(name)): \(Wording.glyph(record.verdict)) \(Wording.text(record.verdict)): \(counts); \(changed)"
    ]
    for change in review.changes {
      let before = Wording.text(change.before.verdict)
      let now = Wording.text(change.after.verdict)
      lines.append(
        "  \(change.scenario.rawValue) \(change.after.aspect.rawValue) \(change.after.subject): \(before) → \(now): "
          + OutputText.line(change.after.explanation))
    }
    for scenario in review.withoutFacts {
      lines.append(
        "  \(scenario.rawValue): the record does not hold the cluster's facts; its verdicts are as they were")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
