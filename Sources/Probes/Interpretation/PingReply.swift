/// One reply as busybox's ping prints it: `64 bytes from 8.8.8.8: seq=0 ttl=62 time=0.422 ms`.
public struct PingReply: Hashable, Sendable {
  /// The request's number, from 0; ping counts in 16 bits and begins anew after 65,535 (RFC 792).
  public let sequence: UInt16
  /// The time to live of the reply as it arrived.
  public let ttl: Int?
  /// The round trip in milliseconds; nil for a payload that is too small to carry the time of sending.
  public let milliseconds: Double?
  /// Whether ping had seen a reply to this request before.
  public let isDuplicate: Bool

  /// Reads a line; nil for every other line that ping prints.
  public init?(_ line: some StringProtocol) {
    guard line.contains(" bytes from ") else { return nil }
    var sequence: UInt16?
    var ttl: Int?
    var milliseconds: Double?
    for word in line.split(separator: " ") {
      if word.hasPrefix("seq=") { sequence = UInt16(word.dropFirst(4)) }
      if word.hasPrefix("ttl=") { ttl = Int(word.dropFirst(4)) }
      if word.hasPrefix("time=") { milliseconds = Double(word.dropFirst(5)) }
    }
    guard let sequence else { return nil }
    if let milliseconds, !milliseconds.isFinite || milliseconds < 0 { return nil }
    self.sequence = sequence
    self.ttl = ttl
    self.milliseconds = milliseconds
    isDuplicate = line.contains("(DUP!)")
  }
}
