import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("English and Korean")
struct LanguageTests {
  private func placeholders(_ text: String) -> [String] { TextTemplate(text).names.map(String.init).sorted() }

  private func check(_ text: Translated, _ name: String) {
    #expect(!text.en.isEmpty && !text.ko.isEmpty, "\(name) is empty")
    #expect(placeholders(text.en) == placeholders(text.ko), "\(name): other placeholders")
  }

  @Test("no text is missing, and both languages have the same placeholders")
  func catalogues() {
    for phrase in ReportPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in HTMLPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in HealthPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in HandbookPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in PacketPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in GatePhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in WatchPhrase.allCases { check(phrase.text, "\(phrase)") }
    for phrase in HistoryPhrase.allCases { check(phrase.text, "\(phrase)") }
    for entry in SentenceTable.entries {
      let names = entry.english.names.sorted()
      #expect(names == Set(names).sorted() && Set(names) == Set(entry.korean.names), "\(entry.template)")
    }
  }

  @Test("no sentence is known twice")
  func unique() {
    let templates = SentenceTable.entries.map(\.template)
    let twice = Dictionary(grouping: templates) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice == [])
  }

  @Test("titles and questions of aspects, scenarios and areas are all told in Korean")
  func domain() {
    let korean = Localizer(language: .korean)
    for aspect in Aspect.allCases {
      #expect(isKorean(korean.title(aspect)) && isKorean(korean.question(aspect)), "\(aspect)")
    }
    for scenario in Scenario.allCases {
      #expect(isKorean(korean.title(scenario)) && isKorean(korean.summary(scenario)), "\(scenario)")
    }
    for area in Aspect.Area.allCases { #expect(isKorean(korean.area(area)), "\(area)") }
    for verdict in Verdict.allCases { #expect(isKorean(korean.verdict(verdict)), "\(verdict)") }
  }

  /// Every sentence of the rules and verdicts: over all scenarios of the example cluster and its variants.
  private static func sentences() throws -> Set<Sentence> {
    let broken: (ClusterFacts) -> ClusterFacts = { facts in
      var facts = facts
      facts.nodes[1].problem = Sentence(words: "i/o timeout")
      facts.apiService?.endpoints = []
      facts.dnsPods = []
      return facts
    }
    let bare: (ClusterFacts) -> ClusterFacts = { facts in
      var facts = facts
      facts.configuration["routing-mode"] = "native"
      facts.configuration["enable-ipv4-masquerade"] = "false"
      facts.dnsService = nil
      return facts
    }
    let variants: [(ClusterFacts) -> ClusterFacts] = [
      { $0 }, ExampleCluster.withoutNodeIP, ExampleCluster.withIptablesMasquerade, broken, bare,
    ]
    var sentences: Set<Sentence> = []
    for variant in variants {
      let record = try ExampleRun.asPredicted(changing: variant)
      for entry in record.scenarios.flatMap(\.cases) { sentences.formUnion(Self.sentences(of: entry)) }
      for claim in record.claims { sentences.formUnion([claim.statement, claim.reason]) }
    }
    for fault in ExampleFault.allCases {
      for entry in try fault.cases() { sentences.formUnion(Self.sentences(of: entry)) }
    }
    return sentences
  }

  private static func sentences(of entry: CaseRecord) -> [Sentence] {
    var sentences = [entry.explanation]
    switch entry.prediction {
    case .expected(let expectation): sentences.append(expectation.reason)
    case .notApplicable(let reason), .unknown(let reason): sentences.append(reason)
    }
    return sentences
  }

  @Test("every sentence that rules, verdicts and claims say is known in Korean")
  func recordSentences() throws {
    let korean = Localizer(language: .korean)
    let sentences = try Self.sentences()
    #expect(sentences.count > 100)
    // The API server's own words stay as they are, like all evidence.
    let ours = sentences.filter { !$0.hasPrefix("error dialing backend") }
    for sentence in ours.sorted() {
      for template in SentenceTable.missing(in: sentence) {
        Issue.record("no Korean in Sources/Reports/Language/Sentences for: \(template)")
      }
    }
    for sentence in sentences {
      let text = korean.sentence(sentence)
      #expect(!text.contains("{") && Localizer(language: .english).sentence(sentence) == sentence.text, "\(text)")
    }
  }

  @Test("a sentence that nobody knows stays as it is, also beside one that is known")
  func unknown() {
    let korean = Localizer(language: .korean)
    #expect(korean.sentence(Sentence(words: "i/o timeout")) == "i/o timeout")
    #expect(korean.sentence("\("it is on the same node" as Sentence); \("xyzzy")") == "같은 노드에 있음; xyzzy")
    #expect(SentenceTable.missing(in: "nobody said \("this")") == ["nobody said {}"])
  }

  @Test("the cluster's own words are carried over")
  func carried() {
    let korean = Localizer(language: .korean)
    let sentence: Sentence = "\("enp0s6") is selected, so Cilium's program on it translates to \("10.0.0.239")"
    #expect(korean.sentence(sentence) == "enp0s6 장치가 선택되어, 그 위의 Cilium 프로그램이 10.0.0.239 주소로 변환함")
    #expect(korean.sentence("the Service leads to \("100.64.0.1"): \(sentence)").hasSuffix(korean.sentence(sentence)))
  }

  @Test("the Korean Markdown and HTML leave no English word of ours, and no placeholder")
  func rendered() throws {
    let record = try ExampleRun.asPredicted()
    let markdown = try MarkdownReport.render(record, language: .korean)
    for word in ["as predicted", "The guide's", "fit for service", "because", "evidence", "{"] {
      #expect(!markdown.contains(word), "\(word)")
    }
    let html = try HTMLReport.render(record, language: .korean)
    #expect(html.contains(#"<html lang="ko">"#) && !html.contains("as predicted"))
  }

  @Test("a template is filled in, in any order")
  func templates() {
    let template = TextTemplate("a {x} b {y} c")
    #expect(template.filled { $0 == "x" ? "1" : "2 b 3" } == "a 1 b 2 b 3 c")
    #expect(("a \(1) b \(2)" as Sentence).written(with: ["1", "2"]) == "a 1 b 2")
  }

  private func isKorean(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
  }
}
