/// How often each path is tried, and which loss is still called working.
public struct PathSampling: Sendable, Hashable {
  /// How often every path is tried; 1 is its measurement alone.
  public var count: Int
  /// How long nothing is sent between two tries, in seconds.
  public var intervalSeconds: Int
  /// Up to which loss a path works, as a part of one.
  public var toleratedLoss: Double

  /// So often at the most.
  public static let most = 1000
  /// The longest pause between two tries, in seconds.
  public static let longestInterval = 600
  /// One pod's tries take so long at the most, in seconds: kubelet ends an exec after four hours.
  public static let longest = 3 * 3600

  /// Makes a choice; without one every path is tried once.
  public init(count: Int = 1, intervalSeconds: Int = 1, toleratedLoss: Double = 0.01) {
    self.count = count
    self.intervalSeconds = intervalSeconds
    self.toleratedLoss = toleratedLoss
  }

  /// How often a path is tried beside its measurement.
  var further: Int { max(0, count - 1) }

  /// How long a pod may take for the further tries, in seconds: two waves of probes that all get no answer, and the pause.
  /// Tries that do not fit in are not measured.
  ///
  /// - Parameter probeTimeoutSeconds: How long one probe may wait for an answer.
  public func longestSeconds(probeTimeoutSeconds: Int) -> Int {
    further * (intervalSeconds + 2 * (probeTimeoutSeconds + 2) + 1)
  }
}
