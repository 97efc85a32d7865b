/// When two ends of a WireGuard tunnel last agreed on keys, seen from the moment at which that was read.
public enum Handshake: Hashable, Sendable {
  /// So many seconds before.
  case secondsAgo(Int)
  /// Never since the device or the peer was made.
  case never

  /// For how long a session's keys are used at most, in seconds: a peer that is sent to has shaken hands within that time,
  /// or does not answer (WireGuard: Next Generation Kernel Network Tunnel, section 6.1, Reject-After-Time).
  public static let sessionSeconds = 180

  /// Whether there is a session now.
  public var isFresh: Bool {
    switch self {
    case .secondsAgo(let seconds): seconds <= Self.sessionSeconds
    case .never: false
    }
  }
}

extension Handshake: Codable {
  /// Reads a number of seconds, or `never`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let seconds = try? container.decode(Int.self) {
      self = .secondsAgo(seconds)
    } else if try container.decode(String.self) == "never" {
      self = .never
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a handshake is a number of seconds, or “never”")
    }
  }

  /// Writes a number of seconds, or `never`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .secondsAgo(let seconds): try container.encode(seconds)
    case .never: try container.encode("never")
    }
  }
}
