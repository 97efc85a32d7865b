import Conformance

/// Turns a run's progress into lines, and keeps what the status line of a terminal says.
///
/// Pure: the caller tells the time and does the writing.
public struct ProgressText: Sendable {
  /// Whether to tell every case with its evidence.
  public var isVerbose: Bool
  private let style: TerminalStyle

  private var scenario: Scenario?
  private var index = 0
  private var total = 0
  private var phase = ""
  private var planned = 0
  private var done = 0
  private var deviating = 0
  private var inconclusive = 0
  /// When the scenario began, in seconds since the run did.
  private var began = 0.0
  /// How long each scenario that is over took, in seconds.
  private var lengths: [Double] = []

  /// As many deviating cases leave a line while a run goes on: enough to know that something is wrong.
  private static let mostTold = 5

  /// So many nodes are named; of a large cluster, their number and the first.
  private static let mostNodes = 12

  private static func nodes(_ names: [String]) -> String {
    guard names.count > mostNodes else { return "nodes \(names.joined(separator: ", "))" }
    return "\(names.count) nodes: \(names.prefix(mostTold).joined(separator: ", ")) …"
  }

  /// Makes a text for a run that has not begun.
  public init(isVerbose: Bool = false, coloured: Bool = false) {
    self.isVerbose = isVerbose
    style = TerminalStyle(isColoured: coloured)
  }

  /// Takes in an event, and returns the lines that stay.
  ///
  /// - Parameter elapsed: How long the run has been going on, in seconds.
  public mutating func lines(for event: RunProgress, elapsed: Double = 0) -> [String] {
    switch event {
    case .clusterRead(let cluster):
      return [
        "Cluster \(OutputText.line(cluster.context)): Kubernetes \(cluster.kubernetesVersion), "
          + "Cilium \(cluster.ciliumVersion ?? "unknown"), \(Self.nodes(cluster.nodes.map(\.name)))"
      ] + cluster.skippedNodes.sorted { $0.key < $1.key }.map { "Left out: \($0.key): \(OutputText.line($0.value))" }
    case .scenarioStarted(let scenario, let index, let total):
      (self.scenario, self.index, self.total) = (scenario, index, total)
      (phase, planned, done, began) = ("", 0, 0, elapsed)
      return []
    case .phaseStarted(_, let name):
      phase = OutputText.line(name)
      return []
    case .casesPlanned(_, let count):
      planned = count
      return []
    case .caseFinished(let scenario, let record):
      return lines(for: record, in: scenario)
    case .scenarioFinished(let record):
      (phase, scenario) = ("", nil)
      lengths.append(max(0, elapsed - began))
      return [summary(record)]
    case .note(let text):
      return ["Note: \(OutputText.line(text))"]
    }
  }

  /// What the line for something that is going on says: how much of it is done, what is not green, and how long it took
  /// and may still take.
  ///
  /// - Parameters:
  ///   - elapsed: The time since the run began, in seconds.
  ///   - width: How many columns there are; a bar is drawn where it leaves room for the words.
  public func status(elapsed: Double, width: Int = 80) -> String {
    var parts: [String] = []
    if let scenario {
      parts.append("[\(index)/\(total)] \(scenario.rawValue)")
      if planned > 0 { parts.append((width >= 72 ? bar : "") + "\(done)/\(planned) cases") }
      if !phase.isEmpty { parts.append(phase) }
    } else {
      parts.append(index == 0 ? "starting" : "finishing")
    }
    if deviating > 0 { parts.append("\(deviating) deviating") }
    if inconclusive > 0 { parts.append("\(inconclusive) inconclusive") }
    parts.append(Wording.elapsed(elapsed) + (left(elapsed).map { ", about \(Wording.elapsed($0)) left" } ?? ""))
    return parts.joined(separator: " · ")
  }

  /// Of how many cells the bar is.
  private static let cells = 12

  private var bar: String {
    let full = min(Self.cells, done * Self.cells / max(1, planned))
    return String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full) + " "
  }

  /// How long the scenarios that are left may take, in seconds, by those that are over, and else by the cases of the first
  /// one; `nil` as long as neither tells.
  private func left(_ elapsed: Double) -> Double? {
    guard scenario != nil, elapsed > began else { return nil }
    let spent = elapsed - began
    let length: Double
    if lengths.isEmpty {
      guard done > 0, done * 4 >= planned else { return nil }
      length = spent * Double(planned) / Double(done)
    } else {
      length = lengths.reduce(0, +) / Double(lengths.count)
    }
    return length * Double(max(0, total - index)) + max(0, length - spent)
  }

  /// A line for logs that a phase has begun, where no status line can say it; `nil` for other events.
  public func phaseLine(for event: RunProgress) -> String? {
    switch event {
    case .scenarioStarted(let scenario, let index, let total): "[\(index)/\(total)] \(scenario.rawValue)"
    case .phaseStarted(let scenario, let name): "[\(index)/\(total)] \(scenario.rawValue): \(OutputText.line(name))"
    case .casesPlanned(let scenario, let count): "[\(index)/\(total)] \(scenario.rawValue): \(count) cases"
    default: nil
    }
  }

  private mutating func lines(for record: CaseRecord, in scenario: Scenario) -> [String] {
    done += 1
    switch record.verdict {
    case .deviates: deviating += 1
    case .inconclusive: inconclusive += 1
    case .unpredicted where record.isRed: inconclusive += 1
    case .conforms, .notApplicable, .unpredicted: guard isVerbose else { return [] }
    }
    let headline = style.paint(TerminalSummary.headline(scenario, record), [record])
    // The summary tells the rest, with causes and remedies, once for all the cases that share them.
    guard isVerbose else { return record.verdict == .deviates && deviating <= Self.mostTold ? [headline] : [] }
    let story = CaseStory.text(record).split(separator: "\n", omittingEmptySubsequences: false)
    return [headline] + story.map { $0.isEmpty ? "" : "  " + $0 }
  }

  /// `✓ both: conforms, fit for service; 42 cases in 31 s`. A setting that is as unfit as predicted has the mark of what
  /// fails as predicted.
  private func summary(_ record: ScenarioRecord) -> String {
    let verdict = record.verdict
    let fitness =
      switch record.fitness {
      case .fit: "fit for service"
      case .unfit: "unfit for service"
      case .unknown: "fitness unknown"
      }
    let isUnfit = if case .unfit = record.fitness { verdict == .conforms } else { false }
    let mark = isUnfit ? PathState.failsAsPredicted.glyph : Wording.glyph(verdict)
    let text = "\(mark) \(record.scenario.rawValue): \(Wording.text(verdict))"
    let head = isUnfit ? style.paint(text, record.fitness) : style.paint(text, verdict)
    let bad = record.cases.count { $0.verdict == .deviates || $0.verdict == .inconclusive }
    return "\(head), \(fitness); \(Wording.count(record.cases.count, "case"))"
      + (bad == 0 ? "" : ", \(bad) not green") + " in \(Wording.duration(record.seconds))"
      + (record.failure.map { ": \(OutputText.line($0))" } ?? "")
  }
}
