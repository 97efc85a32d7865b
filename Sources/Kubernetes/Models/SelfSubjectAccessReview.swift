/// Asks whether the own user may do something (`authorization.k8s.io/v1`); create it and read `status`.
public struct SelfSubjectAccessReview: Codable, Sendable, Hashable {
  /// `authorization.k8s.io/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `SelfSubjectAccessReview`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta?
  /// The question.
  public var spec: SelfSubjectAccessReviewSpec
  /// The answer.
  public var status: SubjectAccessReviewStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "authorization.k8s.io/v1", kind: String? = "SelfSubjectAccessReview",
    metadata: ObjectMeta? = nil, spec: SelfSubjectAccessReviewSpec, status: SubjectAccessReviewStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// The question of an access review.
public struct SelfSubjectAccessReviewSpec: Codable, Sendable, Hashable {
  /// What would be done to which resource.
  public var resourceAttributes: ResourceAttributes?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(resourceAttributes: ResourceAttributes? = nil) {
    self.resourceAttributes = resourceAttributes
  }
}

/// An action on a resource.
public struct ResourceAttributes: Codable, Sendable, Hashable {
  /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`.
  public var verb: String
  /// The plural resource, for example `pods`.
  public var resource: String
  /// For example `exec`.
  public var subresource: String?
  /// The API group; empty for core.
  public var group: String?
  /// The API version.
  public var version: String?
  /// The namespace; empty for all or cluster-scoped.
  public var namespace: String?
  /// The object; empty for all.
  public var name: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    verb: String, resource: String, subresource: String? = nil, group: String? = nil, version: String? = nil,
    namespace: String? = nil, name: String? = nil
  ) {
    self.verb = verb
    self.resource = resource
    self.subresource = subresource
    self.group = group
    self.version = version
    self.namespace = namespace
    self.name = name
  }
}

/// The answer of an access review.
public struct SubjectAccessReviewStatus: Codable, Sendable, Hashable {
  /// Whether it is allowed.
  public var allowed: Bool
  /// Whether it is explicitly denied.
  public var denied: Bool?
  /// Why.
  public var reason: String?
  /// What went wrong while deciding.
  public var evaluationError: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(allowed: Bool, denied: Bool? = nil, reason: String? = nil, evaluationError: String? = nil) {
    self.allowed = allowed
    self.denied = denied
    self.reason = reason
    self.evaluationError = evaluationError
  }
}
