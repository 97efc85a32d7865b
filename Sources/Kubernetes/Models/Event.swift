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
  /// Who writes it (`source.component` of old, shown by `kubectl describe`).
  public var source: EventSource?
  /// Who writes it.
  public var reportingComponent: String?
  /// Which instance of it, for example a pod.
  public var reportingInstance: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Event", metadata: ObjectMeta,
    involvedObject: ObjectReference? = nil, reason: String? = nil, message: String? = nil, type: String? = nil,
    count: Int32? = nil, firstTimestamp: Timestamp? = nil, lastTimestamp: Timestamp? = nil,
    eventTime: Timestamp? = nil, source: EventSource? = nil, reportingComponent: String? = nil,
    reportingInstance: String? = nil
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
    self.source = source
    self.reportingComponent = reportingComponent
    self.reportingInstance = reportingInstance
  }
}

/// Who writes an event.
public struct EventSource: Codable, Sendable, Hashable {
  /// The program.
  public var component: String?
  /// The node that it runs on.
  public var host: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(component: String? = nil, host: String? = nil) {
    self.component = component
    self.host = host
  }
}
