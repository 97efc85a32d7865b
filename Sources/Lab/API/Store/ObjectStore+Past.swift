extension ObjectStore {
  /// Selected objects as they were at a revision (now, when nil), in the order of their keys; nil when that revision is
  /// forgotten.
  func snapshot(_ filter: ObjectFilter, at revision: UInt64?) -> (objects: [JSONValue], revision: UInt64)? {
    guard let revision, revision != self.revision else { return snapshot(filter) }
    guard let (present, history) = past(of: filter.resource, since: revision) else { return nil }
    var objects = present
    for change in history.reversed() where change.resource == filter.resource {
      let name = ObjectName(of: change.after ?? change.before ?? .null)
      objects[name] = change.before
    }
    let selected = objects.filter { filter.matches($0.value) }.sorted { $0.key < $1.key }
    return (selected.map(\.value), revision)
  }
}
