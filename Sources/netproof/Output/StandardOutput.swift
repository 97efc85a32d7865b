import Foundation

/// Standard output, for documents that are written in one piece.
enum StandardOutput {
  /// Writes everything. A reader that has read enough (`netproof report run.json | head`) is no error: its pipe is
  /// closed, and the exit status stays what it is.
  ///
  /// - Throws: Any other failure, such as a full disk.
  static func write(_ data: Data) throws {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        return
      } else if errno != EINTR {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
      }
    }
  }
}
