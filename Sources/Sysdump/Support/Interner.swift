import Synchronization

/// Keeps one value for all equal texts: what every agent says of a node is kept once, and read once.
final class Interner<Value: Sendable>: Sendable {
  private let known = Mutex<[Key: Value]>([:])

  /// The value of a text; `make` is asked for the first of its kind only.
  func value(of text: ArraySlice<UInt8>, make: () throws -> Value) throws -> Value {
    if let value = known.withLock({ $0[Key(bytes: text)] }) { return value }
    let value = try make()
    return known.withLock { known in
      // A copy: a slice would keep the whole file.
      let key = Key(bytes: ArraySlice(Array(text)))
      if let other = known[key] { return other }
      known[key] = value
      return value
    }
  }

  /// Bytes that are hashed as a block, which those of a slice are not.
  private struct Key: Hashable {
    let bytes: ArraySlice<UInt8>

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }
}
