import Foundation

/// What many runs say together. Pure.
public struct History: Sendable, Codable, Hashable {
  /// The version of this document's form.
  public static let currentSchema = "netproof.history/1"

  /// A case of a cluster over all runs that asked it.
  public struct CaseHistory: Sendable, Codable, Hashable {
    /// The cluster, by its kubeconfig context.
    public var context: String
    /// The scenario.
    public var scenario: Scenario
    /// What was asked.
    public var aspect: Aspect
    /// Of which node or pair.
    public var subject: Subject
    /// In how many runs it applied.
    public var runs: Int
    /// In how many of them it deviated.
    public var deviations: Int
    /// In how many of them it could not be established.
    public var inconclusive: Int
    /// In how many of them it conformed although something was lost (``CaseRecord/isFlaky``).
    public var flaky: Int
    /// How often its verdict changed from one run to the next; runs in which it was inconclusive are passed over.
    public var changes: Int
    /// When it deviated first; `nil` when it never did.
    public var firstDeviation: Date?
    /// When it deviated last; `nil` when it never did.
    public var lastDeviation: Date?
    /// Whether it deviated in the last run that established it.
    public var deviatesNow: Bool
    /// The causes that runs found, in the order in which they were found first.
    public var causes: [String]

    /// How unsteady the case is: the part of the runs, from 0 to 1, that lost something or brought another verdict than
    /// the run before.
    public var flakiness: Double { runs == 0 ? 0 : min(1, Double(flaky + changes) / Double(runs)) }
  }

  /// The form's version.
  public var schema: String
  /// The runs, oldest first.
  public var runs: [RunDigest]
  /// Every case that deviated, needed a retry or could not be established at least once; steady ones are left out.
  public var cases: [CaseHistory]
  /// How many cases conformed in every run.
  public var steady: Int
  /// Files that are no run records, or copies of others, with the reason.
  public var skipped: [String: String]

  /// Puts runs together. Of copies of one run, the first is taken.
  public init(_ digests: [RunDigest], skipped: [String: String] = [:]) {
    schema = Self.currentSchema
    var seen: [String: String] = [:]
    var left = skipped
    runs = digests.sorted { ($0.startedAt, $0.path) < ($1.startedAt, $1.path) }.filter { digest in
      // A run that ended before it had an id is known by its moment.
      let identity = "\(digest.runID) \(digest.startedAt.timeIntervalSince1970)"
      if let other = seen[identity] {
        left[digest.path] = "it is a copy of \(other)"
        return false
      }
      seen[identity] = digest.path
      return true
    }
    self.skipped = left
    let all = Self.collect(runs)
    cases = all.filter { $0.deviations + $0.inconclusive + $0.flaky > 0 }
      .sorted { ($0.deviatesNow ? 1 : 0, $0.flakiness) > ($1.deviatesNow ? 1 : 0, $1.flakiness) }
    steady = all.count - cases.count
  }

  private struct Key: Hashable {
    var context: String
    var scenario: Scenario
    var aspect: Aspect
    var subject: Subject
  }

  /// All cases in the order in which they were asked first.
  private static func collect(_ runs: [RunDigest]) -> [CaseHistory] {
    var places: [Key: Int] = [:]
    var last: [Key: Verdict] = [:]
    var all: [CaseHistory] = []
    for run in runs {
      for scenario in run.scenarios {
        for record in scenario.cases where record.verdict != .notApplicable {
          let key = Key(
            context: run.context, scenario: scenario.scenario, aspect: record.aspect, subject: record.subject)
          let place = places[key] ?? all.count
          if place == all.count {
            places[key] = place
            all.append(CaseHistory(key.context, key.scenario, key.aspect, key.subject))
          }
          all[place].add(record, at: run.startedAt, after: last[key])
          if record.verdict != .inconclusive { last[key] = record.verdict }
        }
      }
    }
    return all
  }
}

extension History.CaseHistory {
  fileprivate init(_ context: String, _ scenario: Scenario, _ aspect: Aspect, _ subject: Subject) {
    self.init(
      context: context, scenario: scenario, aspect: aspect, subject: subject, runs: 0, deviations: 0, inconclusive: 0,
      flaky: 0, changes: 0, deviatesNow: false, causes: [])
  }

  fileprivate mutating func add(_ record: RunDigest.Case, at date: Date, after previous: Verdict?) {
    runs += 1
    if record.isFlaky { flaky += 1 }
    if let cause = record.cause, !causes.contains(cause) { causes.append(cause) }
    if record.verdict == .inconclusive {
      inconclusive += 1
      return
    }
    if let previous, previous != record.verdict { changes += 1 }
    deviatesNow = record.verdict == .deviates
    guard deviatesNow else { return }
    deviations += 1
    firstDeviation = firstDeviation ?? date
    lastDeviation = date
  }
}
