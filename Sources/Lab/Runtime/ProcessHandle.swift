import CLinux
import Foundation

/// A process of the lab, and no later one that has got its number.
final class ProcessHandle: Sendable {
  let id: Int32
  private let descriptor: Int32

  /// - Throws: `LabError` when there is no such process any more.
  init(_ id: Int32) throws {
    self.id = id
    descriptor = netproof_pidfd_open(id)
    guard descriptor >= 0 else {
      throw LabError("process \(id) cannot be watched: \(String(cString: strerror(-descriptor)))")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether it has ended, whoever has waited for it.
  var hasEnded: Bool { netproof_has_ended(descriptor) != 0 }

  /// Whether it ends before the time is over.
  func hasEnded(within limit: Duration) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while !hasEnded {
      guard ContinuousClock.now < deadline, !Task.isCancelled else { return hasEnded }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return true
  }
}
