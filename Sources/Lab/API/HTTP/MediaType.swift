import Foundation
import Yams

/// How a client wants objects to be represented, from the `Accept` header.
enum Representation: Sendable, Hashable {
  case plain
  /// `as=Table`
  case table
  /// `as=PartialObjectMetadata(List)`
  case metadataOnly

  /// Chooses the first acceptable representation; 406 when there is none.
  init(accept: String?) throws(APIStatus) {
    guard let accept, !accept.trimmed.isEmpty else {
      self = .plain
      return
    }
    for entry in accept.split(separator: ",") {
      let parameters = entry.split(separator: ";").map { String($0).trimmed }
      guard let type = parameters.first, ["application/json", "application/*", "*/*"].contains(type) else { continue }
      guard let form = parameters.first(where: { $0.hasPrefix("as=") }) else {
        self = .plain
        return
      }
      guard parameters.contains("v=v1") || parameters.contains("v=v1beta1") else { continue }
      switch form {
      case "as=Table":
        self = .table
        return
      case "as=PartialObjectMetadata", "as=PartialObjectMetadataList":
        self = .metadataOnly
        return
      default: continue
      }
    }
    throw .notAcceptable
  }
}

/// Reads request bodies.
enum RequestBody {
  /// An object of the given kind from a JSON or YAML body; the API server's 400 and 415 otherwise.
  static func object(_ request: APIRequest, type: ResourceType) throws(APIStatus) -> JSONValue {
    let media = mediaType(request)
    if media == ProtobufBody.mediaType, let object = ProtobufBody.object(request.body) {
      return try checked(object, type: type)
    }
    guard media.isEmpty || media == "application/json" || media == "application/yaml" else {
      throw .unsupportedMediaType(
        accepted: "application/json, application/yaml, application/vnd.kubernetes.protobuf",
        hint: media.hasSuffix("protobuf")
          ? "the lab's API server reads no protobuf of this kind; give kubectl the object: kubectl create -f FILE" : nil
      )
    }
    let object: JSONValue
    do {
      object = try media == "application/yaml" ? yaml(request.body) : JSONValue(parsing: request.body)
    } catch {
      let text = String(decoding: request.body.prefix(1000), as: UTF8.self)
      throw .badRequest(
        "the object provided is unrecognized (must be of type \(type.kind)): couldn't get version/kind; json parse "
          + "error: \(explain(request.body)) (\(text))")
    }
    return try checked(object, type: type)
  }

  /// The object, if it is of the kind that is expected.
  private static func checked(_ object: JSONValue, type: ResourceType) throws(APIStatus) -> JSONValue {
    var object = object
    if object["kind"].isEmpty { object["kind"] = .string(type.kind) }
    if object["apiVersion"].isEmpty { object["apiVersion"] = .string(type.apiVersion) }
    guard object["kind"].string == type.kind, object["apiVersion"].string == type.apiVersion else {
      let (kind, version) = (object["kind"].string ?? "", object["apiVersion"].string ?? "")
      throw .badRequest(
        "\(kind) in version \"\(version)\" cannot be handled as a \(type.kind): converting "
          + "(\(version).\(kind)) to (\(type.group.isEmpty ? "core" : type.group).\(type.kind)): unknown conversion")
    }
    return object
  }

  /// A JSON or YAML text.
  static func yaml(_ data: Data) throws -> JSONValue {
    if let value = try? JSONValue(parsing: data) { return value }
    guard let node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else { return .null }
    return JSONValue(yaml: node)
  }

  /// The `Content-Type` without parameters.
  static func mediaType(_ request: APIRequest) -> String {
    let header = request.headers["content-type"] ?? ""
    return header.split(separator: ";").first.map { String($0).trimmed } ?? ""
  }

  /// Go's words for the two mistakes that matter.
  private static func explain(_ body: Data) -> String {
    let text = String(decoding: body, as: UTF8.self).trimmed
    let opened = text.count { "{[".contains($0) }
    let closed = text.count { "}]".contains($0) }
    return text.isEmpty || opened > closed ? "unexpected end of JSON input" : "invalid character in JSON text"
  }
}

extension JSONValue {
  /// The value of a YAML node, by YAML's core schema.
  init(yaml node: Yams.Node) {
    switch node {
    case .mapping(let mapping):
      self = .object(
        Dictionary(
          mapping.map { ($0.key.string ?? "", JSONValue(yaml: $0.value)) }, uniquingKeysWith: { $1 }))
    case .sequence(let sequence): self = .array(sequence.map { JSONValue(yaml: $0) })
    case .scalar(let scalar):
      if scalar.style != .any, scalar.style != .plain {
        self = .string(scalar.string)
      } else if let value = Int(scalar.string) {
        self = .int(value)
      } else if ["true", "false"].contains(scalar.string) {
        self = .bool(scalar.string == "true")
      } else if ["", "~", "null"].contains(scalar.string) {
        self = .null
      } else if let value = Double(scalar.string), scalar.string.first?.isNumber == true {
        self = .double(value)
      } else {
        self = .string(scalar.string)
      }
    case .alias: self = .null
    }
  }
}
