import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Korean for every sentence in the sources")
struct SourceSentencesTests {
  /// Where reports' sentences are made, with what stands there and is no sentence of a report.
  static let sources: [(folder: String, files: [String]?, exceptions: Set<String>)] = [
    ("Measurement", ["LostTargets"], ["works: works"]),
    (
      "Evidence", ["ExpectedPath", "FlowJudge", "FlowText", "PathEvidence", "PathEvidence+Captures"],
      [
        // Parts of sentences, which stand whole elsewhere.
        "works: works", "by works", "works is on works itself", "works → works", ", works → works",
        "works, works VNI worksworks", "works left works, and no answer came back",
        "works left works, and did not reach works", "works was not capturedworks", "by works as worksworks, works",
        "(the pod's own address)", "pod works → works: works",
      ]
    ),
    (
      "Cluster", ["NodeEligibility"],
      ["label type=virtual-kubelet", "label eks.amazonaws.com/compute-type=fargate", "taint works=works"]
    ),
    (
      "Sampling", ["NodeChoice"],
      ["--max-nodes works cannot represent the cluster's works zones (works). Give at least works."]
    ),
    ("Verdicts", ["CaseJudge", "Judge"], []),
    ("Gate", ["CaseComparison", "ScenarioComparison"], ["the scenario could not be established works: works"]),
    (
      "Watch", ["WatchJudge", "WatchAssembly"],
      ["works.worksworks s", "the longest outage was works (works lostworks)"]
    ),
  ]

  private static func sentences(_ folder: String, _ files: [String]?) throws -> [String] {
    let place = IndependentReader.repository("Sources/Conformance/\(folder)")
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".swift") }
    let wanted = names.filter { files?.contains(String($0.dropLast(6))) ?? true }
    #expect(wanted.count == files?.count ?? names.count, "a file of \(folder) has gone; name its successor here")
    return try wanted.sorted().flatMap { try SourceSentences.read(place.appendingPathComponent($0)) }
  }

  @Test("what the sources say in reports is known in Korean", arguments: sources.indices)
  func known(index: Int) throws {
    let source = Self.sources[index]
    let sentences = try Self.sentences(source.folder, source.files)
    #expect(!sentences.isEmpty)
    for sentence in Set(sentences).subtracting(source.exceptions).sorted()
    where SentenceMemory.korean(sentence) == nil {
      Issue.record("no Korean in Sources/Reports/Language/Sentences for \(source.folder): \(sentence)")
    }
  }

  @Test("a new sentence would be noticed")
  func unknown() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString).swift")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = #"""
      // "not this one"
      let a = "nobody has \(said(")" + "x")) this "
        + "before: " + reason
      let b = """
        two \
        lines
        """
      """#
    try Data(text.utf8).write(to: file)
    let sentences = try SourceSentences.read(file)
    #expect(sentences.first == "nobody has works this before: works")
    #expect(sentences.count == 2 && sentences.last?.contains("two lines") == true)
    #expect(SentenceMemory.korean(sentences[0]) == nil)
  }
}
