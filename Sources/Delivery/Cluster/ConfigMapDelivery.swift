import Conformance
import Foundation
import Kubernetes
import Reports

/// The latest reports in a ConfigMap, where `kubectl` and the next run find them.
struct ConfigMapDelivery: DeliveryService {
  let client: KubernetesClient

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    do {
      // What could not be read before may be readable now; else nothing is replaced that is not known.
      let last = if case .success(let last) = parcel.last { last } else { try await read(parcel) }
      return try await put(parcel, over: last)
    } catch KubernetesError.conflict {
      // Somebody else wrote it, or made it, in between.
      return try await put(parcel, over: try await read(parcel))
    }
  }

  private func read(_ parcel: Parcel) async throws -> LastReport? {
    try await LastReport.read(client, namespace: parcel.options.namespace)
  }

  private func put(_ parcel: Parcel, over last: LastReport?) async throws -> DeliveryOutcome.Result {
    let namespace = parcel.options.namespace
    var (configMap, summary) = try ReportConfigMap.make(
      parcel.record, namespace: namespace, language: parcel.options.language, previousMetrics: last?.metrics,
      untold: untold(parcel, since: last))
    if let last {
      configMap.metadata.resourceVersion = last.version
      let path = ResourcePath.configMap(namespace: namespace, name: ReportDestination.configMapName)
      _ = try await client.replace(configMap, at: path, as: ObjectHead.self)
    } else {
      _ = try await client.create(configMap, at: .configMaps(namespace: namespace), as: ObjectHead.self)
    }
    return .delivered("ConfigMap \(namespace)/\(ReportDestination.configMapName), \(summary)")
  }

  /// What is news for the next run still, because the Events that tell it failed.
  private func untold(_ parcel: Parcel, since last: LastReport?) -> UntoldVerdicts? {
    guard let told = parcel.eventsTold else { return nil }
    let before = (try? last?.told) ?? ToldVerdicts(nil)
    let changes = VerdictChange.between(before, parcel.record).filter { !told.contains($0.scope) }
    return UntoldVerdicts(changes, since: before, in: parcel.record)
  }
}

extension KubernetesClient {
  /// Puts an object in the place of the one that is there, or makes it. Where somebody else is faster, once more.
  func replaceOrCreate<T: KubernetesObject>(_ object: T, at path: ResourcePath, in collection: ResourcePath)
    async throws
  {
    do {
      try await putOnce(object, at: path, in: collection)
    } catch KubernetesError.conflict {
      try await putOnce(object, at: path, in: collection)
    }
  }

  private func putOnce<T: KubernetesObject>(_ object: T, at path: ResourcePath, in collection: ResourcePath)
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
