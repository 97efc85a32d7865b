/// What a DNS message asks, or answers (RFC 1035, section 4.1).
public struct DNSQuestion: Hashable, Sendable {
  /// The types of addresses' records.
  public enum RecordType {
    /// An IPv4 address (A, RFC 1035).
    public static let ipv4: UInt16 = 1
    /// An IPv6 address (AAAA, RFC 3596).
    public static let ipv6: UInt16 = 28
  }

  /// Whether the message is an answer, which repeats the question.
  public let isResponse: Bool
  /// The name, in lower case, without the root's dot.
  public let name: String
  /// The type of the record that is asked for.
  public let type: UInt16

  /// The most bytes that a name has (RFC 1035, section 2.3.4).
  private static let longestName = 255

  /// Reads the message's first question; nil when there is none, or when it is cut off.
  ///
  /// - Parameter message: A datagram's data.
  public init?(_ message: ArraySlice<UInt8>) {
    let reader = ByteReader(message)
    guard let flags = reader.half(2), let questions = reader.half(4), questions > 0 else { return nil }
    var labels: [String] = []
    var offset = 12
    while let length = reader.byte(offset), length != 0 {
      // The two highest bits mean a pointer to an earlier name, and before the first question there is none.
      guard length & 0xC0 == 0, let label = reader.rest(from: offset + 1, to: offset + 1 + Int(length)),
        label.count == Int(length), offset + 1 + Int(length) <= 12 + Self.longestName
      else { return nil }
      labels.append(String(decoding: label, as: UTF8.self).lowercased())
      offset += 1 + Int(length)
    }
    guard !labels.isEmpty, reader.byte(offset) == 0, let type = reader.half(offset + 1) else { return nil }
    isResponse = flags & 0x8000 != 0
    name = labels.joined(separator: ".")
    self.type = type
  }
}
