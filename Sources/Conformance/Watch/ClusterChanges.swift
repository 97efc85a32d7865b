import Kubernetes

/// Turns changes of objects into what happened. Pure; keeps the last state of each object.
struct ClusterChanges: Sendable {
  /// What is of interest about an object.
  private struct State: Hashable {
    var node: String?
    var isReady: Bool?
    var restarts: Int32 = 0
    var isLeaving = false
    var values: [String: String] = [:]
  }

  private var states: [String: State] = [:]
  /// What was there when the watch began is no event.
  private var isBaseline = true

  /// From now on, an object that is seen for the first time is new.
  mutating func baselineIsComplete() { isBaseline = false }

  /// What a change of a pod means.
  mutating func pod(_ event: WatchEvent<Pod>, _ kind: ClusterEvent.Kind, at: Double) -> [ClusterEvent] {
    guard let pod = event.object, let name = pod.metadata.name else { return [] }
    let key = "pod/\(pod.metadata.uid ?? name)"
    let place = pod.spec?.nodeName
    func say(_ text: Sentence) -> ClusterEvent {
      ClusterEvent(at: at, kind: kind, object: name, text: place.map { "\(text) on \($0)" } ?? text)
    }
    if case .deleted = event {
      return states.removeValue(forKey: key) == nil ? [] : [say("is gone")]
    }
    let new = State(
      node: pod.spec?.nodeName, isReady: pod.isReady,
      restarts: (pod.status?.containerStatuses ?? []).reduce(0) { $0 + ($1.restartCount ?? 0) },
      isLeaving: pod.metadata.deletionTimestamp != nil)
    let old = states.updateValue(new, forKey: key)
    guard let old else { return isBaseline ? [] : [say("was created")] }
    var events: [ClusterEvent] = []
    if new.node != old.node, old.node == nil { events.append(say("was placed")) }
    if new.restarts > old.restarts { events.append(say("restarted (\(new.restarts) restarts so far)")) }
    if new.isLeaving, !old.isLeaving { events.append(say("is being deleted")) }
    if new.isReady != old.isReady { events.append(say(new.isReady == true ? "is Ready" : "is no longer Ready")) }
    return events
  }

  /// What a change of a node means.
  mutating func node(_ event: WatchEvent<Node>, at: Double) -> [ClusterEvent] {
    guard let node = event.object, let name = node.metadata.name else { return [] }
    let key = "node/\(name)"
    func say(_ text: Sentence) -> ClusterEvent { ClusterEvent(at: at, kind: .node, object: name, text: text) }
    if case .deleted = event { return states.removeValue(forKey: key) == nil ? [] : [say("is gone")] }
    var values = ["kubelet": node.status?.nodeInfo?.kubeletVersion ?? "unknown"]
    for address in node.status?.addresses ?? [] { values[address.type] = address.address }
    for condition in node.status?.conditions ?? [] where condition.type != "Ready" {
      values[condition.type] = condition.status
    }
    values["schedulable"] = node.spec?.unschedulable == true ? "no" : "yes"
    let ready = node.status?.conditions?.first { $0.type == "Ready" }?.isTrue == true
    let new = State(isReady: ready, values: values)
    let old = states.updateValue(new, forKey: key)
    guard let old else { return isBaseline ? [] : [say("joined")] }
    let readiness = ready == old.isReady ? [] : [say(ready ? "is Ready" : "is no longer Ready")]
    return readiness + Self.differences(old.values, values).map(say)
  }

  /// What a change of `cilium-config` means.
  mutating func configuration(_ event: WatchEvent<ConfigMap>, at: Double) -> [ClusterEvent] {
    guard let map = event.object, let name = map.metadata.name else { return [] }
    let key = "configmap/\(name)"
    func say(_ text: Sentence) -> ClusterEvent { ClusterEvent(at: at, kind: .configuration, object: name, text: text) }
    if case .deleted = event { return states.removeValue(forKey: key) == nil ? [] : [say("is gone")] }
    let new = State(values: map.data ?? [:])
    let old = states.updateValue(new, forKey: key)
    guard let old else { return isBaseline ? [] : [say("was created")] }
    return Self.differences(old.values, new.values).map(say)
  }

  private static func differences(_ old: [String: String], _ new: [String: String]) -> [Sentence] {
    Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { key in
      "\(key): \(shown(old[key])) → \(shown(new[key]))"
    }
  }

  /// A value may be a whole document.
  private static func shown(_ value: String?) -> String {
    guard let value else { return "unset" }
    let line = value.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 60 ? line : "\(line.prefix(60))…"
  }
}
