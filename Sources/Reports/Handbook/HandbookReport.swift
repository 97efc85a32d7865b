import Cilium
import Conformance
import Foundation

/// The document of expected behaviour: rendered from the chapters and rules that a run executes, so that it cannot say
/// anything else than what is checked.
public enum HandbookReport {
  /// The handbook in Markdown.
  ///
  /// - Parameters:
  ///   - chapters: What the chapters say of the handbook's cluster.
  ///   - observed: A run whose observations stand beside the expectations.
  /// - Throws: ``ScenarioError``, which is a defect of this program: the example cluster is its own.
  public static func render(
    _ chapters: HandbookChapters, language: Language = .english, observed: RunRecord? = nil
  ) throws -> String {
    let localizer = Localizer(language: language)
    let example = try ExampleRun.asPredicted()
    var blocks = introduction(localizer, observed: observed)
    blocks += cluster(example.cluster, localizer)
    blocks += HandbookMatrix.chapter(example, localizer)
    if let observed { blocks += HandbookMatrix.observed(observed, localizer) }
    for scenario in example.scenarios {
      let last = observed?.scenarios.first { $0.scenario == scenario.scenario }
      blocks += try HandbookScenario(scenario, chapters.latest, observed: last, localizer).blocks()
    }
    blocks += try HandbookVariants.chapter(example, chapters, localizer)
    blocks += byHand(localizer)
    blocks += try HandbookFaults.chapter(localizer)
    blocks += try HandbookClaims.chapter(example, chapters, observed: observed, localizer)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func introduction(_ localizer: Localizer, observed: RunRecord?) -> [String] {
    let options =
      (localizer.language == .english ? "" : " --lang \(localizer.language.rawValue)")
      + (observed == nil ? "" : " --run RUN.json")
    return [
      "# \(localizer(HandbookPhrase.title))", localizer(HandbookPhrase.generated, ["options": options]),
      localizer(HandbookPhrase.purpose), localizer(HandbookPhrase.legend),
    ]
  }

  private static func cluster(_ cluster: ClusterSummary, _ localizer: Localizer) -> [String] {
    let rows = cluster.nodes.map { node in
      let row = MarkdownNode(node, localizer)
      return [row.name, row.address, row.podCIDR, row.uplinks]
    }
    return [
      "## \(localizer(HandbookPhrase.cluster))",
      localizer(HandbookPhrase.clusterText, ["node": cluster.nodes.first?.name ?? ""]),
      MarkdownTable.text(
        [ReportPhrase.node, .address, .podCIDR, .uplinks].map { localizer($0) }, rows),
    ]
  }

  private static func byHand(_ localizer: Localizer) -> [String] {
    let rows = Aspect.asked(of: [.ipv4], fromOutside: true, fromHosts: true, seeingPrograms: true, throughProxy: true)
      .map { aspect in
        let title = Markdown.cell(localizer.title(aspect))
        let note = aspect == .clusterDNSRestart ? "<br>(\(localizer(HandbookPhrase.disturbs)))" : ""
        return [title + note, aspect.manualCommands.map(Markdown.codeCell).joined(separator: "<br>")]
      }
    return [
      "## \(localizer(HandbookPhrase.byHand))", localizer(HandbookPhrase.byHandText),
      MarkdownTable.text([localizer(HandbookPhrase.aspect), ""], rows),
    ]
  }
}

/// A Markdown table of cells that are Markdown already.
enum MarkdownTable {
  static func text(_ heads: [String], _ rows: [[String]]) -> String {
    let lines = [heads, heads.map { _ in ":--" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
      .replacingOccurrences(of: "| :-- ", with: "|:--").replacingOccurrences(of: ":-- |", with: ":--|")
  }
}
