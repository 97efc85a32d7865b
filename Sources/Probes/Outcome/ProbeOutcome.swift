/// What a probe found, in terms of its question.
public struct ProbeOutcome: Hashable, Sendable, Codable {
  /// What was measured; nil when nothing was.
  public let measurement: ProbeMeasurement?
  /// Why the answer did not come; nil when it did.
  public let failure: ProbeFailure?

  /// Whether the answer came.
  public var success: Bool { failure == nil }

  /// Makes an outcome.
  public init(measurement: ProbeMeasurement?, failure: ProbeFailure?) {
    self.measurement = measurement
    self.failure = failure
  }

  /// What ping counted, when this was a ping that ran.
  public var ping: PingStatistics? {
    if case .ping(let value)? = measurement { value } else { nil }
  }

  /// What the name server said, when this was a lookup that ran.
  public var lookup: LookupAnswer? {
    if case .lookup(let value)? = measurement { value } else { nil }
  }

  /// What the HTTP server said, when this was an HTTP probe that got an answer.
  public var http: HTTPAnswer? {
    if case .http(let value)? = measurement { value } else { nil }
  }

  /// A file's content, when this was a file probe that could read it.
  public var file: String? {
    if case .file(let value)? = measurement { value } else { nil }
  }
}

/// A measurement, by the kind of probe.
public enum ProbeMeasurement: Hashable, Sendable, Codable {
  /// Echo requests and replies.
  case ping(PingStatistics)
  /// A name server's answer, or that there was none.
  case lookup(LookupAnswer)
  /// An HTTP server's answer.
  case http(HTTPAnswer)
  /// Whether a TCP connection came about.
  case tcp(connected: Bool)
  /// A file's content.
  case file(String)
}

/// What ping counted.
public struct PingStatistics: Hashable, Sendable, Codable {
  /// Round-trip times in milliseconds.
  public struct RoundTrip: Hashable, Sendable, Codable {
    /// The shortest.
    public let minimum: Double
    /// The mean.
    public let average: Double
    /// The longest.
    public let maximum: Double

    /// Makes a value.
    public init(minimum: Double, average: Double, maximum: Double) {
      self.minimum = minimum
      self.average = average
      self.maximum = maximum
    }
  }

  /// Requests sent.
  public let transmitted: Int
  /// Replies received, duplicates not counted.
  public let received: Int
  /// Replies received more than once.
  public let duplicates: Int
  /// The part of the requests without a reply, in percent, as ping rounds it.
  public let lossPercent: Int
  /// Round-trip times; nil without a reply.
  public let roundTrip: RoundTrip?
  /// The time to live of the first reply as it arrived; nil without one.
  public let ttl: Int?
  /// The requests' ICMP identifier: what its NAT entry is found by. Nil when the process id is not known.
  public let icmpID: UInt16?
  /// The round trip of every reply, duplicates left out, in milliseconds and in the order of arrival.
  public let replyTimes: [Double]

  /// Makes a value.
  public init(
    transmitted: Int, received: Int, duplicates: Int = 0, lossPercent: Int, roundTrip: RoundTrip? = nil,
    ttl: Int? = nil, icmpID: UInt16? = nil, replyTimes: [Double] = []
  ) {
    self.transmitted = transmitted
    self.received = received
    self.duplicates = duplicates
    self.lossPercent = lossPercent
    self.roundTrip = roundTrip
    self.ttl = ttl
    self.icmpID = icmpID
    self.replyTimes = replyTimes
  }
}

/// What a name server said.
public struct LookupAnswer: Hashable, Sendable, Codable {
  /// How a lookup ended.
  public enum Status: String, Hashable, Sendable, Codable {
    /// With at least one address.
    case answered
    /// The name does not exist.
    case nxdomain
    /// The name exists and has no address.
    case noData
    /// The server could not find out.
    case servfail
    /// The server would not say, or nobody listens at its port.
    case refused
    /// Nothing came back in time.
    case timedOut
  }

  /// The server that answered, as nslookup names it, without the port; nil when none did.
  public let server: String?
  /// The addresses of both families, in the answer's order.
  public let addresses: [String]
  /// How the lookup ended.
  public let status: Status

  /// Makes a value.
  public init(server: String?, addresses: [String], status: Status) {
    self.server = server
    self.addresses = addresses
    self.status = status
  }
}

/// What an HTTP server said.
public struct HTTPAnswer: Hashable, Sendable, Codable {
  /// The answer's body; empty for an error status, of which wget keeps no body.
  public let body: String
  /// The status when it is an error; nil for a success, of which wget does not print it.
  public let errorStatus: Int?

  /// Makes a value.
  public init(body: String, errorStatus: Int? = nil) {
    self.body = body
    self.errorStatus = errorStatus
  }

  /// The body without white space around it: what an "echo my address" service says.
  public var trimmedBody: String {
    let front = body.drop(while: \.isWhitespace)
    return String(front.reversed().drop(while: \.isWhitespace).reversed())
  }
}
