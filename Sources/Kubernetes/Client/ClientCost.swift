/// What a client has asked of its server so far: the server's side of a run.
public struct ClientCost: Sendable, Hashable, Codable {
  /// REST requests sent, watches and every repetition included.
  public var calls: Int
  /// Exec sessions that were begun, every repetition included.
  public var execs: Int
  /// The most requests and exec sessions that were open at the same time; watches, which stay open, are none of them.
  public var peakInFlight: Int
  /// Bytes of the bodies that came in answer to requests.
  public var answerBytes: Int
  /// Bytes of the events that came by watches.
  public var watchBytes: Int
  /// Bytes of output that came from commands.
  public var execBytes: Int

  /// Makes a cost; without arguments, that of a client which has asked nothing.
  public init(
    calls: Int = 0, execs: Int = 0, peakInFlight: Int = 0, answerBytes: Int = 0, watchBytes: Int = 0, execBytes: Int = 0
  ) {
    self.calls = calls
    self.execs = execs
    self.peakInFlight = peakInFlight
    self.answerBytes = answerBytes
    self.watchBytes = watchBytes
    self.execBytes = execBytes
  }
}
