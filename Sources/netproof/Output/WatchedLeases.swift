import Conformance
import Reports
import Synchronization

/// Waits until it is certain which runs are alive, and tells on standard error what it waits for.
enum WatchedLeases {
  /// What every run has in the cluster.
  static func settle(_ cleanup: LeftoverCleanup) async throws -> [Leftover] {
    let device = TerminalDevice.standardError(.never)
    let hasTold = Mutex(false)
    let found = try await cleanup.findCertain { note in
      let isFirst = hasTold.withLock { told in
        defer { told = true }
        return !told
      }
      // On a terminal one line that counts down; elsewhere one line in all.
      if device.isTerminal {
        StandardError.write("\r\u{1B}[2K" + DisplayWidth.truncated(note, to: device.width - 1))
      } else if isFirst {
        StandardError.write(note + "\n")
      }
    }
    if device.isTerminal, hasTold.withLock({ $0 }) { StandardError.write("\r\u{1B}[2K") }
    return found
  }
}
