/// What a probe's program left behind, before anybody makes sense of it: the evidence.
public struct RawProbeResult: Hashable, Sendable, Codable {
  /// The exit status; 128 + n when signal n ended the program (143: its time was up).
  public let exitCode: Int32
  /// Standard output, the first ``ProbeBatch/outputLimit`` bytes of it; bytes that are not UTF-8 are replaced.
  public let stdout: String
  /// Standard error, likewise.
  public let stderr: String
  /// The program's process id in its pod; nil when the program was not started. The lower 16 bits are the ICMP
  /// identifier of busybox's ping.
  public let processID: Int32?
  /// When the program was started, in seconds since the node booted (`/proc/uptime`, steps of 10 ms).
  public let startedAtUptime: Double
  /// How long it ran, in steps of 10 ms.
  public let duration: Duration

  /// Makes a result.
  public init(
    exitCode: Int32, stdout: String, stderr: String, processID: Int32? = nil, startedAtUptime: Double = 0,
    duration: Duration = .zero
  ) {
    self.exitCode = exitCode
    self.stdout = stdout
    self.stderr = stderr
    self.processID = processID
    self.startedAtUptime = startedAtUptime
    self.duration = duration
  }
}
