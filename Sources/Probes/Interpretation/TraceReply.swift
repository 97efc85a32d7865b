/// One step of a trace by growing TTL: who sent the packet back.
public struct TraceHop: Hashable, Sendable, Codable {
  /// The TTL with which the packet was sent.
  public var ttl: Int
  /// Who answered; nil when nobody did.
  public var address: String?
  /// What the answer says beyond “the TTL is used up”: `!H` (host unreachable), `!N`, `!P`, `!X`, …; nil for nothing.
  public var remark: String?

  /// Makes a step.
  public init(ttl: Int, address: String?, remark: String? = nil) {
    self.ttl = ttl
    self.address = address
    self.remark = remark
  }
}

/// Reads what busybox's `traceroute -n -q 1` prints: ` 1  10.0.0.1  0.412 ms !H`, ` 2  *`.
public enum TraceReply {
  /// The steps in their order; none where it printed none, as where the pod may not send raw packets.
  public static func parse(_ text: String) -> [TraceHop] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, let ttl = Int(words[0]), (1...255).contains(ttl) else { return nil }
      guard words[1] != "*" else { return TraceHop(ttl: ttl, address: nil) }
      // A name stands before its address in brackets, unless `-n` was understood.
      guard words[1].contains(where: { $0 == "." || $0 == ":" }),
        words[1].allSatisfy({ $0.isHexDigit || ".:".contains($0) })
      else { return nil }
      return TraceHop(
        ttl: ttl, address: String(words[1]), remark: words.dropFirst(2).first { $0.hasPrefix("!") }.map(String.init))
    }
  }
}
