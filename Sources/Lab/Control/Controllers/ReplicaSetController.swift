import Foundation

/// Keeps as many pods as every ReplicaSet says.
struct ReplicaSetController: Controller {
  let name = "replicaset-controller"
  let store: ObjectStore
  let events: EventRecorder

  func reconcile() throws(APIStatus) {
    for set in store.list(.replicaSets) where !set.isTerminating {
      try reconcile(set)
    }
  }

  private func reconcile(_ set: JSONValue) throws(APIStatus) {
    let wanted = set["spec"]["replicas"].int ?? 1
    let active = pods(of: set).filter { !$0.isTerminating && !Self.hasEnded($0) }
    if active.count < wanted {
      for _ in active.count..<wanted { try create(set) }
    } else if active.count > wanted {
      // Not ready ones first, then the youngest.
      let ordered = active.sorted {
        let (left, right) = ($0.isTrue(condition: "Ready"), $1.isTrue(condition: "Ready"))
        if left != right { return !left }
        return ($0["metadata"]["creationTimestamp"].string ?? "") > ($1["metadata"]["creationTimestamp"].string ?? "")
      }
      for pod in ordered.prefix(active.count - wanted) { try delete(pod, of: set) }
    }
    try writeStatus(set)
  }

  private static func hasEnded(_ pod: JSONValue) -> Bool {
    ["Failed", "Succeeded"].contains(pod["status"]["phase"].string ?? "")
  }

  private func pods(of set: JSONValue) -> [JSONValue] {
    store.list(.pods, namespace: set.namespace).filter { $0.controllerUID == set.uid }
  }

  private func create(_ set: JSONValue) throws(APIStatus) {
    let created = try store.create(.pods, set.podOfTemplate)
    events.record(set, reason: "SuccessfulCreate", message: "Created pod: \(created.name)")
  }

  private func delete(_ pod: JSONValue, of set: JSONValue) throws(APIStatus) {
    guard let type = store.registry[.pods] else { return }
    try ObjectRemoval(store: store, now: events.now()).remove(pod, type)
    events.record(set, reason: "SuccessfulDelete", message: "Deleted pod: \(pod.name)")
  }

  private func writeStatus(_ set: JSONValue) throws(APIStatus) {
    let active = pods(of: set).filter { !$0.isTerminating && !Self.hasEnded($0) }
    let ready = active.count { $0.isTrue(condition: "Ready") }
    try store.update(.replicaSets, namespace: set.namespace, name: set.name) { present in
      var object = present
      object["status"] = [
        "replicas": .int(active.count), "fullyLabeledReplicas": .int(active.count), "readyReplicas": .int(ready),
        "availableReplicas": .int(ready), "observedGeneration": set["metadata"]["generation"],
      ]
      return object
    }
  }
}
