import Conformance
import Foundation
import Kubernetes
import Reports

/// The latest reports in a ConfigMap, where `kubectl` and the next run find them.
struct ConfigMapDelivery: DeliveryService {
  let client: KubernetesClient

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let namespace = parcel.options.namespace
    let previous = try? parcel.last.get()
    let made = try ReportConfigMap.make(
      parcel.record, namespace: namespace, language: parcel.options.language, previousMetrics: previous?.metrics)
    let path = ResourcePath.configMap(namespace: namespace, name: ReportDestination.configMapName)
    try await client.replaceOrCreate(made.configMap, at: path, in: .configMaps(namespace: namespace))
    return .delivered("ConfigMap \(namespace)/\(ReportDestination.configMapName), \(made.summary)")
  }
}

extension KubernetesClient {
  /// Puts an object in the place of the one that is there, or makes it.
  func replaceOrCreate<T: KubernetesObject>(_ object: T, at path: ResourcePath, in collection: ResourcePath)
    async throws
  {
    do {
      var present = object
      // Custom resources are replaced only by who says which version they saw (422 otherwise).
      present.metadata.resourceVersion = try await get(ObjectHead.self, path).metadata.resourceVersion
      _ = try await replace(present, at: path, as: ObjectHead.self)
    } catch KubernetesError.notFound {
      _ = try await create(object, at: collection, as: ObjectHead.self)
    }
  }
}

/// Any object, as far as its metadata.
private struct ObjectHead: Decodable, Sendable { var metadata: ObjectMeta }
