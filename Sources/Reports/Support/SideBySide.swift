import Foundation
import Synchronization

/// Work that is done on all cores.
enum SideBySide {
  /// What becomes of each element, in their order.
  ///
  /// - Throws: The first element's error, of those that failed; all are worked on before.
  static func map<Element: Sendable, Output: Sendable>(
    _ elements: [Element], _ make: @Sendable (Element) throws -> Output
  ) throws -> [Output] {
    let results = Mutex<[Result<Output, any Error>?]>(Array(repeating: nil, count: elements.count))
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
      let result = Result { try make(elements[index]) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { $0.compactMap(\.self) }.map { try $0.get() }
  }
}
