import Foundation

/// Files that are either whole or absent: a reader, a CI collector for instance, never sees half of one.
public enum AtomicFile {
  /// Writes to a temporary file in the same folder and renames it over `url`.
  ///
  /// - Throws: ``ReportWriteError`` naming the path and the system's reason.
  public static func write(_ data: Data, to url: URL) throws(ReportWriteError) {
    try write(to: url) { sink in try sink(data) }
  }

  /// The same for what is made piece by piece.
  ///
  /// - Parameter body: Hands the pieces to the function that it is given.
  static func write(to url: URL, _ body: ((Data) throws -> Void) throws -> Void) throws(ReportWriteError) {
    let temporary = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).tmp")
    do {
      // An empty file first, which says why where a file cannot be made.
      try Data().write(to: temporary)
      let handle = try FileHandle(forWritingTo: temporary)
      defer { try? handle.close() }
      var buffer = Data()
      try body { piece in
        buffer += piece
        guard buffer.count >= bufferSize else { return }
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
      try handle.write(contentsOf: buffer)
      guard rename(temporary.path, url.path) == 0 else {
        throw CocoaError(
          .fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(.init(rawValue: errno) ?? .EIO)])
      }
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw ReportWriteError(path: url.path, reason: reason(error))
    }
  }

  /// How much is written at a time, in bytes.
  private static let bufferSize = 1 << 18

  /// The system's own words for a Foundation error, without the domain and the user-info dump; what an encoder says.
  static func reason(_ error: any Error) -> String {
    if error is EncodingError { return "it cannot be encoded: \(error)" }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    if let underlying { return String(cString: strerror(underlying.code.rawValue)) }
    // Foundation's FileHandle does not pass the system's error on.
    if (error as? CocoaError)?.code == .fileWriteOutOfSpace { return String(cString: strerror(ENOSPC)) }
    return error.localizedDescription
  }
}

/// A report that could not be written.
public struct ReportWriteError: Error, Hashable, CustomStringConvertible {
  /// The file or folder.
  public var path: String
  /// The system's reason.
  public var reason: String

  /// Makes an error.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// What was tried, what came back, and what to do.
  public var description: String {
    "Could not write \(path): \(reason). Check the path and its permissions, or choose another."
  }
}
