import Foundation

/// Empties and removes namespaces that are being deleted, and gives living ones their default service account.
struct NamespaceController: Controller {
  let name = "namespace-controller"
  let store: ObjectStore
  let now: @Sendable () -> Date
  /// PEM, for the ConfigMap `kube-root-ca.crt`.
  let authority: String

  func reconcile() throws(APIStatus) {
    for namespace in store.list(.namespaces) {
      if namespace.isTerminating {
        try finalize(namespace)
      } else if store.get(.serviceAccounts, namespace: namespace.name, name: "default") == nil {
        try furnish(namespace.name)
      }
    }
  }

  private func furnish(_ namespace: String) throws(APIStatus) {
    try store.create(
      .serviceAccounts,
      [
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": ["name": "default", "namespace": .string(namespace)],
      ])
    guard store.get(.configMaps, namespace: namespace, name: "kube-root-ca.crt") == nil else { return }
    try store.create(
      .configMaps,
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "kube-root-ca.crt", "namespace": .string(namespace)],
        "data": ["ca.crt": .string(authority)],
      ])
  }

  private func finalize(_ namespace: JSONValue) throws(APIStatus) {
    var remains = false
    for type in store.registry.types where type.namespaced && !type.isVirtual {
      for object in store.list(type.key, namespace: namespace.name) {
        if object.isTerminating {
          remains = true
        } else {
          let left = try ObjectRemoval(store: store, now: now()).remove(object, type)
          remains = remains || (left != nil && store.get(type.key, namespace: namespace.name, name: object.name) != nil)
        }
      }
    }
    if !remains { store.remove(.namespaces, name: namespace.name, uid: namespace.uid) }
  }
}

/// Removes objects all of whose owners are gone (`pkg/controller/garbagecollector`).
struct GarbageCollector: Controller {
  let name = "garbage-collector"
  let store: ObjectStore
  let now: @Sendable () -> Date

  /// Kinds that own others in the lab. An owner of another kind is taken to be there.
  private static let owners: [String: ResourceKey] = [
    "DaemonSet": .daemonSets, "Deployment": .deployments, "ReplicaSet": .replicaSets, "Service": .services,
    "CronJob": .cronJobs, "Job": .jobs,
  ]

  func reconcile() throws(APIStatus) {
    let living = Set(Self.owners.values.flatMap { store.list($0).map(\.uid) })
    for key in [ResourceKey.replicaSets, .daemonSets, .jobs, .pods, .endpointSlices] {
      guard let type = store.registry[key] else { continue }
      for object in store.list(key) where !object.isTerminating {
        let owners = object["metadata"]["ownerReferences"].array
        let isOwned = owners.contains { owner in
          Self.owners[owner["kind"].string ?? ""] == nil || living.contains(owner["uid"].string ?? "")
        }
        guard !owners.isEmpty, !isOwned else { continue }
        try ObjectRemoval(store: store, now: now()).remove(object, type)
      }
    }
  }
}
