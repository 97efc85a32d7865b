import Conformance
import Foundation
import Kubernetes
import Reports

/// What the last run left in the ConfigMap.
struct LastReport: Sendable {
  /// Its record; `nil` where the ConfigMap holds none, and why where one cannot be read.
  var record: Result<RunRecord?, any Error>
  /// What could not be told then; why, where it cannot be read.
  var untold: Result<UntoldVerdicts?, any Error>
  /// Its metrics, for the time of the last success.
  var metrics: String?
  /// The ConfigMap's unique id.
  var uid: String?
  /// The version of the ConfigMap that was read.
  var version: String?

  /// More than any record of ours; somebody else may have written the ConfigMap.
  static let recordLimit = 512 << 20

  /// Reads the ConfigMap; `nil` when there is none.
  ///
  /// - Throws: ``KubernetesError``.
  static func read(_ client: KubernetesClient, namespace: String) async throws -> LastReport? {
    do {
      let path = ResourcePath.configMap(namespace: namespace, name: ReportDestination.configMapName)
      return LastReport(try await client.get(ConfigMap.self, path))
    } catch KubernetesError.notFound {
      return nil
    }
  }

  /// Takes the values apart. One that is damaged keeps nobody from the others.
  init(_ configMap: ConfigMap) {
    uid = configMap.metadata.uid
    version = configMap.metadata.resourceVersion
    metrics = configMap.data?[ReportConfigMap.metricsKey]
    func decoded<Value>(_ key: String, _ decode: (Data) throws -> Value) -> Result<Value?, any Error> {
      Result {
        try configMap.binaryData?[key].map { try decode(try Gzip.decompress($0, limit: Self.recordLimit)) }
      }
    }
    record = decoded(ReportConfigMap.recordKey) {
      try RunRecordFile.decode($0, name: "the last record in ConfigMap \(ReportDestination.configMapName)")
    }
    untold = decoded(ReportConfigMap.untoldKey) { try JSONDecoder().decode(UntoldVerdicts.self, from: $0) }
  }

  /// What was told last.
  ///
  /// - Throws: ``DeliveryError`` or ``RunRecordFileError`` for a record that cannot be read.
  var told: ToldVerdicts { get throws { ToldVerdicts(try record.get(), untold: try untold.get()) } }
}
