/// JSON patch, RFC 6902, over JSON pointers, RFC 6901.
enum JSONPatch {
  static func apply(_ patch: JSONValue, to target: JSONValue) throws(APIStatus) -> JSONValue {
    guard case .array(let operations) = patch else {
      throw .badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    }
    var result = target
    for operation in operations {
      result = try apply(operation: operation, to: result)
    }
    return result
  }

  private static func apply(operation: JSONValue, to target: JSONValue) throws(APIStatus) -> JSONValue {
    let path = try pointer(operation["path"])
    switch operation["op"].string {
    case "add": return try add(value(operation), at: path[...], to: target)
    case "remove": return try remove(at: path[...], from: target)
    case "replace":
      guard read(path, of: target) != nil else { throw missing(operation) }
      return try add(value(operation), at: path[...], to: try remove(at: path[...], from: target))
    case "test":
      let present = read(path, of: target) ?? .null
      guard present == operation["value"] else {
        throw APIStatus(
          code: 422, reason: "Invalid",
          message: "the server rejected our request due to an error in our request", details: [:])
      }
      return target
    case "move", "copy":
      let source = try pointer(operation["from"])
      guard let moved = read(source, of: target) else { throw missing(operation) }
      let base = operation["op"].string == "move" ? try remove(at: source[...], from: target) : target
      return try add(moved, at: path[...], to: base)
    default: throw .badRequest("Unexpected kind: \(operation["op"].string ?? "null")")
    }
  }

  /// `value` of an operation; absent counts as null, which is a value here.
  private static func value(_ operation: JSONValue) -> JSONValue { operation["value"] }

  private static func missing(_ operation: JSONValue) -> APIStatus {
    APIStatus(
      code: 422, reason: "Invalid",
      message: "the server rejected our request due to an error in our request: no value at "
        + "\(operation["path"].string ?? "")", details: [:])
  }

  private static func pointer(_ text: JSONValue) throws(APIStatus) -> [String] {
    guard let text = text.string, text.isEmpty || text.hasPrefix("/") else {
      throw .badRequest("invalid JSON pointer in the patch")
    }
    return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  private static func read(_ path: [String], of target: JSONValue) -> JSONValue? {
    var value = target
    for key in path {
      switch value {
      case .object(let members):
        guard let member = members[key] else { return nil }
        value = member
      case .array(let elements):
        guard let index = Int(key), elements.indices.contains(index) else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }

  private static func add(
    _ value: JSONValue, at path: ArraySlice<String>, to target: JSONValue
  ) throws(APIStatus) -> JSONValue {
    guard let key = path.first else { return value }
    let rest = path.dropFirst()
    switch target {
    case .object(var members):
      if rest.isEmpty {
        members[key] = value
      } else {
        guard let member = members[key] else { throw missing(["path": .string(path.joined(separator: "/"))]) }
        members[key] = try add(value, at: rest, to: member)
      }
      return .object(members)
    case .array(var elements):
      let index = key == "-" ? elements.count : Int(key) ?? -1
      if rest.isEmpty, (0...elements.count).contains(index) {
        elements.insert(value, at: index)
      } else if elements.indices.contains(index) {
        elements[index] = try add(value, at: rest, to: elements[index])
      } else {
        throw missing(["path": .string(path.joined(separator: "/"))])
      }
      return .array(elements)
    default: throw missing(["path": .string(path.joined(separator: "/"))])
    }
  }

  private static func remove(at path: ArraySlice<String>, from target: JSONValue) throws(APIStatus) -> JSONValue {
    guard let key = path.first else { return .null }
    let rest = path.dropFirst()
    switch target {
    case .object(var members):
      guard let member = members[key] else { throw missing(["path": .string(path.joined(separator: "/"))]) }
      members[key] = rest.isEmpty ? nil : try remove(at: rest, from: member)
      return .object(members)
    case .array(var elements):
      guard let index = Int(key), elements.indices.contains(index) else {
        throw missing(["path": .string(path.joined(separator: "/"))])
      }
      if rest.isEmpty {
        elements.remove(at: index)
      } else {
        elements[index] = try remove(at: rest, from: elements[index])
      }
      return .array(elements)
    default: throw missing(["path": .string(path.joined(separator: "/"))])
    }
  }
}
