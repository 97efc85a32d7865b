/// A batch's output that lacks some of its probes, because it was cut off or is not the script's at all.
public struct IncompleteBatch: Error, Hashable, Sendable, CustomStringConvertible {
  /// The probes that arrived whole.
  public let results: [ProbeID: RawProbeResult]
  /// The probes that did not, in the batch's order.
  public let missing: [ProbeID]
  /// Where reading stopped and what stood there.
  public let reason: String

  /// One sentence for people.
  public var description: String {
    "the output of a batch of probes lacks \(missing.isEmpty ? "its end" : missing.joined(separator: ", ")): \(reason)"
  }
}
