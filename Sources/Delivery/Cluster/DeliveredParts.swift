import Conformance
import Kubernetes

/// The records that the parts of a run have left in the cluster.
public enum DeliveredParts {
  /// The record of every part, read from the ConfigMap in the part's namespace.
  ///
  /// - Throws: ``DeliveryError`` for a part that has left none, ``KubernetesError``, and `RunRecordFileError` for a record
  ///   that cannot be read.
  public static func read(_ client: KubernetesClient, count: Int) async throws -> [RunRecord] {
    var records: [RunRecord] = []
    for shard in RunShard.all(of: count) {
      guard let record = try await LastReport.read(client, namespace: shard.namespace)?.record.get() else {
        throw DeliveryError(
          """
          part \(shard) has left no record in ConfigMap \(shard.namespace)/\(ReportDestination.configMapName). Look at \
          its pod, and whether it was told to deliver to configmap
          """)
      }
      records.append(record)
    }
    return records
  }
}
