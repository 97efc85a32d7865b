/// Numbers that stay the same for the same text, for what Cilium draws at random once (endpoint ids, identities).
enum StableNumber {
  static func number(of text: String, in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(FNV1a.hash(text) % UInt64(range.count))
  }

  /// A text in the shape of a version 4 UUID.
  static func uuid(of text: String) -> String {
    let digits = [FNV1a.hash(text), FNV1a.hash(text + "#")].map { value in
      let hex = String(value, radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
    let parts = [
      digits.prefix(8), digits.dropFirst(8).prefix(4), digits.dropFirst(13).prefix(3),
      digits.dropFirst(17).prefix(3), digits.dropFirst(20),
    ]
    return "\(parts[0])-\(parts[1])-4\(parts[2])-a\(parts[3])-\(parts[4])"
  }
}
