import Foundation

/// Splits a watch's bytes into lines, however they were cut on the way, and reads each as an event.
struct WatchDecoder<Object: Decodable & Sendable>: Sendable {
  enum Line: Sendable {
    case event(WatchEvent<Object>, version: String?)
    case bookmark(version: String?)
    case error(Status)
  }

  private var buffer = Data()

  /// More than any object: etcd holds at most some MB of one.
  private static var lineLimit: Int { 64 << 20 }

  /// The lines completed by `bytes`.
  mutating func receive(_ bytes: Data) throws -> [Line] {
    buffer += bytes
    var lines: [Line] = []
    var start = buffer.startIndex
    while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = buffer[start..<end]
      if !line.isEmpty { lines.append(try Self.decode(Data(line))) }
      start = buffer.index(after: end)
    }
    if start > buffer.startIndex { buffer = Data(buffer[start...]) }
    guard buffer.count <= Self.lineLimit else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "an event without an end"))
    }
    return lines
  }

  private static func decode(_ line: Data) throws -> Line {
    try KubernetesJSON.decode(Envelope.self, from: line).line
  }

  /// What `object` is depends on `type`: an object, only its metadata (bookmark), or a Status.
  private struct Envelope: Decodable {
    let line: Line

    private enum CodingKeys: String, CodingKey { case type, object }

    private struct Bookmark: Decodable {
      struct Metadata: Decodable { var resourceVersion: String? }
      var metadata: Metadata?
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      func object() throws -> Object { try container.decode(Object.self, forKey: .object) }
      let version = try container.decode(Bookmark.self, forKey: .object).metadata?.resourceVersion
      let type = try container.decode(String.self, forKey: .type)
      switch type {
      case "ADDED": line = .event(.added(try object()), version: version)
      case "MODIFIED": line = .event(.modified(try object()), version: version)
      case "DELETED": line = .event(.deleted(try object()), version: version)
      case "BOOKMARK": line = .bookmark(version: version)
      case "ERROR": line = .error(try container.decode(Status.self, forKey: .object))
      default:
        throw DecodingError.dataCorruptedError(
          forKey: .type, in: container, debugDescription: "unknown watch event type")
      }
    }
  }
}
