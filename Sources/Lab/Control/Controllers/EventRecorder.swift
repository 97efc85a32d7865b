import Foundation

/// Writes Events; the same one again only counts.
struct EventRecorder: Sendable {
  let store: ObjectStore
  let component: String
  var host: String?
  var now: @Sendable () -> Date = { Date() }
  /// Whether anybody may want to read them: among thousands of pods, each event costs more than its pod.
  var isHeard = true

  /// The store keeps no more events than this per namespace; a real cluster forgets them after an hour.
  private static let limit = 500

  /// - Parameters:
  ///   - object: What the event is about.
  ///   - container: The container it is about, for `fieldPath`.
  func record(
    _ object: JSONValue, type: String = "Normal", reason: String, message: String, container: String? = nil
  ) {
    guard isHeard else { return }
    let namespace = object.namespace ?? "default"
    let path = container.map { "spec.containers{\($0)}" }
    let key = [object.uid, type, reason, message, path ?? ""].joined(separator: "\u{0}")
    let name = "\(object.name).\(RandomName.hash(key, length: 16))"
    let time = Timestamp.text(now())
    if (try? store.update(
      .events, namespace: namespace, name: name,
      transform: { present in
        var again = present
        again["count"] = .int((present["count"].int ?? 1) + 1)
        again["lastTimestamp"] = .string(time)
        return again
      })) != nil
    {
      return
    }
    var involved: JSONValue = [
      "kind": object["kind"], "apiVersion": object["apiVersion"], "name": .string(object.name),
      "uid": .string(object.uid), "resourceVersion": object["metadata"]["resourceVersion"],
    ]
    if let namespace = object.namespace { involved["namespace"] = .string(namespace) }
    if let path { involved["fieldPath"] = .string(path) }
    var source: JSONValue = ["component": .string(component)]
    if let host { source["host"] = .string(host) }
    // An event that cannot be written (its namespace is going) is not worth an error.
    _ = try? store.create(
      .events,
      [
        "apiVersion": "v1", "kind": "Event",
        "metadata": ["name": .string(name), "namespace": .string(namespace)], "involvedObject": involved,
        "reason": .string(reason), "message": .string(message), "type": .string(type), "source": source,
        "firstTimestamp": .string(time), "lastTimestamp": .string(time), "count": 1, "eventTime": .null,
        "reportingComponent": .string(component), "reportingInstance": .string(host ?? ""),
      ])
    forgetOldest(in: namespace)
  }

  private func forgetOldest(in namespace: String) {
    let events = store.list(.events, namespace: namespace)
    guard events.count > Self.limit else { return }
    let oldest = events.sorted { ($0["lastTimestamp"].string ?? "") < ($1["lastTimestamp"].string ?? "") }
    for event in oldest.prefix(events.count - Self.limit) {
      store.remove(.events, namespace: namespace, name: event.name)
    }
  }
}
