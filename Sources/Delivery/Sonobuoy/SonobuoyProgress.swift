import Conformance
import Foundation
import Kubernetes

/// Tells the Sonobuoy worker how far a run is, so that `sonobuoy status` shows it: a POST to
/// `http://localhost:$SONOBUOY_PROGRESS_PORT/progress`, which the worker passes on (`RelayProgressUpdates` in
/// `pkg/worker/worker.go`). A courtesy: what cannot be told keeps no run from its verdict.
public final class SonobuoyProgress: Sendable {
  /// Names the worker's port (`pkg/client/gen.go`).
  static let portVariable = "SONOBUOY_PROGRESS_PORT"

  private let events: AsyncStream<RunProgress>.Continuation
  private let sending: Task<Void, Never>

  /// Nil where the environment names no worker.
  public init?(environment: [String: String]) {
    guard let port = environment[Self.portVariable].flatMap(UInt16.init), port > 0,
      let worker = try? KubernetesClient(
        connection: ClusterConnection(contextName: "sonobuoy-worker", server: "http://localhost:\(port)"),
        options: ClientOptions(userAgent: "netproof"))
    else { return nil }
    let (stream, continuation) = AsyncStream.makeStream(of: RunProgress.self)
    events = continuation
    sending = Task {
      var state = SonobuoyUpdate.State()
      for await event in stream {
        guard let update = state.take(event) else { continue }
        try? await worker.post("/progress", update)
      }
    }
  }

  /// Takes in an event of the run.
  public func report(_ event: RunProgress) { events.yield(event) }

  /// Ends the telling.
  public func finish() {
    events.finish()
    sending.cancel()
  }
}

/// One update (`ProgressUpdate` in `pkg/plugin/interface.go`); the worker's server fills in who and when.
struct SonobuoyUpdate: Codable, Sendable, Hashable {
  /// What is going on.
  var msg: String
  /// How many cases there will be, as far as it is known.
  var total: Int
  /// How many are judged and did not fail.
  var completed: Int
  /// Cases that could not be established.
  var errors: [String]?
  /// Cases that deviate.
  var failures: [String]?

  /// What has been seen so far. Pure.
  struct State {
    private var update = SonobuoyUpdate(msg: "", total: 0, completed: 0)
    /// A status is no report.
    private static let limit = 20

    /// The update that an event is worth; `nil` for none.
    mutating func take(_ event: RunProgress) -> SonobuoyUpdate? {
      switch event {
      case .clusterRead(let summary): update.msg = "verifying \(summary.nodes.count) nodes"
      case .scenarioStarted(let scenario, let index, let total):
        update.msg = "scenario \(scenario.rawValue) (\(index) of \(total))"
      case .phaseStarted(let scenario, let phase): update.msg = "\(scenario.rawValue): \(phase)"
      case .casesPlanned(_, let count):
        update.total += count
        return nil
      case .caseFinished(let scenario, let record):
        count(record, scenario)
        return nil
      case .scenarioFinished(let record): update.msg = "\(record.scenario.rawValue): \(record.verdict.rawValue)"
      case .note: return nil
      }
      return update
    }

    private mutating func count(_ record: CaseRecord, _ scenario: Scenario) {
      let name = "\(scenario.rawValue) \(record.aspect.rawValue) \(record.subject)"
      // As Sonobuoy's own plugins count: what failed is not completed.
      switch record.verdict {
      case .deviates: Self.add(name, to: &update.failures)
      case .inconclusive: Self.add(name, to: &update.errors)
      case .unpredicted where record.isRed: Self.add(name, to: &update.errors)
      case .conforms, .notApplicable, .unpredicted: update.completed += 1
      }
    }

    private static func add(_ name: String, to list: inout [String]?) {
      guard (list?.count ?? 0) < limit else { return }
      list = (list ?? []) + [name]
    }
  }
}
