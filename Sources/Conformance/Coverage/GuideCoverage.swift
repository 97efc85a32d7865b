/// The guides' statements beside what verifies each: `docs/coverage.md`, written by `netproof list --coverage`.
public enum GuideCoverage {
  /// The table, as Markdown.
  public static var markdown: String {
    var lines = [
      "# What of the guides is verified, and by what", "",
      "Written by `netproof list --coverage`; a test fails while it is stale. What nothing verifies yet is said so: "
        + "a test lists",
      "the same gaps, so that none comes or goes unnoticed.",
    ]
    for section in GuideStatement.Section.allCases {
      lines += ["", "## \(section.rawValue)", "", "| the guide says | verified by | not yet |", "|:--|:--|:--|"]
      lines += GuideStatement.all.filter { $0.section == section }.map { statement in
        let coverage = statement.coverage.map(\.markdown).joined(separator: ", ")
        return "| \(statement.text) | \(coverage.isEmpty ? "nothing" : coverage) | \(statement.gap ?? "") |"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
