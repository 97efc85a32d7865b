import Foundation

/// A change to an object, in one of the API's patch formats.
public struct Patch: Sendable {
  /// The `Content-Type` that tells the format.
  public let contentType: String
  /// The JSON.
  public let body: Data

  /// Makes a patch from raw JSON.
  public init(contentType: String, body: Data) {
    self.contentType = contentType
    self.body = body
  }

  /// A JSON merge patch (RFC 7386): what is given replaces, `null` removes, lists are replaced as a whole.
  ///
  /// A `nil` in a dictionary of optionals is written as `null`: `["data": ["devices": String?.none]]` removes the key.
  public static func merge(_ change: some Encodable) throws -> Patch {
    Patch(contentType: "application/merge-patch+json", body: try KubernetesJSON.encode(change))
  }

  /// A strategic merge patch: as a merge patch, but lists of known types are merged by key. Not for custom resources.
  public static func strategic(_ change: some Encodable) throws -> Patch {
    Patch(contentType: "application/strategic-merge-patch+json", body: try KubernetesJSON.encode(change))
  }

  /// A JSON patch (RFC 6902).
  public static func json(_ operations: [JSONPatchOperation]) throws -> Patch {
    Patch(contentType: "application/json-patch+json", body: try KubernetesJSON.encode(operations))
  }
}

/// One operation of a JSON patch (RFC 6902) on text values.
public struct JSONPatchOperation: Codable, Sendable, Hashable {
  /// `add`, `remove`, `replace` or `test`.
  public var op: String
  /// The JSON pointer (RFC 6901), for example `/data/devices`.
  public var path: String
  /// The value; absent for `remove`.
  public var value: String?

  /// Makes an operation.
  public init(op: String, path: String, value: String? = nil) {
    self.op = op
    self.path = path
    self.value = value
  }
}

/// What a deletion does with dependents (`propagationPolicy`).
public enum DeletionPropagation: String, Codable, Sendable {
  /// Dependents are kept.
  case orphan = "Orphan"
  /// Dependents go later.
  case background = "Background"
  /// The object goes after its dependents.
  case foreground = "Foreground"
}

/// What must hold for a deletion to happen; a mismatch is a conflict (409).
public struct DeletionPreconditions: Codable, Sendable, Hashable {
  /// The object's unique id: deletes this very object, not its successor of the same name.
  public var uid: String?
  /// The object's version.
  public var resourceVersion: String?

  /// Makes preconditions.
  public init(uid: String? = nil, resourceVersion: String? = nil) {
    self.uid = uid
    self.resourceVersion = resourceVersion
  }
}

/// The body of a DELETE (`meta/v1` DeleteOptions).
struct DeleteOptions: Codable, Sendable {
  var apiVersion = "v1"
  var kind = "DeleteOptions"
  var gracePeriodSeconds: Int?
  var propagationPolicy: DeletionPropagation?
  var preconditions: DeletionPreconditions?
}

/// JSON as the API speaks it.
enum KubernetesJSON {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  static func decode<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
    try JSONDecoder().decode(type, from: data)
  }
}
