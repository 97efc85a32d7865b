import ArgumentParser
import Conformance
import Foundation

/// `netproof list`: what there is to verify, without touching a cluster.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists scenarios, aspects, chapters, rules and findings; touches no cluster.",
    discussion: """
      EXAMPLES
        netproof list                              scenarios, and what is asked of each node or pair
        netproof list --chapters                   what must work, what must fail and what is shown in every scenario
        netproof list --rules                      what is predicted by which rule, since when, and how that is known
        netproof list --findings                   what can explain a case that is not green, by its code
        netproof list --coverage                   what of the guides is verified by what, and what is not yet
        netproof list --finding vxlan-blocked      what that means, how to confirm it by hand, how to mend it
        netproof list -o name                      KIND/NAME, a line each, for scripts
        netproof list --rules --output json | jq '.rules[] | select(.confirmed == [])'
      """)

  @Option(
    name: .outputForm,
    help: "The output's form: text, wide (nothing left out), name (a line per thing), json or yaml.")
  var format: DocumentFormat = .text

  @Flag(help: "Lists the rules behind the predictions instead: releases, modes, sources, confirmations.")
  var rules = false

  @Flag(help: "Lists what the chapters say instead: statements about every scenario, on the guide's cluster.")
  var chapters = false

  @Flag(help: "Lists the findings instead: what explains a case that is not green.")
  var findings = false

  @Flag(help: "Prints the guides' statements beside what verifies each, as Markdown.")
  var coverage = false

  @Option(help: ArgumentHelp("Prints the page of one finding, as Markdown.", valueName: "code"))
  var finding: String?

  @Option(
    help: ArgumentHelp("With --findings: writes every finding's page, and their index, there.", valueName: "folder"))
  var pages: String?

  func validate() throws {
    guard pages == nil || findings else { throw ValidationError("--pages is for --findings.") }
    if let finding, FindingCode(rawValue: finding) == nil {
      throw ValidationError("There is no finding “\(finding)”; `netproof list --findings` names them.")
    }
  }

  func run() async throws {
    if let page = finding.flatMap(FindingCode.init) { return print(page.pageText, terminator: "") }
    if coverage { return print(GuideCoverage.markdown, terminator: "") }
    if let pages { return try FindingCatalogue.write(to: URL(fileURLWithPath: pages, isDirectory: true)) }
    let output =
      if chapters {
        ChapterCatalogue.output(try await ChapterReader.lines())
      } else {
        findings ? FindingCatalogue.output : rules ? RuleCatalogue.output : Catalogue.output
      }
    try output.print(as: format)
  }
}

/// Everything that netproof can verify.
enum Catalogue {
  /// The form's version, of this list and of those of rules and findings.
  static let schema = "netproof.list/1"

  static var output: CommandOutput {
    CommandOutput(document: Document(), text: { text(isWide: false) }, wide: { text(isWide: true) }) {
      Scenario.every.map { "scenario/\($0.rawValue)" } + Aspect.allCases.map { "aspect/\($0.rawValue)" }
    }
  }

  private static func text(isWide: Bool) -> String {
    var lines = ["SCENARIOS"]
    for scenario in Scenario.every {
      lines.append("  \(padded(scenario.rawValue, 22))\(scenario.summary)  [\(scenario.suite)]")
      if isWide { lines.append("  \(padded("", 22))\(scenario.title)") }
    }
    lines += ["", "ASPECTS (* = a cluster needs it to be fit for service)"]
    for area in Aspect.Area.allCases {
      lines.append("  \(area.rawValue)")
      for aspect in Aspect.allCases where aspect.area == area {
        let scope = aspect.scope == .pair ? "per node pair" : "per node"
        lines.append(
          "   \(aspect.isNeededForService ? "*" : " ") \(padded(aspect.rawValue, 22))\(aspect.question) [\(scope)]")
        if isWide { lines.append("     \(padded("", 22))\(aspect.title)") }
      }
    }
    return lines.joined(separator: "\n")
  }

  private struct Document: Encodable {
    var schema = Catalogue.schema
    var scenarios = Scenario.every.map(ScenarioEntry.init)
    var aspects = Aspect.allCases.map(AspectEntry.init)
  }

  private struct ScenarioEntry: Encodable {
    var name: String
    var title: String
    var summary: String
    var suite: String

    init(_ scenario: Scenario) {
      (name, title, summary) = (scenario.rawValue, scenario.title, scenario.summary)
      suite = scenario.suite
    }
  }

  private struct AspectEntry: Encodable {
    var name: String
    var title: String
    var question: String
    var area: String
    var scope: String
    var neededForService: Bool

    init(_ aspect: Aspect) {
      (name, title, question) = (aspect.rawValue, aspect.title, aspect.question)
      (area, scope, neededForService) = (aspect.area.rawValue, aspect.scope.rawValue, aspect.isNeededForService)
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
