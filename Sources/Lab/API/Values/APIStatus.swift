/// A Kubernetes `Status` that ends a request: the API server's way to say what went wrong.
/// Wordings are those of the recordings in `recordings/api`.
struct APIStatus: Error, Sendable, Hashable, CustomStringConvertible {
  var code: Int
  var reason: String
  var message: String
  /// `details`, null to leave them out.
  var details: JSONValue = .null
  /// Seconds for a `Retry-After` header.
  var retryAfter: Int?
  /// `metadata`, for the continue token of a 410.
  var metadata: JSONValue = [:]

  var description: String { "\(code) \(reason): \(message)" }

  /// The body.
  var json: JSONValue {
    var body: JSONValue = [
      "kind": "Status", "apiVersion": "v1", "metadata": metadata, "status": "Failure",
      "message": .string(message), "code": .int(code),
    ]
    if !reason.isEmpty { body["reason"] = .string(reason) }
    body["details"] = details
    return body
  }
}

extension APIStatus {
  static func badRequest(_ message: String) -> APIStatus {
    APIStatus(code: 400, reason: "BadRequest", message: message)
  }

  static let unauthorized = APIStatus(code: 401, reason: "Unauthorized", message: "Unauthorized")

  /// An action that the user may not do; `name` empty for collections.
  static func forbidden(
    user: String, verb: String, resource: String, subresource: String?, group: String, namespace: String?,
    name: String?
  ) -> APIStatus {
    let subject = name.map { "\(resource)\(group.isEmpty ? "" : ".\(group)") \"\($0)\"" } ?? qualified(resource, group)
    let target = subresource.map { "\(resource)/\($0)" } ?? resource
    let scope = namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
    return APIStatus(
      code: 403, reason: "Forbidden",
      message: "\(subject) is forbidden: User \"\(user)\" cannot \(verb) resource \"\(target)\" in API group "
        + "\"\(group)\" \(scope)",
      details: details(name: name, kind: resource, group: group))
  }

  /// A path that is no resource and that the user may not read.
  static func forbiddenPath(user: String, verb: String, path: String) -> APIStatus {
    APIStatus(
      code: 403, reason: "Forbidden",
      message: "forbidden: User \"\(user)\" cannot \(verb) path \"\(path)\"", details: [:])
  }

  static func namespaceTerminating(_ namespace: String, resource: String, group: String, name: String) -> APIStatus {
    var details = details(name: name, kind: resource, group: group)
    details["causes"] = [
      [
        "reason": "NamespaceTerminating", "message": .string("namespace \(namespace) is being terminated"),
        "field": "metadata.namespace",
      ]
    ]
    return APIStatus(
      code: 403, reason: "Forbidden",
      message: "\(qualified(resource, group)) \"\(name)\" is forbidden: unable to create new content in namespace "
        + "\(namespace) because it is being terminated", details: details)
  }

  static func notFound(_ resource: String, group: String, name: String) -> APIStatus {
    APIStatus(
      code: 404, reason: "NotFound", message: "\(qualified(resource, group)) \"\(name)\" not found",
      details: details(name: name, kind: resource, group: group))
  }

