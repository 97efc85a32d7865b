import Foundation

/// Gives pods a node: one that fits, with the fewest pods of the same controller, then the fewest pods.
struct Scheduler: Controller {
  let name = "scheduler"
  let store: ObjectStore
  let events: EventRecorder

  func reconcile() throws(APIStatus) {
    for pod in store.list(.pods) where pod["spec"]["nodeName"].isEmpty && !pod.isTerminating {
      let nodes = store.list(.nodes)
      if let node = Self.node(for: pod, nodes: nodes, pods: store.list(.pods)) {
        try bind(pod, to: node)
      } else {
        try markUnschedulable(pod, nodes: nodes.count)
      }
    }
  }

  /// The best node, or nil when none fits.
  static func node(for pod: JSONValue, nodes: [JSONValue], pods: [JSONValue]) -> String? {
    let placement = NodePlacement(pod["spec"])
    let fitting = nodes.filter {
      $0["spec"]["unschedulable"].bool != true && placement.allows($0) && !pod.isKeptOff(by: $0)
    }
    let owner = pod.controllerUID
    func load(_ node: JSONValue) -> (Int, Int, String) {
      let there = pods.filter { $0["spec"]["nodeName"].string == node.name && !$0.isTerminating }
      let siblings = there.count { owner != nil && $0.controllerUID == owner }
      return (siblings, there.count, node.name)
    }
    return fitting.min { load($0) < load($1) }?.name
  }

  private func bind(_ pod: JSONValue, to node: String) throws(APIStatus) {
    let time = Timestamp.text(events.now())
    try store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
      guard present.uid == pod.uid, present["spec"]["nodeName"].isEmpty else { return present }
      var bound = present
      bound["spec"]["nodeName"] = .string(node)
      bound["metadata"]["generation"] = present["metadata"]["generation"]
      bound["status"]["conditions"] = [
        ["type": "PodScheduled", "status": "True", "lastProbeTime": .null, "lastTransitionTime": .string(time)]
      ]
      return bound
    }
    events.record(
      pod, reason: "Scheduled", message: "Successfully assigned \(pod.namespace ?? "")/\(pod.name) to \(node)")
  }

  private func markUnschedulable(_ pod: JSONValue, nodes: Int) throws(APIStatus) {
    let message = "0/\(nodes) nodes are available: \(nodes) node(s) didn't match Pod's node affinity/selector."
    let conditions = pod["status"]["conditions"].array
    guard !conditions.contains(where: { $0["message"].string == message }) else { return }
    let time = Timestamp.text(events.now())
    try store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
      var marked = present
      marked["status"]["conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": .string(message),
          "lastProbeTime": .null, "lastTransitionTime": .string(time),
        ]
      ]
      return marked
    }
    events.record(pod, type: "Warning", reason: "FailedScheduling", message: message)
  }
}
