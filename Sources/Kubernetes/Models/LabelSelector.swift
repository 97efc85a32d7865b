/// A label query over objects (`meta/v1` LabelSelector).
public struct LabelSelector: Codable, Sendable, Hashable {
  /// Labels that must all be equal.
  public var matchLabels: [String: String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(matchLabels: [String: String]? = nil) {
    self.matchLabels = matchLabels
  }
}
