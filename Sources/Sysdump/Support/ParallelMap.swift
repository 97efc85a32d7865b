import Foundation
import Synchronization

extension Array where Element: Sendable {
  /// What becomes of each element, worked out on all cores; in the order of the elements.
  func parallelMap<Result: Sendable>(_ make: @Sendable (Element) -> Result) -> [Result] {
    let results = Mutex<[Result?]>([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = make(self[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
