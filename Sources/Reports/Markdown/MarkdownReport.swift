import Conformance
import Mustache

/// The report for people: the verdict first, then the matrix, then what is wrong and why, then everything else.
public enum MarkdownReport {
  /// What GitHub takes as a comment, in characters; counted in bytes here, which is on the safe side.
  public static let commentLimit = 65_536
  /// What GitHub takes as a step summary, in bytes.
  public static let summaryLimit = 1_048_576

  /// How many characters of each piece of evidence are told, from most to least.
  private static let details = [CaseStory.evidenceLimit, 1_000, 250, 0]

  /// The report in GitHub-flavoured Markdown.
  ///
  /// - Parameter maxBytes: Where it would be longer, evidence is shortened first, then left out; if that is not enough,
  ///   the end is cut off. What was done is said in the report.
  /// - Throws: A template error, which is a defect of this program.
  public static func render(_ record: RunRecord, language: Language = .english, maxBytes: Int? = nil) throws -> String {
    let localizer = Localizer(language: language)
    guard let maxBytes else { return try render(record, localizer, evidence: details[0], limit: nil) }
    var text = ""
    var whole = 0
    for evidence in details {
      text = try render(record, localizer, evidence: evidence, limit: evidence == details[0] ? nil : maxBytes)
      if evidence == details[0] { whole = text.utf8.count }
      if text.utf8.count <= maxBytes { return text }
    }
    return MarkdownCut.cut(text, to: maxBytes, of: whole, localizer)
  }

  private static func render(
    _ record: RunRecord, _ localizer: Localizer, evidence: Int, limit: Int?
  ) throws -> String {
    let library = MustacheLibrary(templates: [
      "claim": try MustacheTemplate(string: MarkdownTemplate.claim),
      "scenario": try MustacheTemplate(string: MarkdownTemplate.scenario),
      "health": try MustacheTemplate(string: MarkdownHealth.template),
      "tailnet": try MustacheTemplate(string: MarkdownTailnet.template),
      "finding": try MustacheTemplate(string: MarkdownTemplate.finding),
      "environment": try MustacheTemplate(string: MarkdownTemplate.environment),
    ])
    var model = MarkdownModel(record, localizer, evidence: evidence)
    if let limit {
      let phrase = evidence == 0 ? ReportPhrase.evidenceLeftOut : .evidenceShortened
      model.remarks.append(localizer(phrase, ["count": String(evidence), "limit": String(limit)]))
    }
    let text = try MustacheTemplate(string: MarkdownTemplate.report).render(model, library: library)
    return text.hasSuffix("\n") ? text : text + "\n"
  }
}
