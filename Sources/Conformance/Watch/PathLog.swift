/// What was seen on one path, as a summary of all its probes.
///
/// Times are in seconds since the watch began.
public struct PathLog: Sendable, Codable, Hashable {
  /// A stretch of time in which every probe was lost.
  public struct Outage: Sendable, Codable, Hashable {
    /// When the first lost probe was sent.
    public var began: Double
    /// When the first probe was sent that was answered again, or until when it was seen to last.
    public var ended: Double
    /// The estimate of its length: between `lost - 1` and `lost + 1` intervals, so exact to one interval.
    public var seconds: Double
    /// How many probes in a row were lost.
    public var lost: Int
    /// Whether an answer came afterwards.
    public var isOver: Bool
    /// Whether it was there already when the turn began in which it was seen: `seconds` is the least then. Missing where
    /// it was not, and where nodes take no turns.
    public var beganBeforeTurn: Bool?
    /// Whether it was not over when the turn ended in which it was seen: `seconds` is the least then. Missing where it
    /// was, and where nodes take no turns.
    public var outlastedTurn: Bool?

    /// Makes an outage.
    public init(began: Double, ended: Double, seconds: Double, lost: Int, isOver: Bool) {
      self.began = began
      self.ended = ended
      self.seconds = seconds
      self.lost = lost
      self.isOver = isOver
    }

    /// Whether only the least length is known, because a turn began or ended within it.
    public var isAtLeast: Bool { beganBeforeTurn == true || outlastedTurn == true }
  }

  /// How many probes were sent; those of the last second, whose answers may be under way, are left out.
  public var sent: Int
  /// How many of them were answered.
  public var answered: Int
  /// How many answers came only after the next probe had been sent.
  public var late: Int
  /// Every stretch without an answer, in the order of time.
  public var outages: [Outage]
  /// The median round trip, in milliseconds; `nil` without an answer.
  public var medianMilliseconds: Double?
  /// The longest round trip, in milliseconds; `nil` without an answer.
  public var longestMilliseconds: Double?
  /// For how long the path was watched.
  public var observedSeconds: Double
  /// For how long nothing is known in between, because the exec session had broken.
  public var unobservedSeconds: Double
  /// What ping said that is no answer, each text once.
  public var remarks: [String]

  /// Makes a log.
  public init(
    sent: Int = 0, answered: Int = 0, late: Int = 0, outages: [Outage] = [], medianMilliseconds: Double? = nil,
    longestMilliseconds: Double? = nil, observedSeconds: Double = 0, unobservedSeconds: Double = 0,
    remarks: [String] = []
  ) {
    self.sent = sent
    self.answered = answered
    self.late = late
    self.outages = outages
    self.medianMilliseconds = medianMilliseconds
    self.longestMilliseconds = longestMilliseconds
    self.observedSeconds = observedSeconds
    self.unobservedSeconds = unobservedSeconds
    self.remarks = remarks
  }

  /// How many probes were lost.
  public var lost: Int { sent - answered }
  /// The longest stretch without an answer.
  public var longestOutage: Outage? { outages.max { $0.seconds < $1.seconds } }
}
