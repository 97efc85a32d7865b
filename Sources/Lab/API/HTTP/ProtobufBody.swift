import Foundation

/// Kubernetes' protobuf bodies (`application/vnd.kubernetes.protobuf`), as far as kubectl and Helm send them to the lab.
/// kubectl has no other form for `create namespace`, `create configmap`, `create serviceaccount`, `create token` and
/// `create job --from=cronjob/NAME`, nor Helm for the Secrets in which it keeps its releases. Of that Job only the
/// metadata is read, which names the CronJob it is a copy of (``ManualJob``).
///
/// A body is the magic `k8s\0` and a `runtime.Unknown`, which holds kind, version and the object's own message
/// (apimachinery `pkg/runtime/serializer/protobuf`). Field numbers are those of the `generated.proto` files.
enum ProtobufBody {
  static let mediaType = "application/vnd.kubernetes.protobuf"

  /// The object as JSON; nil for a body that is broken or of a kind that is not read.
  static func object(_ body: Data) -> JSONValue? {
    guard body.starts(with: Data("k8s\0".utf8)), let unknown = Message(Data(body.dropFirst(4))),
      let typeMeta = unknown.bytes(1).flatMap({ Message($0) }), let raw = unknown.bytes(2),
      let kind = typeMeta.text(2), let schema = kinds[kind], var object = read(raw, schema)
    else { return nil }
    if kind == "Job", !ManualJob.isOne(object) { return nil }
    object["kind"] = .string(kind)
    object["apiVersion"] = typeMeta.text(1).map { .string($0) } ?? .null
    return object
  }

  /// What a field holds.
  private indirect enum Field: Sendable {
    case text
    case number
    case flag
    case texts
    case map
    /// A map to bytes, which JSON has in base64.
    case bytesMap
    case message([Int: (String, Field)])
    case messages([Int: (String, Field)])
  }

  private static let metadata: [Int: (String, Field)] = [
    1: ("name", .text), 2: ("generateName", .text), 3: ("namespace", .text), 5: ("uid", .text),
    6: ("resourceVersion", .text), 11: ("labels", .map),
    12: ("annotations", .map), 13: ("ownerReferences", .messages(owner)),
  ]
  private static let owner: [Int: (String, Field)] = [
    1: ("kind", .text), 3: ("name", .text), 4: ("uid", .text), 5: ("apiVersion", .text), 6: ("controller", .flag),
  ]

  private static let kinds: [String: [Int: (String, Field)]] = [
    "Namespace": [1: ("metadata", .message(metadata))],
    "ServiceAccount": [1: ("metadata", .message(metadata)), 4: ("automountServiceAccountToken", .flag)],
    "ConfigMap": [1: ("metadata", .message(metadata)), 2: ("data", .map), 4: ("immutable", .flag)],
    "Secret": [
      1: ("metadata", .message(metadata)), 2: ("data", .bytesMap), 3: ("type", .text), 4: ("stringData", .map),
      5: ("immutable", .flag),
    ],
    "DeleteOptions": [
      1: ("gracePeriodSeconds", .number),
      2: ("preconditions", .message([1: ("uid", .text), 2: ("resourceVersion", .text)])),
      3: ("orphanDependents", .flag), 4: ("propagationPolicy", .text),
    ],
    "Job": [1: ("metadata", .message(metadata))],
    "TokenRequest": [
      1: ("metadata", .message(metadata)),
      2: ("spec", .message([1: ("audiences", .texts), 4: ("expirationSeconds", .number)])),
    ],
  ]

  private static func read(_ data: Data, _ schema: [Int: (String, Field)]) -> JSONValue? {
    guard let message = Message(data) else { return nil }
    var object = JSONValue.object([:])
    for (number, (name, field)) in schema {
      switch field {
      case .text: object[name] = message.text(number).flatMap { $0.isEmpty ? nil : .string($0) } ?? .null
      case .number: object[name] = message.number(number).map { .int(Int(truncatingIfNeeded: $0)) } ?? .null
      case .flag: object[name] = message.number(number).map { .bool($0 != 0) } ?? .null
      case .texts:
        let texts = message.all(number).map { JSONValue.string(String(decoding: $0, as: UTF8.self)) }
        object[name] = texts.isEmpty ? .null : .array(texts)
      case .map:
        let pairs = message.all(number).compactMap { Message($0) }.map { ($0.text(1) ?? "", $0.text(2) ?? "") }
        object[name] = pairs.isEmpty ? .null : JSONValue(Dictionary(pairs, uniquingKeysWith: { $1 }))
      case .bytesMap:
        let pairs = message.all(number).compactMap { Message($0) }.map {
          ($0.text(1) ?? "", ($0.bytes(2) ?? Data()).base64EncodedString())
        }
        object[name] = pairs.isEmpty ? .null : JSONValue(Dictionary(pairs, uniquingKeysWith: { $1 }))
      case .messages(let inner):
        let values = message.all(number).compactMap { read($0, inner) }
        object[name] = values.isEmpty ? .null : .array(values)
      case .message(let inner):
        guard let bytes = message.bytes(number) else { continue }
        guard let value = read(bytes, inner) else { return nil }
        object[name] = value
      }
    }
    return object
  }

  /// The fields of one message, by number (protobuf encoding: keys of number and wire type).
  private struct Message {
    private var numbers: [Int: UInt64] = [:]
    private var strings: [Int: [Data]] = [:]

    init?(_ data: Data) {
      var rest = data[...]
      while !rest.isEmpty {
        guard let key = Self.varint(&rest) else { return nil }
        let number = Int(truncatingIfNeeded: key >> 3)
        switch key & 7 {
        case 0:
          guard let value = Self.varint(&rest) else { return nil }
          numbers[number] = value
        case 2:
          guard let length = Self.varint(&rest), length <= UInt64(rest.count) else { return nil }
          strings[number, default: []].append(Data(rest.prefix(Int(length))))
          rest = rest.dropFirst(Int(length))
        case 1, 5:
          let width = key & 7 == 1 ? 8 : 4
          guard rest.count >= width else { return nil }
          rest = rest.dropFirst(width)
        default: return nil
        }
      }
    }

    func number(_ field: Int) -> UInt64? { numbers[field] }
    func all(_ field: Int) -> [Data] { strings[field] ?? [] }
    func bytes(_ field: Int) -> Data? { strings[field]?.last }
    func text(_ field: Int) -> String? { bytes(field).map { String(decoding: $0, as: UTF8.self) } }

    private static func varint(_ rest: inout Data.SubSequence) -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard let byte = rest.popFirst() else { return nil }
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
  }
}
