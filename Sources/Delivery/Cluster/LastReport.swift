import Conformance
import Foundation
import Kubernetes
import Reports

/// What the last run left in the ConfigMap.
struct LastReport: Sendable {
  /// Its record; `nil` where the ConfigMap holds none.
  var record: RunRecord?
  /// Its metrics, for the time of the last success.
  var metrics: String?
  /// The ConfigMap's unique id.
  var uid: String?

  /// More than any record of ours; somebody else may have written the ConfigMap.
  static let recordLimit = 512 << 20

  /// Reads the ConfigMap; `nil` when there is none.
  ///
  /// - Throws: ``KubernetesError``, and ``DeliveryError`` or ``RunRecordFileError`` for a record that cannot be read.
  static func read(_ client: KubernetesClient, namespace: String) async throws -> LastReport? {
    do {
      let path = ResourcePath.configMap(namespace: namespace, name: ReportDestination.configMapName)
      return try LastReport(try await client.get(ConfigMap.self, path))
    } catch KubernetesError.notFound {
      return nil
    }
  }

  init(_ configMap: ConfigMap) throws {
    uid = configMap.metadata.uid
    metrics = configMap.data?[ReportConfigMap.metricsKey]
    record = try configMap.binaryData?[ReportConfigMap.recordKey].map { compressed in
      try RunRecordFile.decode(
        try Gzip.decompress(compressed, limit: Self.recordLimit),
        name: "the last record in ConfigMap \(ReportDestination.configMapName)")
    }
  }
}
