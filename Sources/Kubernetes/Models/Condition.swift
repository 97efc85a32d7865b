/// One observed condition of a node, pod or workload (`type` is `Ready` and so on).
public struct Condition: Codable, Sendable, Hashable {
  /// The condition's name.
  public var type: String
  /// `True`, `False` or `Unknown`.
  public var status: String
  /// A one-word reason.
  public var reason: String?
  /// A sentence for people.
  public var message: String?
  /// When `status` last changed.
  public var lastTransitionTime: Timestamp?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    type: String, status: String, reason: String? = nil, message: String? = nil, lastTransitionTime: Timestamp? = nil
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
  }

  /// Whether `status` is `True`.
  public var isTrue: Bool { status == "True" }
}
