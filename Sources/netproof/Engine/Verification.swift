import Conformance
import Foundation
import Kubernetes

/// One verification of one cluster, from connection to record.
enum Verification {
  /// Connects, runs the suites, cleans up, and returns what was measured, however it ended.
  ///
  /// - Throws: Only what means that there is nothing to record: a configuration error.
  static func run(
    connection: ClusterConnection, options: RunOptions, progress: @escaping @Sendable (RunProgress) -> Void
  ) async throws -> RunRecord {
    throw ConfigurationError("This build has no conformance session", remedy: "Build a later one")
  }

  /// The record of a run that ended before the cluster could be read, so that CI sees an error rather than no file.
  static func unestablished(
    _ reason: String, context: String, server: String, options: RunOptions, startedAt: Date
  ) -> RunRecord {
    var record = RunRecord(
      tool: .init(name: "netproof", version: options.toolVersion), runID: "none", startedAt: startedAt,
      cluster: ClusterSummary(context: context, server: server, kubernetesVersion: "unknown"),
      endpoints: options.endpoints)
    record.finishedAt = Date()
    record.interruption = reason
    return record
  }
}
