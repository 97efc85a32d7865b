import Foundation

/// Server-side apply in a plain form: ownership is tracked between appliers only; writers by PUT and PATCH own nothing.
struct ServerSideApply {
  var manager: String
  var force: Bool
  var apiVersion: String
  var now: Date

  /// The object after the configuration was applied, or the conflict with another applier.
  func apply(_ configuration: JSONValue, to present: JSONValue) throws(APIStatus) -> JSONValue {
    let wanted = FieldSet(leavesOf: configuration)
    var owners = Self.owners(of: present)
    var conflicts: [(manager: String, field: String)] = []
    for (owner, fields) in owners.sorted(by: { $0.key < $1.key }) where owner != manager {
      let contested = fields.paths.intersection(wanted.paths).filter { path in
        !(path.last?.hasPrefix("k:") ?? false)
          && FieldSet.value(of: present, at: path) != FieldSet.value(of: configuration, at: path)
      }
      conflicts += contested.map { (owner, FieldSet.display($0)) }.sorted { $0.1 < $1.1 }
      if force { owners[owner] = FieldSet(fields.paths.subtracting(contested)) }
    }
    guard force || conflicts.isEmpty else { throw .applyConflict(conflicts) }

    var body = configuration
    body["metadata"]["managedFields"] = .null
    var result = try StrategicMergePatch.apply(body, to: present)
    let others = owners.filter { $0.key != manager }.values.reduce(into: Set<[String]>()) { $0.formUnion($1.paths) }
    let given = (owners[manager]?.paths ?? []).subtracting(wanted.paths).subtracting(others)
    for path in given.sorted(by: { $0.count > $1.count }) {
      result = FieldSet.removing(path[...], from: result)
    }
    owners[manager] = wanted
    result["metadata"]["managedFields"] = entries(owners, previous: present)
    return result
  }

  private static func owners(of object: JSONValue) -> [String: FieldSet] {
    let pairs = object["metadata"]["managedFields"].array.compactMap { entry -> (String, FieldSet)? in
      guard let manager = entry["manager"].string, entry["operation"].string == "Apply" else { return nil }
      return (manager, FieldSet(fieldsV1: entry["fieldsV1"]))
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }

  private func entries(_ owners: [String: FieldSet], previous: JSONValue) -> JSONValue {
    let old = previous["metadata"]["managedFields"].array
    let entries = owners.sorted { $0.key < $1.key }.compactMap { owner, fields -> JSONValue? in
      guard !fields.paths.isEmpty else { return nil }
      let before = old.first { $0["manager"].string == owner && $0["operation"].string == "Apply" }
      if let before, FieldSet(fieldsV1: before["fieldsV1"]) == fields { return before }
      return [
        "manager": .string(owner), "operation": "Apply", "apiVersion": .string(apiVersion),
        "time": .string(Timestamp.text(now)), "fieldsType": "FieldsV1", "fieldsV1": fields.fieldsV1,
      ]
    }
    return entries.isEmpty ? .null : .array(entries)
  }
}
