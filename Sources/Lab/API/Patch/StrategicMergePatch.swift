/// Kubernetes' strategic merge patch: a merge patch that knows which lists merge by key, with its directives
/// (`$patch`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`, `$retainKeys`).
enum StrategicMergePatch {
  static func apply(_ patch: JSONValue, to target: JSONValue) throws(APIStatus) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    switch changes["$patch"]?.string {
    case "replace":
      var replaced = patch
      replaced["$patch"] = .null
      return replaced
    case "delete": return [:]
    case nil, "merge": break
    case .some(let other): throw .badRequest("unknown patch type found: \(other)")
    }
    var members = target.object
    if let retained = changes["$retainKeys"] {
      let keys = Set(retained.array.compactMap(\.string))
      members = members.filter { keys.contains($0.key) }
    }
    for (key, change) in changes where !key.hasPrefix("$") {
      members[key] = try merged(change, into: members[key] ?? .null, field: key, directives: changes)
    }
    for (key, values) in changes {
      guard let field = directive("$deleteFromPrimitiveList/", key), changes[field] == nil else { continue }
      members[field] = .array((members[field] ?? .null).array.filter { !values.array.contains($0) })
    }
    return .object(members)
  }

  private static func merged(
    _ change: JSONValue, into present: JSONValue, field: String, directives: [String: JSONValue]
  ) throws(APIStatus) -> JSONValue? {
    switch change {
    case .null: return nil
    case .object: return try apply(change, to: present)
    case .array(let elements):
      let order = directives["$setElementOrder/\(field)"]?.array
      if ListKeys.isSet(field) {
        let dropped = directives["$deleteFromPrimitiveList/\(field)"]?.array ?? []
        let kept = present.array.filter { !dropped.contains($0) }
        return .array(kept + elements.filter { !kept.contains($0) })
      }
      guard let key = ListKeys.key(of: field, elements: elements + present.array) else {
        return change
      }
      return .array(try mergedList(elements, into: present.array, key: key, order: order))
    default: return change
    }
  }

  private static func mergedList(
    _ changes: [JSONValue], into present: [JSONValue], key: String, order: [JSONValue]?
  ) throws(APIStatus) -> [JSONValue] {
    if changes.contains(where: { $0["$patch"].string == "replace" }) {
      return changes.filter { $0["$patch"].string != "replace" }
    }
    var result = present
    for change in changes {
      guard change[key] != .null else {
        throw .badRequest("map: \(change.serialized) does not contain declared merge key: \(key)")
      }
      let index = result.firstIndex { $0[key] == change[key] }
      if change["$patch"].string == "delete" {
        if let index { result.remove(at: index) }
      } else if let index {
        result[index] = try apply(change, to: result[index])
      } else {
        result.append(try apply(change, to: [:]))
      }
    }
    guard let order else { return result }
    let places = Dictionary(order.enumerated().map { ($1[key], $0) }, uniquingKeysWith: { first, _ in first })
    return result.enumerated().sorted {
      (places[$0.element[key]] ?? .max, $0.offset) < (places[$1.element[key]] ?? .max, $1.offset)
    }.map(\.element)
  }

  private static func directive(_ prefix: String, _ key: String) -> String? {
    key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
  }
}
