/// An explanation of a verdict: what is seen, why, and what to do.
///
/// It is a finding with its sentences: the record keeps the code and the arguments for programs, and the English
/// sentences that were written from them for people.
public struct Diagnosis: Sendable, Hashable {
  /// The finding's published name, for example `vxlan-blocked` (``FindingCode``); of a later netproof's record, maybe one
  /// that is not known here.
  public var code: String
  /// What is seen.
  public var symptom: String
  /// The most likely cause, given everything else that was measured.
  public var cause: String
  /// What to do.
  public var remedy: String
  /// What to type for it, on this cluster; empty where nothing in particular helps, and in older records.
  public var commands: [RemedyCommand]
  /// The cases whose observations show it, besides the explained one.
  public var shownBy: [CaseKey]
  /// Code and arguments as a value; `nil` in records from before arguments were kept, and for codes that are not known.
  var finding: AnyFinding?

  /// Makes a diagnosis as an older record holds it: in words only.
  public init(code: String, symptom: String, cause: String, remedy: String) {
    self.code = code
    self.symptom = symptom
    self.cause = cause
    self.remedy = remedy
    commands = []
    shownBy = []
  }

  /// Makes a diagnosis of a finding; its symptom is the case's.
  init(_ finding: any Finding, shownBy: [CaseKey] = []) {
    self.init(
      code: type(of: finding).code.rawValue, symptom: "", cause: finding.cause.en, remedy: finding.remedy.en)
    commands = finding.commands
    self.shownBy = shownBy
    self.finding = AnyFinding(finding)
  }

  /// The cause in a language; as it was recorded where only words are there.
  public func cause(in language: Language) -> String {
    language == .english ? cause : finding?.value.cause[language] ?? cause
  }

  /// What to do in a language; likewise.
  public func remedy(in language: Language) -> String {
    language == .english ? remedy : finding?.value.remedy[language] ?? remedy
  }

  /// Where to read about it: the path of its page, and the command that prints it; `nil` for a code that is not known.
  public var page: String? {
    FindingCode(rawValue: code).map { "\($0.pagePath) (netproof list --finding \(code))" }
  }
}
