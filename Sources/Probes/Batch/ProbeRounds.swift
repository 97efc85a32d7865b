import Foundation

/// The same probes again and again in one pod, through a single exec.
///
/// A round begins when the one before has ended and the pause is over, so that a pod never runs more than a batch does.
/// What a probe prints as it did before is not printed again: of an HTTP answer only the status comes a second time.
public struct ProbeRounds: Hashable, Sendable {
  /// What is sent in each round.
  public let batch: ProbeBatch
  /// How often.
  public let count: Int
  /// How long nothing is sent between two rounds, in seconds.
  public let pauseSeconds: Int
  /// How much of each probe's stdout and of its stderr is brought back, in bytes: enough to tell success.
  public static let outputLimit = 2048

  /// Makes rounds; fewer than one are none, and no pause is negative.
  public init(batch: ProbeBatch, count: Int, pauseSeconds: Int) {
    self.batch = batch
    self.count = max(0, count)
    self.pauseSeconds = max(0, pauseSeconds)
  }

  /// The script, for the same shell as ``ProbeBatch/script(directories:)``, to which the same applies.
  ///
  /// - Parameter directories: Where a directory may be made; the first that can be written is taken.
  public func script(directories: [String] = ["/tmp", "/dev/shm", "/var/tmp"]) -> String {
    let pause = pauseSeconds > 0 ? ["[ $i -eq 0 ] || sleep \(pauseSeconds)"] : []
    let lines =
      ["main() {"] + batch.beginning(directories) + ["i=0", "while [ $i -lt \(count) ]; do"] + pause + [
        // What is left of the round before must not be taken for this one's.
        "rm -f \"$d\"/*.c \"$d\"/*.p \"$d\"/*.o \"$d\"/*.e",
        "echo \"\(ProbeBatch.Frame.roundWord) $i $(date +%s)\"",
      ] + batch.started + batch.printed(limit: Self.outputLimit, once: true) + [
        "i=$((i+1))", "done", "echo \(ProbeBatch.Frame.endWord) $i", "}", "main", "exit",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One round that arrived.
  public struct Round: Sendable, Hashable {
    /// When it began, by the pod's clock.
    public let began: Date
    /// What the probes brought; those that the pod's shell could not run are missing.
    public let results: [ProbeID: RawProbeResult]
  }

  /// Reads what ``script(directories:)`` printed.
  ///
  /// - Returns: The rounds that arrived whole, in order, and why there are no more of them; `nil` when there are all.
  public func parse(_ stdout: Data) -> (rounds: [Round], missing: String?) {
    var reader = FrameReader(bytes: [UInt8](stdout))
    var rounds: [Round] = []
    do {
      for index in 0..<count {
        let began = try reader.round(index)
        var results: [ProbeID: RawProbeResult] = [:]
        for (place, probe) in batch.probes.enumerated() { results[probe.id] = try reader.probe(place) }
        rounds.append(Round(began: Date(timeIntervalSince1970: Double(began)), results: results))
      }
      try reader.end(count: count)
    } catch let error as FrameReader.Failure {
      return (rounds, error.reason)
    } catch {
      return (rounds, "\(error)")
    }
    return (rounds, nil)
  }
}
