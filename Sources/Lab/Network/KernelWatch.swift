import CLinux
import Foundation

/// Tells whether the kernel has said anything about a node's links, addresses and routes.
final class KernelWatch: Sendable {
  private let descriptor: Int32

  /// Begins to listen.
  ///
  /// - Parameter namespace: The file that names the node's network namespace.
  /// - Throws: `LabError` with the kernel's answer.
  init(namespace: String) throws {
    descriptor = netproof_watch_netns(namespace)
    guard descriptor >= 0 else {
      throw LabError("the kernel's messages of \(namespace) cannot be had: \(String(cString: strerror(-descriptor)))")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether it has, since this was last asked.
  ///
  /// - Throws: `LabError` with the kernel's answer.
  func takeChanges() throws -> Bool {
    let result = netproof_take_changes(descriptor)
    guard result >= 0 else {
      throw LabError("the kernel's messages cannot be read: \(String(cString: strerror(-result)))")
    }
    return result > 0
  }
}
