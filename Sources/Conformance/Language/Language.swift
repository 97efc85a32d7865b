/// The languages that Markdown, HTML, drawings and the handbook are written in.
///
/// JUnit, metrics, the run record and the terminal stay English: programs read them, and their words are searched for.
/// In every language the evidence stays as it was measured, and so do names, commands and configuration keys.
public enum Language: String, Sendable, CaseIterable {
  /// English.
  case english = "en"
  /// Korean.
  case korean = "ko"
}

/// A text in every language. Both stand side by side, so that neither is forgotten.
public struct Translated: Sendable, Hashable {
  /// English.
  public let en: String
  /// Korean.
  public let ko: String

  /// Makes a text of its forms.
  public init(en: String, ko: String) {
    self.en = en
    self.ko = ko
  }

  /// The text in one language.
  public subscript(language: Language) -> String {
    switch language {
    case .english: en
    case .korean: ko
    }
  }
}
