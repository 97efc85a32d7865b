/// JSON merge patch, RFC 7386.
enum MergePatch {
  /// The target with the patch applied: null removes a member, objects merge, anything else replaces.
  static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var members = target.object
    for (key, change) in changes {
      members[key] = change == .null ? nil : apply(change, to: members[key] ?? .null)
    }
    return .object(members)
  }
}
