import Conformance

/// What the templates render; every value is Markdown already. Property names are the templates' tags.
struct MarkdownModel {
  var verdict: String
  var headline: String
  var counts: String
  var warnings: [String]
  var hasScenarios: Bool
  var columns: [Column]
  var rows: [Row]
  var scenarios: [MarkdownScenario]
  var hasClaims: Bool
  var claimCounts: String
  /// Refuted and untested ones: what a reader of the guide must know.
  var openClaims: [Claim]
  var hasOpenClaims: Bool
  var confirmedClaims: [Claim]
  var confirmedCount: Int
  var hasConfirmedClaims: Bool

  var facts: [NamedValue]
  var hasNodes: Bool
  var nodes: [MarkdownNode]
  var hasConfiguration: Bool
  var configuration: [NamedValue]
  var hasTiming: Bool
  var timing: [Timing]
  var hasNotes: Bool
  var notes: [String]
  var reproduce: String

  struct Column {
    var name: String
    var devices: String
    var verdict: String
    var fitness: String
  }

  struct Row {
    var title: String
    var cells: [String]
  }

  struct Claim {
    var scenario: String
    var statement: String
    var judgement: String
    var evidence: String
    var reason: String
  }

  struct NamedValue {
    var name: String
    var value: String
  }

  struct Timing {
    var name: String
    var phases: String
    var total: String
  }

  init(_ record: RunRecord) {
    let cluster = record.cluster
    let matrix = ResultMatrix(record)
    verdict = "\(Wording.emoji(record.verdict)) \(Wording.text(record.verdict))"
    headline = Self.headline(record)
    counts =
      Verdict.allCases.map { "\(record.count($0)) \(Wording.text($0))" }.joined(separator: " · ")
      + (record.flakyCount == 0 ? "" : " · \(record.flakyCount) flaky: green only after a retry")
    warnings =
      record.incompleteness.map { ["The run is incomplete: " + Markdown.text($0)] } ?? []
    hasScenarios = !record.scenarios.isEmpty
    columns = matrix.columns.map(Column.init)
    rows = matrix.rows.map { Row(title: Markdown.cell($0.aspect.title), cells: $0.cells.map(Self.cell)) }
    scenarios = record.scenarios.map(MarkdownScenario.init)
    hasClaims = !record.claims.isEmpty
    claimCounts = ClaimWording.counts(record.claims) + "."
    openClaims = record.claims.filter { $0.judgement != .confirmed }.map(Claim.init)
    hasOpenClaims = !openClaims.isEmpty
    confirmedClaims = record.claims.filter { $0.judgement == .confirmed }.map(Claim.init)
    confirmedCount = confirmedClaims.count
    hasConfirmedClaims = !confirmedClaims.isEmpty
    facts = Self.facts(record)
    hasNodes = !cluster.nodes.isEmpty
    nodes = cluster.nodes.map(MarkdownNode.init)
    hasConfiguration = !cluster.configuration.isEmpty
    configuration = cluster.configuration.sorted { $0.key < $1.key }.map {
      NamedValue(name: Markdown.codeCell($0.key), value: Markdown.codeCell($0.value))
    }
    hasTiming = hasScenarios
    timing = record.scenarios.map(Timing.init)
    notes = record.notes.map(Markdown.text)
    hasNotes = !notes.isEmpty
    reproduce = Markdown.block(Reproduction.command(record))
  }

  private static func headline(_ record: RunRecord) -> String {
    let cluster = record.cluster
    let cases = record.scenarios.reduce(0) { $0 + $1.cases.count }
    let duration = record.seconds.map { " in \(Wording.duration($0))" } ?? ""
    return Markdown.text(
      "\(record.tool.name) \(record.tool.version) judged \(Wording.count(cases, "case")) in "
        + "\(Wording.count(record.scenarios.count, "scenario"))\(duration), on \(cluster.context): "
        + "Kubernetes \(cluster.kubernetesVersion), Cilium \(cluster.ciliumVersion ?? "unknown"), "
        + "\(Wording.count(cluster.nodes.count, "node")).")
  }

