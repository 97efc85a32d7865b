import Foundation

/// One pod per node for every DaemonSet: recreates deleted ones and rolls out changed templates.
struct DaemonSetController: Controller {
  let name = "daemonset-controller"
  let store: ObjectStore
  let events: EventRecorder
  /// Namespaces whose sets are left alone: somebody else makes their pods.
  var leavesAlone: Set<String> = []

  func reconcile() throws(APIStatus) {
    let sets = store.list(.daemonSets).filter { !$0.isTerminating && !leavesAlone.contains($0.namespace ?? "") }
    guard !sets.isEmpty else { return }
    let nodes = store.list(.nodes)
    // Sets and nodes may be many: who belongs to whom is asked once.
    let pods = Dictionary(grouping: store.list(.pods)) { $0.controllerUID }
    for set in sets { try reconcile(set, nodes: nodes, pods: pods[set.uid] ?? []) }
  }

  private func reconcile(_ set: JSONValue, nodes: [JSONValue], pods: [JSONValue]) throws(APIStatus) {
    let spec = set["spec"]
    let hash = RandomName.hash(spec["template"].serialized)
    // A cordon is nothing to it: its pods tolerate that (kubernetes `pkg/controller/daemon/util`).
    let placement = NodePlacement(spec["template"]["spec"])
    let wanted = nodes.filter(placement.allows).map(\.name)
    let wantedNames = Set(wanted)
    let present = Dictionary(grouping: pods) { $0["spec"]["nodeName"].string ?? "" }
    var outdated: [JSONValue] = []
    var unavailable = 0
    for node in wanted {
      let here = present[node] ?? []
      // A node's next pod waits until the last one is gone: they share the host's ports.
      guard let pod = here.first else {
        try create(set, on: node, hash: hash)
        unavailable += 1
        continue
      }
      if pod.isTerminating || !pod.isTrue(condition: "Ready") { unavailable += 1 }
      guard !pod.isTerminating else { continue }
      if ["Failed", "Succeeded"].contains(pod["status"]["phase"].string ?? "") {
        try delete(pod, of: set)
      } else if pod.labels["controller-revision-hash"] != hash {
        outdated.append(pod)
      }
      for extra in here.dropFirst() where !extra.isTerminating { try delete(extra, of: set) }
    }
    for pod in pods where !wantedNames.contains(pod["spec"]["nodeName"].string ?? "") && !pod.isTerminating {
      try delete(pod, of: set)
    }
    try rollOut(outdated, of: set, unavailable: unavailable, total: wanted.count)
    try writeStatus(set, wanted: wantedNames, hash: hash)
  }

  /// Deletes outdated pods as `maxUnavailable` allows; those that are not available anyway cost nothing.
  private func rollOut(
    _ outdated: [JSONValue], of set: JSONValue, unavailable: Int, total: Int
  ) throws(APIStatus) {
    guard set["spec"]["updateStrategy"]["type"] != "OnDelete" else { return }
    let limit = IntOrPercent.value(
      set["spec"]["updateStrategy"]["rollingUpdate"]["maxUnavailable"], of: total, roundUp: true, default: 1)
    var budget = max(limit, 1) - unavailable
    for pod in outdated {
      if pod.isTrue(condition: "Ready") {
        guard budget > 0 else { continue }
        budget -= 1
      }
      try delete(pod, of: set)
    }
  }

  private func create(_ set: JSONValue, on node: String, hash: String) throws(APIStatus) {
    var pod = set.podOfTemplate
    pod["metadata"]["labels"]["controller-revision-hash"] = .string(hash)
    pod["metadata"]["labels"]["pod-template-generation"] = .string(
      String(set["metadata"]["generation"].int ?? 1))
    pod["spec"] = NodePlacement.pin(pod["spec"], to: node)
    pod["spec"]["nodeName"] = .string(node)
    pod["status"]["conditions"] = [
      [
        "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
        "lastTransitionTime": .string(Timestamp.text(events.now())),
      ]
    ]
    let created = try store.create(.pods, pod)
    events.record(set, reason: "SuccessfulCreate", message: "Created pod: \(created.name)")
  }

  private func delete(_ pod: JSONValue, of set: JSONValue) throws(APIStatus) {
    guard let type = store.registry[.pods] else { return }
    try ObjectRemoval(store: store, now: events.now()).remove(pod, type)
    events.record(set, reason: "SuccessfulDelete", message: "Deleted pod: \(pod.name)")
  }

  private func writeStatus(_ set: JSONValue, wanted: Set<String>, hash: String) throws(APIStatus) {
    let pods = store.list(.pods, namespace: set.namespace).filter { $0.controllerUID == set.uid && !$0.isTerminating }
    let placed = pods.filter { wanted.contains($0["spec"]["nodeName"].string ?? "") }
    let ready = placed.count { $0.isTrue(condition: "Ready") }
    var status: JSONValue = [
      "currentNumberScheduled": .int(placed.count), "desiredNumberScheduled": .int(wanted.count),
      "numberMisscheduled": .int(pods.count - placed.count), "numberReady": .int(ready),
      "observedGeneration": set["metadata"]["generation"],
    ]
    // Zero is left out here, as Go's omitempty does.
    let updated = placed.count { $0.labels["controller-revision-hash"] == hash }
    if updated > 0 { status["updatedNumberScheduled"] = .int(updated) }
    if ready > 0 { status["numberAvailable"] = .int(ready) }
    if ready < wanted.count { status["numberUnavailable"] = .int(wanted.count - ready) }
    let result = status
    try store.update(.daemonSets, namespace: set.namespace, name: set.name) { present in
      var object = present
      object["status"] = result
      return object
    }
  }
}
