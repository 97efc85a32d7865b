/// The fields that a manager has set: paths as in `managedFields` (`f:data`, `k:{"name":"x"}`).
struct FieldSet: Sendable, Hashable {
  var paths: Set<[String]> = []

  init(_ paths: Set<[String]> = []) { self.paths = paths }

  /// The leaves of an applied configuration. What names the object is nobody's.
  init(leavesOf configuration: JSONValue) {
    for (key, value) in configuration.object where !["apiVersion", "kind"].contains(key) {
      if key == "metadata" {
        for (member, content) in value.object where !Self.identity.contains(member) {
          collect(content, field: member, at: ["f:metadata"])
        }
      } else {
        collect(value, field: key, at: [])
      }
    }
  }

  private static let identity: Set<String> = [
    "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields",
  ]

  private mutating func collect(_ value: JSONValue, field: String, at path: [String]) {
    let path = path + ["f:\(field)"]
    switch value {
    case .object(let members) where !members.isEmpty:
      for (key, member) in members { collect(member, field: key, at: path) }
    case .array(let elements) where !elements.isEmpty:
      guard let key = ListKeys.key(of: field, elements: elements) else {
        paths.insert(path)
        return
      }
      for element in elements {
        let place = path + [Self.element(key, of: element)]
        paths.insert(place)
        for (member, content) in element.object { collect(content, field: member, at: place) }
      }
    default: paths.insert(path)
    }
  }

  private static func element(_ key: String, of element: JSONValue) -> String {
    "k:" + JSONValue.object([key: element[key]]).serialized
  }

  /// The `fieldsV1` form.
  var fieldsV1: JSONValue {
    var tree: JSONValue = [:]
    for path in paths { Self.insert(path[...], into: &tree) }
    return tree
  }

  private static func insert(_ path: ArraySlice<String>, into tree: inout JSONValue) {
    guard let head = path.first else { return }
    var child: JSONValue = tree.object[head] ?? [:]
    if path.count == 1, head.hasPrefix("k:") { child["."] = [:] }
    insert(path.dropFirst(), into: &child)
    tree[head] = child
  }

  /// Reads the `fieldsV1` form.
  init(fieldsV1: JSONValue) {
    walk(fieldsV1, at: [])
  }

  private mutating func walk(_ tree: JSONValue, at path: [String]) {
    let members = tree.object
    if members.isEmpty || members["."] != nil, !path.isEmpty { paths.insert(path) }
    for (key, child) in members where key != "." { walk(child, at: path + [key]) }
  }

  /// The value of an object at a path; nil when there is none.
  static func value(of object: JSONValue, at path: [String]) -> JSONValue? {
    path.reduce(Optional(object)) { value, step in value.flatMap { child($0, step) } }
  }

  private static func child(_ value: JSONValue, _ step: String) -> JSONValue? {
    if step.hasPrefix("f:") { return value.object[String(step.dropFirst(2))] }
    guard let (key, wanted) = elementKey(step) else { return nil }
    return value.array.first { $0[key] == wanted }
  }

  private static func elementKey(_ step: String) -> (key: String, value: JSONValue)? {
    guard step.hasPrefix("k:"), let json = try? JSONValue(parsing: String(step.dropFirst(2))),
      let first = json.object.first
    else { return nil }
    return (first.key, first.value)
  }

  /// The object without the value at a path.
  static func removing(_ path: ArraySlice<String>, from object: JSONValue) -> JSONValue {
    guard let step = path.first else { return object }
    let rest = path.dropFirst()
    if step.hasPrefix("f:") {
      let field = String(step.dropFirst(2))
      guard let present = object.object[field] else { return object }
      var result = object
      result[field] = rest.isEmpty ? .null : removing(rest, from: present)
      return result
    }
    guard let (key, wanted) = elementKey(step) else { return object }
    return .array(
      object.array.compactMap { element in
        guard element[key] == wanted else { return element }
        return rest.isEmpty ? nil : removing(rest, from: element)
      })
  }

  /// The dotted form of conflict messages, for example `.data.q`.
  static func display(_ path: [String]) -> String {
    path.map { step in
      if step.hasPrefix("f:") { return ".\(step.dropFirst(2))" }
      guard let (key, value) = elementKey(step) else { return "[\(step)]" }
      return "[\(key)=\(value.serialized)]"
    }.joined()
  }
}
