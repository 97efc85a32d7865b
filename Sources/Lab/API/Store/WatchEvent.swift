/// One line of a watch.
struct WatchEvent: Sendable, Hashable {
  var type: Kind
  var object: JSONValue

  /// The event types of the API.
  enum Kind: String, Sendable, Hashable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
    case bookmark = "BOOKMARK"
    case error = "ERROR"
  }

  var json: JSONValue { ["type": .string(type.rawValue), "object": object] }
}

/// A change of one object, as the store remembers it for watches that come later.
struct StoreChange: Sendable {
  var revision: UInt64
  var resource: ResourceKey
  /// Before the change; nil when the object is new.
  var before: JSONValue?
  /// After the change; nil when the object is gone.
  var after: JSONValue?

  var namespace: String? { (after ?? before)?["metadata"]["namespace"].string }
}

/// What of a resource a list or a watch wants.
struct ObjectFilter: Sendable, Hashable {
  var resource: ResourceKey
  /// Nil for all namespaces.
  var namespace: String?
  var labels: LabelSelector = .everything
  var fields: FieldSelector = .everything

  func matches(_ object: JSONValue) -> Bool {
    let metadata = object["metadata"]
    if let namespace, metadata["namespace"].string != namespace { return false }
    return (labels.requirements.isEmpty || labels.matches(metadata["labels"].strings)) && fields.matches(object)
  }

  /// The event that a change means to somebody who sees only the selected objects: an object that leaves the selection
  /// is deleted for them.
  func event(for change: StoreChange) -> WatchEvent? {
    guard change.resource == resource else { return nil }
    let before = change.before.flatMap { matches($0) ? $0 : nil }
    let after = change.after.flatMap { matches($0) ? $0 : nil }
    switch (before, after) {
    case (nil, nil): return nil
    case (nil, .some(let object)): return WatchEvent(type: .added, object: object)
    case (.some, .some(let object)): return WatchEvent(type: .modified, object: object)
    case (.some(var object), nil):
      // As the API server: the last state that was selected, with the revision of the change.
      object["metadata"]["resourceVersion"] = .string(String(change.revision))
      return WatchEvent(type: .deleted, object: object)
    }
  }
}
