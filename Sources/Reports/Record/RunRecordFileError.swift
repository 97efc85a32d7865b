import Conformance

/// Why a run record could not be read.
public enum RunRecordFileError: Error, Hashable {
  /// The file itself could not be read.
  case unreadable(name: String, reason: String)
  /// Nothing is in it.
  case empty(name: String)
  /// It stops in the middle.
  case truncated(name: String, size: Int)
  /// It has another form, or a major version that this program does not know.
  case unknownSchema(name: String, found: String)
  /// It is not JSON, or a field is missing or of the wrong kind.
  case malformed(name: String, reason: String)

  init(_ error: DecodingError, name: String, isTruncated: Bool, size: Int) {
    switch error {
    case .keyNotFound(let key, let context):
      let path = context.codingPath + [key]
      self = .malformed(name: name, reason: "the field \(Self.text(path)) is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      self = .malformed(name: name, reason: "at \(Self.text(context.codingPath)): \(context.debugDescription)")
    case .dataCorrupted(let context) where context.codingPath.isEmpty && isTruncated:
      self = .truncated(name: name, size: size)
    case .dataCorrupted(let context):
      let place = context.codingPath.isEmpty ? "" : "at \(Self.text(context.codingPath)): "
      self = .malformed(name: name, reason: place + context.debugDescription)
    @unknown default:
      self = .malformed(name: name, reason: "\(error)")
    }
  }

  private static func text(_ path: [any CodingKey]) -> String {
    path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
  }
}

extension RunRecordFileError: CustomStringConvertible {
  /// What was tried, what came back, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let name, let reason):
      "Could not read the run record \(name): \(reason). Check the path and its permissions."
    case .empty(let name):
      "The run record \(name) is empty. Run netproof again to write a new one."
    case .truncated(let name, let size):
      "The run record \(name) ends in the middle, after \(size) bytes. It was copied while being written or cut off; "
        + "copy it again or run netproof again."
    case .unknownSchema(let name, let found):
      "The run record \(name) has the form \"\(found)\"; this netproof reads \"\(RunRecord.currentSchema)\". "
        + "Read it with the netproof that wrote it."
    case .malformed(let name, let reason):
      "\(name) is not a run record: \(reason)."
    }
  }
}
