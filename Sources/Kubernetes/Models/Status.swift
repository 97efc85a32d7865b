/// The server's answer to what is not an object (`meta/v1` Status): errors, deletions, ends of exec sessions.
public struct Status: Codable, Sendable, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Status`; absent in the items of a list.
  public var kind: String?
  /// `Success` or `Failure`.
  public var status: String?
  /// A sentence for people.
  public var message: String?
  /// A machine-readable reason, for example `NotFound`.
  public var reason: String?
  /// What it is about.
  public var details: StatusDetails?
  /// The HTTP status code.
  public var code: Int32?
  /// List metadata.
  public var metadata: ListMeta?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Status", status: String? = nil, message: String? = nil,
    reason: String? = nil, details: StatusDetails? = nil, code: Int32? = nil, metadata: ListMeta? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.status = status
    self.message = message
    self.reason = reason
    self.details = details
    self.code = code
    self.metadata = metadata
  }
}

/// What a Status is about.
public struct StatusDetails: Codable, Sendable, Hashable {
  /// The object's name.
  public var name: String?
  /// Its API group.
  public var group: String?
  /// Its kind or resource.
  public var kind: String?
  /// Its unique id.
  public var uid: String?
  /// The single causes.
  public var causes: [StatusCause]?
  /// Seconds to wait before trying again.
  public var retryAfterSeconds: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    name: String? = nil, group: String? = nil, kind: String? = nil, uid: String? = nil, causes: [StatusCause]? = nil,
    retryAfterSeconds: Int32? = nil
  ) {
    self.name = name
    self.group = group
    self.kind = kind
    self.uid = uid
    self.causes = causes
    self.retryAfterSeconds = retryAfterSeconds
  }
}

/// One cause of a failure.
public struct StatusCause: Codable, Sendable, Hashable {
  /// A machine-readable reason, for example `ExitCode`.
  public var reason: String?
  /// Text; the exit status for `ExitCode`.
  public var message: String?
  /// The field of the object.
  public var field: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(reason: String? = nil, message: String? = nil, field: String? = nil) {
    self.reason = reason
    self.message = message
    self.field = field
  }
}
