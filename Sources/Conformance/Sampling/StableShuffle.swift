/// An order that looks random and is the same on every machine: samples must be reproducible from what a record says.
enum StableShuffle {
  /// `values` in an order that depends on `key` only.
  static func shuffle<Value>(_ values: [Value], key: String) -> [Value] {
    var generator = SplitMix64(state: hash(key))
    return values.shuffled(using: &generator)
  }

  /// FNV-1a, 64 bits (draft-eastlake-fnv).
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// SplitMix64 (Steele, Lea, Flood: “Fast splittable pseudorandom number generators”, OOPSLA 2014).
  private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return value ^ (value >> 31)
    }
  }
}