  private static func cell(_ cell: ResultMatrix.Cell) -> String {
    guard let verdict = cell.verdict else { return "" }
    let text = Markdown.cell(BoundedText.cut(cell.text, limit: 120))
    // What does not work stands out even where it is predicted.
    let isBroken = cell.cases.contains { $0.observation?.outcome?.servesUsers == false }
    guard isBroken else { return "\(Wording.emoji(verdict)) \(text)" }
    return "\(Wording.emoji(verdict)) **\(text)**" + (verdict == .conforms ? " as predicted" : "")
  }

  private static func facts(_ record: RunRecord) -> [NamedValue] {
    let cluster = record.cluster
    let endpoints = record.endpoints
    let skipped = cluster.skippedNodes.sorted { $0.key < $1.key }.map {
      ("left out: \($0.key)", Markdown.cell($0.value))
    }
    let facts: [(String, String)] = [
      ("netproof", Markdown.cell("\(record.tool.version), run ") + Markdown.codeCell(record.runID)),
      ("started", Timestamp.text(record.startedAt)),
      ("API server", Markdown.codeCell(cluster.server)),
      ("Kubernetes", Markdown.cell(cluster.kubernetesVersion)),
      ("Cilium", Markdown.cell(cluster.ciliumVersion ?? "unknown")),
      (
        "probed outside",
        Markdown.cell("ping \(endpoints.pingAddress), DNS \(endpoints.dnsName) at \(endpoints.dnsServer), HTTPS ")
          + Markdown.codeCell(endpoints.httpsHost)
          + (endpoints.httpsAddress.map { Markdown.cell(" at \($0)") } ?? "")
      ),
    ]
    let sampled = (record.sample?.summary).map { [("pairs of nodes", Markdown.cell($0))] } ?? []
    return (facts + sampled + skipped).map { NamedValue(name: Markdown.cell($0.0), value: $0.1) }
  }
}

extension MarkdownModel.Column {
  init(_ column: ResultMatrix.Column) {
    name = Markdown.cell(column.scenario.rawValue)
    devices = column.devices.map(Markdown.codeCell) ?? "unset"
    verdict = "\(Wording.emoji(column.verdict)) \(Wording.text(column.verdict))"
    fitness =
      switch column.fitness {
      case .fit: "fit"
      case .unfit: "**unfit**"
      case .unknown: "⚠️ unknown"
      }
  }
}

extension MarkdownModel.Claim {
  init(_ claim: ClaimRecord) {
    scenario = Markdown.cell(claim.scenario.rawValue)
    statement = Markdown.cell(claim.statement)
    judgement = ClaimWording.text(claim.judgement)
    evidence = claim.evidence.map { Markdown.cell(BoundedText.cut($0, limit: 300)) }.joined(separator: "<br>")
    reason = Markdown.cell(claim.reason)
  }
}

extension MarkdownModel.Timing {
  init(_ scenario: ScenarioRecord) {
    name = Markdown.cell(scenario.scenario.rawValue)
    phases = scenario.phases.map { "\(Markdown.cell($0.name)) \(Wording.duration($0.seconds))" }.joined(separator: ", ")
    total = Wording.duration(scenario.seconds)
  }
}

/// A node's row in the environment table.
struct MarkdownNode {
  var name: String
  var address: String
  var podCIDR: String
  var uplinks: String
  var kubelet: String
  var kernel: String

  init(_ node: NodeSummary) {
    name = Markdown.cell(node.name)
    address = Markdown.cell(
      [node.internalIP, node.externalIP.map { "\($0) (external)" }].compactMap(\.self).joined(separator: ", "))
    podCIDR = Markdown.cell(node.podCIDR ?? "")
    uplinks = Set(node.addresses.keys).union(node.mtus.keys).sorted().map { device in
      let role =
        device == node.physicalDevice ? " (physical)" : device == node.tailnetDevice ? " (tailnet)" : ""
      let mtu = node.mtus[device].map { ", MTU \($0)" } ?? ""
      return Markdown.codeCell(device)
        + Markdown.cell(
          "\(role): " + (node.addresses[device] ?? []).joined(separator: ", ") + mtu)
    }.joined(separator: "<br>")
    kubelet = Markdown.cell(node.kubelet ?? "")
    kernel = Markdown.cell(node.kernel ?? "")
  }
}
