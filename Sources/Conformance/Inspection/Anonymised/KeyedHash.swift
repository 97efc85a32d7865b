/// A keyed hash (SipHash-1-3, as Swift's own `Hasher` without its random seed): who has not the key cannot tell from what
/// a value was made.
struct KeyedHash {
  private let key: (UInt64, UInt64)

  init(key: (UInt64, UInt64)) { self.key = key }

  /// The hash of some bytes.
  func callAsFunction(_ bytes: some Collection<UInt8>) -> UInt64 {
    var state = (
      key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d, key.0 ^ 0x6c79_6765_6e65_7261,
      key.1 ^ 0x7465_6462_7974_6573
    )
    var (word, count): (UInt64, UInt64) = (0, 0)
    for byte in bytes {
      word |= UInt64(byte) << (8 * (count % 8))
      count += 1
      guard count % 8 == 0 else { continue }
      Self.take(word, &state, rounds: 1)
      word = 0
    }
    Self.take(word | (count << 56), &state, rounds: 1)
    state.2 ^= 0xff
    for _ in 0..<3 { Self.round(&state) }
    return state.0 ^ state.1 ^ state.2 ^ state.3
  }

  private typealias State = (UInt64, UInt64, UInt64, UInt64)

  private static func take(_ word: UInt64, _ state: inout State, rounds: Int) {
    state.3 ^= word
    for _ in 0..<rounds { round(&state) }
    state.0 ^= word
  }

  private static func round(_ state: inout State) {
    state.0 &+= state.1
    state.1 = rotated(state.1, 13) ^ state.0
    state.0 = rotated(state.0, 32)
    state.2 &+= state.3
    state.3 = rotated(state.3, 16) ^ state.2
    state.0 &+= state.3
    state.3 = rotated(state.3, 21) ^ state.0
    state.2 &+= state.1
    state.1 = rotated(state.1, 17) ^ state.2
    state.2 = rotated(state.2, 32)
  }

  private static func rotated(_ word: UInt64, _ by: UInt64) -> UInt64 { word << by | word >> (64 - by) }
}
