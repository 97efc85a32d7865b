/// An event about an object (`core/v1`).
public struct Event: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Event`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The object that it is about.
  public var involvedObject: ObjectReference?
  /// A one-word reason, for example `FailedScheduling`.
  public var reason: String?
  /// A sentence for people.
  public var message: String?
  /// `Normal` or `Warning`.
  public var type: String?
  /// How often it happened.
  public var count: Int32?
  /// When it first happened.
  public var firstTimestamp: Timestamp?
  /// When it last happened.
  public var lastTimestamp: Timestamp?
  /// When it happened (microseconds), for events that are not counted.
  public var eventTime: Timestamp?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Event", metadata: ObjectMeta,
    involvedObject: ObjectReference? = nil, reason: String? = nil, message: String? = nil, type: String? = nil,
    count: Int32? = nil, firstTimestamp: Timestamp? = nil, lastTimestamp: Timestamp? = nil,
    eventTime: Timestamp? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.involvedObject = involvedObject
    self.reason = reason
    self.message = message
    self.type = type
    self.count = count
    self.firstTimestamp = firstTimestamp
    self.lastTimestamp = lastTimestamp
    self.eventTime = eventTime
  }
}
