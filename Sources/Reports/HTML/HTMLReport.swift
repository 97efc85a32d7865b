import Conformance
import Mustache

/// The report as one self-contained page: no script, nothing loaded from anywhere, which a content security policy in
/// the page itself enforces.
public enum HTMLReport {
  /// The page.
  ///
  /// - Throws: A template error, which is a defect of this program.
  public static func render(_ record: RunRecord, language: Language = .english) throws -> String {
    let library = MustacheLibrary(templates: [
      "matrix": try MustacheTemplate(string: HTMLTemplate.matrix),
      "scenario": try MustacheTemplate(string: HTMLTemplate.scenario),
      "health": try MustacheTemplate(string: HTMLHealth.template),
      "tailnet": try MustacheTemplate(string: HTMLTailnet.template),
      "topology": try MustacheTemplate(string: HTMLTemplate.topology),
      "case": try MustacheTemplate(string: HTMLTemplate.singleCase),
      "packets": try MustacheTemplate(string: HTMLTemplate.packets),
      "span": try MustacheTemplate(string: HTMLTemplate.span),
      "environment": try MustacheTemplate(string: HTMLTemplate.environment),
    ])
    let model = HTMLModel(record, Localizer(language: language))
    return try MustacheTemplate(string: HTMLTemplate.page).render(model, library: library) + "\n"
  }
}
