import Conformance

/// What the page's templates render; Mustache escapes the values. Property names are the templates' tags.
struct HTMLModel {
  var words: [String: String]
  var language: String
  var title: String
  var state: String
  var glyph: String
  var verdict: String
  var headline: String
  var counts: [Count]
  var warning: String?
  var hasTroubles: Bool
  var troubles: [HTMLTrouble]
  var style: String
  var columns: [HTMLColumn]
  var hasScenarios: Bool
  var areas: [HTMLArea]
  var legend: [Count]
  var scenarios: [HTMLScenario]
  var hasClaims: Bool
  var claimCounts: String
  var claims: [HTMLClaim]
  var facts: [Fact]
  var hasNodes: Bool
  var nodesFold: String
  var nodes: [Node]
  var manyNodes: Bool
  var hasConfiguration: Bool
  var configuration: [Fact]
  var timing: [Timing]
  var hasNotes: Bool
  var notes: [String]
  var reproduce: String
  var footer: String

  /// A number, or a word, in a colour.
  struct Count {
    var state: String
    var glyph: String
    var number: String
    var text: String
  }

  struct Fact {
    var name: String
    var value: String
  }

  struct Node {
    var name: String
    var address: String
    var podCIDR: String
    var uplinks: [Fact]
    var kubelet: String
    var kernel: String
  }

  struct Timing {
    var name: String
    var phases: [Fact]
    var total: String
  }

  init(_ record: RunRecord, _ localizer: Localizer) {
    let cluster = record.cluster
    let matrix = ResultMatrix(record, localizer)
    let hasScenarios = !record.scenarios.isEmpty
    words = localizer.words(of: ReportPhrase.self).merging(localizer.words(of: HTMLPhrase.self)) { first, _ in first }
      .merging(localizer.words(of: PacketPhrase.self)) { first, _ in first }
      .merging(localizer.words(of: HealthPhrase.self)) { first, _ in first }
      .merging(localizer.words(of: TailnetPhrase.self)) { first, _ in first }
    language = localizer.language.rawValue
    title = "netproof: \(localizer.verdict(record.verdict))"
    (state, glyph) = (Self.state(record.verdict), Wording.glyph(record.verdict))
    verdict = localizer.verdict(record.verdict)
    headline = RunWording.headline(record, localizer)
    troubles = HTMLTrouble.all(record, localizer)
    hasTroubles = !troubles.isEmpty
    counts = RunWording.counted(record).map {
      Count(
        state: record.count($0) == 0 ? PathState.notApplicable.rawValue : Self.state($0), glyph: Wording.glyph($0),
        number: String(record.count($0)), text: localizer.verdict($0))
    }
    warning = record.incompleteness.map {
      localizer(ReportPhrase.runIncomplete, ["reason": localizer.sentence($0)])
    }
    style = HTMLStyle.css
    self.hasScenarios = hasScenarios
    columns = matrix.columns.map { HTMLColumn($0, localizer) }
    areas = HTMLArea.all(matrix, localizer)
    legend = PathState.allCases.map {
      Count(state: $0.rawValue, glyph: $0.glyph, number: "", text: localizer($0.phrase))
    }
    scenarios = record.scenarios.map { HTMLScenario($0, cluster: cluster, localizer) }
    hasClaims = !record.claims.isEmpty
    claimCounts = RunWording.claimCounts(record.claims, localizer) + ". " + localizer(ReportPhrase.claimsNeverFail)
    claims = HTMLClaim.all(record.claims, localizer)
    facts = RunWording.facts(record, localizer).map {
      Fact(name: $0.name, value: $0.value.replacingOccurrences(of: "`", with: ""))
    }
    hasNodes = !cluster.nodes.isEmpty
    nodesFold = localizer.count(cluster.nodes.count, .node)
    nodes = cluster.nodes.map { Node($0, localizer) }
    manyNodes = cluster.nodes.count > 8
    hasConfiguration = !cluster.configuration.isEmpty
    configuration = cluster.configuration.sorted { $0.key < $1.key }.map { Fact(name: $0.key, value: $0.value) }
    timing = record.scenarios.map { scenario in
      Timing(
        name: scenario.scenario.rawValue,
        phases: scenario.phases.map {
          Fact(name: localizer.sentence($0.name), value: localizer.duration($0.seconds))
        }, total: localizer.duration(scenario.seconds))
    }
    notes = record.notes.map { OutputText.line(localizer.sentence($0)) }
    hasNotes = !notes.isEmpty
    reproduce = Reproduction.command(record)
    footer = localizer(HTMLPhrase.footer, ["tool": record.tool.name, "version": record.tool.version])
  }

  static func state(_ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: PathState.works.rawValue
    case .deviates: PathState.deviates.rawValue
    case .inconclusive, .unpredicted: PathState.inconclusive.rawValue
    case .notApplicable: PathState.notApplicable.rawValue
    }
  }
}

extension HTMLModel.Node {
  init(_ node: NodeSummary, _ localizer: Localizer) {
    name = node.name
    let external = node.externalIP.map { "\($0) (\(localizer(ReportPhrase.external)))" }
    address = [node.internalIP, external].compactMap(\.self).joined(separator: ", ")
    podCIDR = node.podCIDR ?? ""
    uplinks = NodeUplink.all(of: node).map { .init(name: $0.name, value: $0.text(localizer)) }
    kubelet = node.kubelet ?? ""
    kernel = node.kernel ?? ""
  }
}
