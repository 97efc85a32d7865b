/// FNV-1a, 64 bit: a hash that is the same in every run, unlike Swift's.
enum FNV1a {
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
