import Conformance
import Mustache

/// The report for people: the verdict first, then the matrix, then what is wrong and why, then everything else.
public enum MarkdownReport {
  /// The report in GitHub-flavoured Markdown.
  ///
  /// - Throws: A template error, which is a defect of this program.
  public static func render(_ record: RunRecord) throws -> String {
    let library = MustacheLibrary(templates: [
      "claim": try MustacheTemplate(string: MarkdownTemplate.claim),
      "scenario": try MustacheTemplate(string: MarkdownTemplate.scenario),
      "finding": try MustacheTemplate(string: MarkdownTemplate.finding),
      "environment": try MustacheTemplate(string: MarkdownTemplate.environment),
    ])
    let text = try MustacheTemplate(string: MarkdownTemplate.report).render(MarkdownModel(record), library: library)
    return text.hasSuffix("\n") ? text : text + "\n"
  }
}