  static let methodNotAllowed = APIStatus(
    code: 405, reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource", details: [:])

  static let notAcceptable = APIStatus(
    code: 406, reason: "NotAcceptable",
    message: "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
      + "application/vnd.kubernetes.protobuf, application/json;stream=watch, "
      + "application/vnd.kubernetes.protobuf;stream=watch", details: [:])

  static func alreadyExists(_ resource: String, group: String, name: String) -> APIStatus {
    APIStatus(
      code: 409, reason: "AlreadyExists", message: "\(qualified(resource, group)) \"\(name)\" already exists",
      details: details(name: name, kind: resource, group: group))
  }

  static func conflict(_ resource: String, group: String, name: String, why: String? = nil) -> APIStatus {
    let reason = why ?? "the object has been modified; please apply your changes to the latest version and try again"
    return APIStatus(
      code: 409, reason: "Conflict",
      message: "Operation cannot be fulfilled on \(qualified(resource, group)) \"\(name)\": \(reason)",
      details: details(name: name, kind: resource, group: group))
  }

  /// A server-side apply that would take fields from another manager.
  static func applyConflict(_ conflicts: [(manager: String, field: String)]) -> APIStatus {
    let causes = conflicts.map { conflict -> JSONValue in
      [
        "reason": "FieldManagerConflict", "message": .string("conflict with \"\(conflict.manager)\""),
        "field": .string(conflict.field),
      ]
    }
    let plural = conflicts.count == 1 ? "1 conflict" : "\(conflicts.count) conflicts"
    let list =
      conflicts.count == 1
      ? "conflict with \"\(conflicts[0].manager)\": \(conflicts[0].field)"
      : "conflicts with " + conflicts.map { "\"\($0.manager)\": \($0.field)" }.joined(separator: ", ")
    return APIStatus(
      code: 409, reason: "Conflict", message: "Apply failed with \(plural): \(list)",
      details: ["causes": .array(causes)])
  }

  /// A watch that asks for a revision whose events are forgotten.
  static func watchExpired(asked: UInt64, oldest: UInt64) -> APIStatus {
    APIStatus(code: 410, reason: "Expired", message: "too old resource version: \(asked) (\(oldest))")
  }

  static let listExpired = APIStatus(
    code: 410, reason: "Expired", message: "The resourceVersion for the provided list is too old.")

  static func continueExpired(next: String) -> APIStatus {
    APIStatus(
      code: 410, reason: "Expired",
      message: "The provided continue parameter is too old to display a consistent list result. You can start a new "
        + "list without the continue parameter, or use the continue token in this response to retrieve the remainder "
        + "of the results. Continuing with the provided token results in an inconsistent list - objects that were "
        + "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
        + "list.", metadata: ["continue": .string(next)])
  }

  /// A body whose media type is unknown; `accepted` as the server lists them.
  static func unsupportedMediaType(accepted: String, hint: String? = nil) -> APIStatus {
    APIStatus(
      code: 415, reason: "UnsupportedMediaType",
      message: "the body of the request was in an unknown format - accepted media types include: \(accepted)"
        + (hint.map { " (\($0))" } ?? ""))
  }

  /// An object that breaks the rules of its kind.
  static func invalid(kind: String, group: String, name: String, causes: [Cause]) -> APIStatus {
    let parts = causes.map { "\($0.field): \($0.message)" }
    let text = parts.count == 1 ? parts[0] : "[\(parts.joined(separator: ", "))]"
    let qualifiedKind = group.isEmpty ? kind : "\(kind).\(group)"
    var details = details(name: name, kind: kind, group: group)
    details["causes"] = .array(causes.map(\.json))
    return APIStatus(
      code: 422, reason: "Invalid", message: "\(qualifiedKind) \"\(name)\" is invalid: \(text)", details: details)
  }

  static func futureRevision(asked: UInt64, current: UInt64) -> APIStatus {
    APIStatus(
      code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(asked), current: \(current)",
      details: [
        "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
        "retryAfterSeconds": 1,
      ], retryAfter: 1)
  }

  static func internalError(_ message: String) -> APIStatus {
    APIStatus(
      code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
      details: ["causes": [["message": .string(message)]]])
  }

  /// One broken rule of an object.
  struct Cause: Sendable, Hashable {
    var reason: String
    var message: String
    var field: String

    static func invalidValue(_ value: String, _ why: String, field: String) -> Cause {
      Cause(reason: "FieldValueInvalid", message: "Invalid value: \"\(value)\": \(why)", field: field)
    }
    static func required(_ field: String, _ why: String = "") -> Cause {
      Cause(
        reason: "FieldValueRequired", message: why.isEmpty ? "Required value" : "Required value: \(why)", field: field)
    }
    static func notSupported(_ value: String, supported: [String], field: String) -> Cause {
      Cause(
        reason: "FieldValueNotSupported",
        message: "Unsupported value: \"\(value)\": supported values: "
          + supported.map { "\"\($0)\"" }.joined(separator: ", "), field: field)
    }
    static func forbidden(_ why: String, field: String) -> Cause {
      Cause(reason: "FieldValueForbidden", message: "Forbidden: \(why)", field: field)
    }

    var json: JSONValue { ["reason": .string(reason), "message": .string(message), "field": .string(field)] }
  }

  private static func qualified(_ resource: String, _ group: String) -> String {
    group.isEmpty ? resource : "\(resource).\(group)"
  }

  private static func details(name: String?, kind: String, group: String) -> JSONValue {
    var details: JSONValue = ["kind": .string(kind)]
    if let name { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    return details
  }
}
