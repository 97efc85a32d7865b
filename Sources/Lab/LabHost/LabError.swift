/// Why the lab cannot be brought up or used, with what to do about it.
public struct LabError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, on what, what came back, and what to do next.
  public let description: String

  init(_ description: String) { self.description = description }
}
