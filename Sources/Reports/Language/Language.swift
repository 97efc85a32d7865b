import Conformance

/// A catalogue of texts: an enumeration with a text per case, whose `switch` the compiler keeps complete.
///
/// A text may hold placeholders, `{name}`; both languages have the same ones.
protocol Catalogue: CaseIterable, Sendable {
  var text: Translated { get }
}

/// Says things in a language.
struct Localizer: Sendable {
  let language: Language

  /// For what only programs and terminals read.
  static let english = Localizer(language: .english)

  /// A text of a catalogue, with its placeholders filled in.
  func callAsFunction(_ entry: some Catalogue, _ values: KeyValuePairs<String, String> = [:]) -> String {
    TextTemplate(entry.text[language]).filled { name in values.first { $0.key == name }?.value }
  }

  /// The texts of a catalogue by name, for templates.
  func words<Entry: Catalogue>(of catalogue: Entry.Type) -> [String: String] {
    Dictionary(uniqueKeysWithValues: Entry.allCases.map { ("\($0)", self($0)) })
  }

  /// The first of many items in words, and how many more there are: no more than a reader takes in.
  func bounded<Items: Collection>(_ items: Items, to limit: Int, _ text: (Items.Element) -> String) -> [String] {
    let told = items.prefix(limit).map(text)
    guard items.count > limit else { return told }
    return told + [self(ReportPhrase.more, ["count": String(items.count - limit)])]
  }

  /// Likewise of lines.
  func bounded(_ lines: [String], to limit: Int) -> [String] { bounded(lines, to: limit) { $0 } }

  /// `2 cases`, `검사 2건`.
  func count(_ number: Int, _ noun: CountedNoun) -> String {
    switch language {
    case .english: "\(number) \(number == 1 ? noun.singular : noun.singular + "s")"
    case .korean: TextTemplate(noun.korean).filled { _ in String(number) }
    }
  }

  /// How many cases have a verdict, as `6 deviates`.
  func counted(_ number: Int, _ verdict: Verdict) -> String {
    language == .english ? "\(number) \(self.verdict(verdict))" : "\(self.verdict(verdict)) \(number)"
  }
}

/// What reports count.
enum CountedNoun: String, CaseIterable {
  case testCase, scenario, node, claim, path, probe, run, olderRun

  var singular: String {
    switch self {
    case .testCase: "case"
    case .olderRun: "older run"
    case .scenario, .node, .claim, .path, .probe, .run: rawValue
    }
  }

  var korean: String {
    switch self {
    case .testCase: "검사 {n}건"
    case .scenario: "시나리오 {n}개"
    case .node: "노드 {n}대"
    case .claim: "주장 {n}건"
    case .path: "경로 {n}개"
    case .probe: "프로브 {n}개"
    case .run: "실행 {n}회"
    case .olderRun: "이전 실행 {n}회"
    }
  }
}
