import Foundation
import Testing

@testable import Conformance

@Suite("Sentences that stay taken apart")
struct SentenceTests {
  private let inner: Sentence = "\("tailscale0") is not selected"

  @Test("English is what a string interpolation would say")
  func english() {
    let sentence: Sentence = "\(2) packets: \(inner); " + "and \(Outcome.reachable)"
    #expect(sentence.text == "2 packets: tailscale0 is not selected; and works" && "\(sentence)" == sentence.text)
    #expect(sentence.template == "{} packets: {}; and {}")
    #expect(Sentence(words: "{} of others").text == "{} of others" && Sentence(words: "{} of others").template == "{}")
  }

  @Test("several sentences are one with what stands between them, and one stays itself")
  func joined() {
    #expect([inner].joined(separator: "; ").template == "{} is not selected")
    let two = [inner, "nothing answers"].joined(separator: "; ")
    #expect(two.text == "tailscale0 is not selected; nothing answers" && two.template == "{}")
    #expect([Sentence]().joined(separator: "; ").isEmpty)
  }

  @Test("sentences that say the same are the same, however they were made")
  func equal() {
    #expect(inner == Sentence(words: "tailscale0 is not selected") && inner != "enp0s6 is not selected")
    #expect(Set([inner, Sentence(words: inner.text)]).count == 1)
  }

  @Test("an error's sentence keeps its parts, and any other error is somebody else's words")
  func errors() {
    #expect(Sentence(ScenarioError("left out: \(inner)")).template == "left out: {}")
    #expect(Sentence(CancellationError()).template == "{}")
  }

  private func writtenAndRead(_ sentences: [Sentence]) throws -> (read: [Sentence], index: SentenceIndex) {
    let collector = SentenceCollector()
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    encoder.userInfo[try #require(SentenceCollector.key)] = collector
    let data = try encoder.encode(sentences)
    #expect(try JSONDecoder().decode([String].self, from: data) == sentences.map(\.text))
    let index = try decoder.decode(SentenceIndex.self, from: try encoder.encode(collector.index))
    decoder.userInfo[try #require(SentenceIndex.key)] = index
    return (try decoder.decode([Sentence].self, from: data), index)
  }

  @Test("a record holds English texts, and its index what they were written from")
  func coding() throws {
    let translated = Sentence(Translated(en: "down", ko: "내려감"))
    let all: [Sentence] = [
      inner, "both: \(inner)", [inner, "nothing answers"].joined(separator: ", "), "\("x") is \(translated)",
      Sentence(words: "HTTP 403"),
    ]
    let (read, index) = try writtenAndRead(all)
    #expect(read.map(\.text) == all.map(\.text) && read.map(\.template) == all.map(\.template))
    guard case .sentence(let again)? = read[1].arguments.first else {
      Issue.record("the inner sentence is gone")
      return
    }
    #expect(again.template == inner.template && index.sentence("HTTP 403") == nil)
    guard case .sentence(let told)? = read[3].arguments.last, case .translated(let words)? = told.arguments.first else {
      Issue.record("the words of the other language are gone")
      return
    }
    #expect(words.ko == "내려감")
  }

  @Test(
    "without an index, and where somebody changed it, a text is a text",
    arguments: [
      #"{}"#, #"{"a b": {"template": "a {}", "arguments": [{"words": "c"}]}}"#,
      #"{"a b": {"template": "a {}"}}"#,
      #"{"a b": {"template": "{}", "arguments": [{"sentences": ["a b", "a b"], "separator": "; "}]}}"#,
    ])
  func changed(json: String) throws {
    let index = try JSONDecoder().decode(SentenceIndex.self, from: Data(json.utf8))
    #expect(index.sentence("a b") == nil)
  }

  @Test("a sentence that a record says stands in itself comes to an end")
  func endless() throws {
    let json = #"{"a": {"template": "{}", "arguments": [{"sentences": ["a"]}]}}"#
    let index = try JSONDecoder().decode(SentenceIndex.self, from: Data(json.utf8))
    #expect(index.sentence("a")?.text == "a")
  }
}
