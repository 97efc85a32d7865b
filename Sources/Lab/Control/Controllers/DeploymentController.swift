import Foundation

/// One ReplicaSet per template of a Deployment; rolls from the old to the new as the strategy allows.
struct DeploymentController: Controller {
  let name = "deployment-controller"
  let store: ObjectStore
  let events: EventRecorder

  func reconcile() throws(APIStatus) {
    for deployment in store.list(.deployments) where !deployment.isTerminating {
      try reconcile(deployment)
    }
  }

  private func reconcile(_ deployment: JSONValue) throws(APIStatus) {
    let hash = RandomName.hash(deployment["spec"]["template"].serialized)
    let name = "\(deployment.name)-\(hash)"
    if store.get(.replicaSets, namespace: deployment.namespace, name: name) == nil {
      try create(name, hash: hash, of: deployment)
    }
    let sets = store.list(.replicaSets, namespace: deployment.namespace).filter {
      $0.controllerUID == deployment.uid
    }
    guard let current = sets.first(where: { $0.name == name }) else { return }
    try roll(deployment, to: current, from: sets.filter { $0.name != name })
    try writeStatus(deployment, current: name)
  }

  private func create(_ name: String, hash: String, of deployment: JSONValue) throws(APIStatus) {
    let spec = deployment["spec"]
    let previous = store.list(.replicaSets, namespace: deployment.namespace).filter {
      $0.controllerUID == deployment.uid
    }
    let revisions = previous.compactMap {
      $0["metadata"]["annotations"]["deployment.kubernetes.io/revision"].string.flatMap(Int.init)
    }
    var labels = spec["template"]["metadata"]["labels"]
    labels["pod-template-hash"] = .string(hash)
    var template = spec["template"]
    template["metadata"]["labels"] = labels
    var selector = spec["selector"]
    selector["matchLabels"]["pod-template-hash"] = .string(hash)
    try store.create(
      .replicaSets,
      [
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": [
          "name": .string(name), "namespace": .string(deployment.namespace ?? "default"), "labels": labels,
          "annotations": [
            "deployment.kubernetes.io/revision": .string(String((revisions.max() ?? 0) + 1)),
            "deployment.kubernetes.io/desired-replicas": .string(String(spec["replicas"].int ?? 1)),
          ],
          "ownerReferences": [deployment.asController],
        ],
        "spec": ["replicas": 0, "selector": selector, "template": template], "status": ["replicas": 0],
      ])
  }

  private func roll(_ deployment: JSONValue, to current: JSONValue, from old: [JSONValue]) throws(APIStatus) {
    let spec = deployment["spec"]
    let wanted = spec["replicas"].int ?? 1
    let present = current["spec"]["replicas"].int ?? 0
    let oldTotal = old.reduce(0) { $0 + ($1["spec"]["replicas"].int ?? 0) }
    if spec["strategy"]["type"] == "Recreate" {
      for set in old { try scale(set, to: 0, of: deployment) }
      let oldPods = old.reduce(0) { $0 + ($1["status"]["replicas"].int ?? 0) }
      if oldPods == 0 { try scale(current, to: wanted, of: deployment) }
      return
    }
    guard oldTotal > 0 else {
      try scale(current, to: wanted, of: deployment)
      return
    }
    let rolling = spec["strategy"]["rollingUpdate"]
    var unavailable = IntOrPercent.value(rolling["maxUnavailable"], of: wanted, roundUp: false, default: 0)
    let surge = IntOrPercent.value(rolling["maxSurge"], of: wanted, roundUp: true, default: 1)
    if unavailable == 0, surge == 0 { unavailable = 1 }
    let room = wanted + surge - present - oldTotal
    if room > 0 { try scale(current, to: min(wanted, present + room), of: deployment) }
    let ready = ([current] + old).reduce(0) { $0 + ($1["status"]["readyReplicas"].int ?? 0) }
    var budget = ready - (wanted - unavailable)
    for set in old {
      let replicas = set["spec"]["replicas"].int ?? 0
      let broken = max(0, replicas - (set["status"]["readyReplicas"].int ?? 0))
      let down = min(replicas, broken + max(0, budget))
      guard down > 0 else { continue }
      budget -= max(0, down - broken)
      try scale(set, to: replicas - down, of: deployment)
    }
  }

  private func scale(_ set: JSONValue, to replicas: Int, of deployment: JSONValue) throws(APIStatus) {
    let present = set["spec"]["replicas"].int ?? 0
    guard present != replicas else { return }
    try store.update(.replicaSets, namespace: set.namespace, name: set.name) { object in
      var scaled = object
      scaled["spec"]["replicas"] = .int(replicas)
      return scaled
    }
    let direction = replicas > present ? "up" : "down"
    events.record(
      deployment, reason: "ScalingReplicaSet",
      message: "Scaled \(direction) replica set \(set.name) from \(present) to \(replicas)")
  }

  private func writeStatus(_ deployment: JSONValue, current: String) throws(APIStatus) {
    let sets = store.list(.replicaSets, namespace: deployment.namespace).filter {
      $0.controllerUID == deployment.uid
    }
    func sum(_ field: String) -> Int { sets.reduce(0) { $0 + ($1["status"][field].int ?? 0) } }
    let wanted = deployment["spec"]["replicas"].int ?? 1
    let ready = sum("readyReplicas")
    let updated = sets.first { $0.name == current }?["status"]["replicas"].int ?? 0
    let allowed = IntOrPercent.value(
      deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], of: wanted, roundUp: false, default: 0)
    let available = ready >= wanted - allowed
    let complete = updated == wanted && sum("replicas") == wanted && ready == wanted
    let time = Timestamp.text(events.now())
    try store.update(.deployments, namespace: deployment.namespace, name: deployment.name) { present in
      var object = present
      var conditions = Conditions(present["status"]["conditions"])
      conditions.set(
        "Available", available, reason: available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        message: available ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
        at: time)
      conditions.set(
        "Progressing", true, reason: complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
        message: "ReplicaSet \"\(current)\" \(complete ? "has successfully progressed." : "is progressing.")",
        at: time)
      object["status"] = [
        "observedGeneration": deployment["metadata"]["generation"], "replicas": .int(sum("replicas")),
        "updatedReplicas": .int(updated), "readyReplicas": .int(ready), "availableReplicas": .int(ready),
        "unavailableReplicas": wanted > ready ? .int(wanted - ready) : .null, "conditions": conditions.json,
      ]
      return object
    }
  }
}

/// The `conditions` of a status: a list that keeps when each one last changed.
struct Conditions: Sendable, Hashable {
  private var list: [JSONValue]

  init(_ json: JSONValue) { list = json.array }

  var json: JSONValue { .array(list) }

  mutating func set(
    _ type: String, _ value: Bool, reason: String? = nil, message: String? = nil, at time: String
  ) {
    var entry: JSONValue = [
      "type": .string(type), "status": value ? "True" : "False", "lastTransitionTime": .string(time),
    ]
    if let reason { entry["reason"] = .string(reason) }
    if let message { entry["message"] = .string(message) }
    guard let index = list.firstIndex(where: { $0["type"].string == type }) else {
      list.append(entry)
      return
    }
    if list[index]["status"] == entry["status"] { entry["lastTransitionTime"] = list[index]["lastTransitionTime"] }
    list[index] = entry
  }
}
