/// How long answers took: what tells a slower path from one that works as fast as before.
public struct Latency: Sendable, Hashable, Codable {
  /// What was timed, and with which clock.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// ICMP round trips, as ping measured them, to a microsecond.
    case ping
    /// A whole HTTP exchange over TCP, start of the program included, in steps of 10 ms.
    case http
    /// A whole DNS lookup, start of the program included, in steps of 10 ms.
    case lookup
  }

  /// What was timed.
  public var kind: Kind
  /// One value per answer, in milliseconds, in the order of the answers.
  public var milliseconds: [Double]

  /// Makes a latency.
  public init(_ kind: Kind, milliseconds: [Double]) {
    self.kind = kind
    self.milliseconds = milliseconds
  }
}

extension Latency.Kind {
  /// The step of the clock, in milliseconds: smaller differences say nothing. Ping prints microseconds; programs are
  /// timed by `/proc/uptime` (proc(5): hundredths of a second).
  public var resolution: Double {
    switch self {
    case .ping: 0.001
    case .http, .lookup: 10
    }
  }
}
