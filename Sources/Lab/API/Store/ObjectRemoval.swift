import Foundation

/// How objects go: at once, or marked for somebody who has to clean up first (kubelets for pods, the namespace
/// controller for namespaces, the owners of finalizers).
struct ObjectRemoval: Sendable {
  let store: ObjectStore
  let now: Date

  /// Removes or marks an object. Returns it when it remains for a while, nil when it is gone; pods are returned in both
  /// cases, as the API server does.
  /// - Parameter gracePeriod: Seconds that a pod gets; nil for its own.
  @discardableResult
  func remove(
    _ object: JSONValue, _ type: ResourceType, gracePeriod: Int? = nil, dryRun: Bool = false
  ) throws(APIStatus) -> JSONValue? {
    let metadata = object["metadata"]
    let (namespace, name) = (metadata["namespace"].string, metadata["name"].string ?? "")
    let grace = type.key == .pods ? Self.grace(of: object, asked: gracePeriod) : 0
    let waits = type.key == .namespaces || grace > 0 || !metadata["finalizers"].isEmpty
    guard waits else {
      if !dryRun { store.remove(type.key, namespace: namespace, name: name, uid: metadata["uid"].string) }
      return type.key == .pods ? object : nil
    }
    let deadline = Timestamp.text(now.addingTimeInterval(Double(grace)))
    return try store.update(type.key, namespace: namespace, name: name, dryRun: dryRun) { present in
      var marked = present
      if present["metadata"]["deletionTimestamp"].isEmpty {
        marked["metadata"]["deletionTimestamp"] = .string(deadline)
        if type.key == .pods { marked["metadata"]["deletionGracePeriodSeconds"] = .int(grace) }
      } else if type.key == .pods, grace < (present["metadata"]["deletionGracePeriodSeconds"].int ?? 0) {
        marked["metadata"]["deletionGracePeriodSeconds"] = .int(grace)
      }
      if type.key == .namespaces { marked["status"]["phase"] = "Terminating" }
      return marked
    }
  }

  /// Pods that no kubelet has seen or that have ended need no time.
  private static func grace(of pod: JSONValue, asked: Int?) -> Int {
    if pod["spec"]["nodeName"].isEmpty || ["Succeeded", "Failed"].contains(pod["status"]["phase"].string ?? "") {
      return 0
    }
    return asked ?? pod["spec"]["terminationGracePeriodSeconds"].int ?? 30
  }
}
