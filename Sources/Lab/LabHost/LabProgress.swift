import Foundation

/// A step of the lab's start.
public struct LabProgress: Sendable, Hashable, Codable {
  /// What is being done, a few words.
  public var step: String
  /// Seconds since the start.
  public var elapsed: Double

  /// A step at a time.
  public init(step: String, elapsed: Double) {
    self.step = step
    self.elapsed = elapsed
  }
}

/// A line that the lab's host prints: a step, or why it gives up.
struct LabHostLine: Sendable, Hashable, Codable {
  var step: String?
  var elapsed: Double
  var error: String?
}
