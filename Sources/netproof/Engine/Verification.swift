import Conformance
import Foundation
import Kubernetes
import Suites
import Synchronization

/// One verification of one cluster, from connection to record.
struct Verification: Sendable {
  var options: RunOptions
  let progress: @Sendable (RunProgress) -> Void
  /// Is given the record while it grows.
  let save: @Sendable (RunRecord) -> Void

  /// Connects, runs the suites, cleans up, and returns what was measured, however it ended.
  ///
  /// - Throws: What means that there is nothing to record: configuration errors, errors before the cluster was read.
  func run(_ connection: ClusterConnection) async throws -> RunRecord {
    let client = try KubernetesClient(connection: connection, options: .netproof)
    let session = try await Session.open(client: client, options: options, progress: progress, save: save)
    let suites = Mutex<SuiteEngine.Outcome?>(nil)
    var record = await session.conduct {
      let outcome = try await SuiteEngine.run()
      suites.withLock { $0 = outcome }
    }
    Self.crossCheck(&record, suites: suites.withLock { $0 }, unasked: await session.unasked(in: record))
    return record
  }

  /// A record, and the exit status where the record's verdict does not decide it.
  typealias Result = (record: RunRecord, status: ExitStatus?)

  /// Turns an error that says nothing about the user's configuration into a record that says so: CI then sees an error
  /// rather than no file, and who reads what the last night delivered learns that this one verified nothing.
  func recorded(
    context: String, server: String, _ work: () async throws -> RunRecord
  ) async throws -> Result {
    let startedAt = Date()
    let reason: Sentence
    var status: ExitStatus?
    do {
      return (try await work(), nil)
    } catch is CancellationError {
      reason = "interrupted before the cluster was read"
    } catch {
      // What keeps a run out of the cluster is the cluster's state, though it takes somebody to change it.
      if ExitStatus(error) == .usage, !(error is GuestError) { throw error }
      status = ExitStatus(error)
      reason = "\(error)"
    }
    let record = Self.empty(context: context, server: server, startedAt: startedAt, reason: reason, options)
    return (record, status)
  }

  /// A record that says why there was no run at all.
  static func record(of error: any Error, _ options: RunOptions) -> RunRecord {
    empty(context: "unknown", server: "unknown", startedAt: Date(), reason: "\(error)", options)
  }

  private static func empty(
    context: String, server: String, startedAt: Date, reason: Sentence, _ options: RunOptions
  ) -> RunRecord {
    var record = RunRecord(
      tool: .init(name: "netproof", version: options.toolVersion), runID: "none", startedAt: startedAt,
      cluster: ClusterSummary(context: context, server: server, kubernetesVersion: "unknown"),
      endpoints: options.endpoints)
    record.runner = options.runner
    if options.fitnessDecides { record.fitnessDecides = true }
    record.finishedAt = Date()
    record.interruption = reason
    return record
  }

  /// The suites and the record must tell the same: a test that failed for a reason of its own may not end up green.
  private static func crossCheck(_ record: inout RunRecord, suites: SuiteEngine.Outcome?, unasked: [String]) {
    guard record.interruption == nil else { return }
    guard let suites else {
      record.interruption = "the suites could not be run"
      return
    }
    if !suites.passed, record.verdict == .conforms {
      let issues = suites.issues.isEmpty ? "no reason given" : suites.issues.joined(separator: "; ")
      record.interruption = "a suite failed although every case conforms: \(issues)"
    }
    if let first = unasked.first {
      record.interruption = "no suite asked for \(unasked.count) cases, \(first) among them: they are not verified"
    }
  }
}
