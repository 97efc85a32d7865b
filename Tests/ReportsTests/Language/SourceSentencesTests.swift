import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Korean for every sentence in the sources")
struct SourceSentencesTests {
  /// Where reports' sentences are made, with what stands there and is no sentence of a report.
  static let sources: [(folder: String, files: [String]?, exceptions: Set<String>)] = [
    ("Measurement", ["LostTargets"], ["{}: {}"]),
    (
      "Evidence", ["ExpectedPath", "FlowJudge", "FlowText", "PathEvidence", "PathEvidence+Captures"],
      [
        // Parts of sentences, which stand whole elsewhere.
        "{}: {}", "by {}", "{} is on {} itself", "{} → {}", ", {} → {}",
        "{}, {} VNI {}{}", "{} left {}, and no answer came back",
        "{} left {}, and did not reach {}", "{} was not captured{}", "by {} as {}{}, {}",
        "(the pod's own address)", "pod {} → {}: {}",
      ]
    ),
    (
      "Cluster", ["NodeEligibility"],
      ["label type=virtual-kubelet", "label eks.amazonaws.com/compute-type=fargate", "taint {}={}"]
    ),
    (
      "Sampling", ["NodeChoice"],
      ["--max-nodes {} cannot represent the cluster's {} zones ({}). Give at least {}."]
    ),
    ("Verdicts", ["CaseJudge", "Judge"], []),
    ("Gate", ["CaseComparison", "ScenarioComparison"], ["the scenario could not be established {}: {}"]),
    (
      "Watch", ["WatchJudge", "WatchAssembly", "WatchChoice", "WatchTurns"],
      ["{}.{}{} s", "the longest outage was {} ({} lost{})", "turn {}: {}"]
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
    let known = Set(SentenceTable.entries.map(\.template))
    for sentence in Set(sentences).subtracting(source.exceptions).subtracting(known).sorted()
    where sentence.contains(where: \.isLetter) {
      Issue.record("no Korean in Sources/Reports/Language/Sentences for \(source.folder): \(sentence)")
    }
  }

  @Test("each entry has the words of a sentence in the sources, so that none is left behind where a sentence changes")
  func used() throws {
    let modules = ["Conformance", "Reports", "netproof"].map { IndependentReader.repository("Sources/\($0)") }
    let files = modules.flatMap { module in
      (FileManager.default.enumerator(at: module, includingPropertiesForKeys: nil)?.allObjects ?? [])
        .compactMap { $0 as? URL }
        .filter { $0.pathExtension == "swift" && $0.deletingLastPathComponent().lastPathComponent != "Sentences" }
    }
    let said = Set(try files.flatMap { try SourceSentences.all($0) })
    // Raw values of kinds, and their names.
    let named = Set(ClusterEvent.Kind.allCases.map(\.rawValue) + Verdict.allCases.map(\.rawValue))
    for entry in SentenceTable.entries.map(\.template) where !said.contains(entry) && !named.contains(entry) {
      Issue.record("no sentence in the sources has these words: \(entry)")
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
    #expect(sentences.first == "nobody has {} this before: {}")
    #expect(sentences.count == 2 && sentences.last?.contains("two lines") == true)
    #expect(!SentenceTable.entries.map(\.template).contains(sentences[0]))
  }
}
