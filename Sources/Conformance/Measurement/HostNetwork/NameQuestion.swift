import Cilium

/// A question for a name's address, recursion desired (RFC 1035, sections 4.1.1 and 4.1.2; RFC 3596 for AAAA).
struct NameQuestion: Sendable, Hashable {
  /// "NP": an answer repeats it.
  static let identifier: [UInt8] = [UInt8(ascii: "N"), UInt8(ascii: "P")]

  /// Makes one datagram of what `printf` writes: bash itself would make two of a message with the byte of a line's end,
  /// which is a label's length of ten, as in `kubernetes`.
  static let whole = "dd bs=512 iflag=fullblock 2>/dev/null"

  /// The message.
  let bytes: [UInt8]

  /// - Parameter family: The family of the address that is asked for.
  init(_ name: String, _ family: IPFamily = .ipv4) {
    var bytes = Self.identifier + [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]
    for label in name.split(separator: ".") {
      let text = Array(label.utf8.prefix(63))
      bytes.append(UInt8(text.count))
      bytes += text
    }
    self.bytes = bytes + [0, 0, family == .ipv4 ? 1 : 28, 0, 1]
  }

  /// The message as bash's `printf` takes it.
  var escaped: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return #"\x"# + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
