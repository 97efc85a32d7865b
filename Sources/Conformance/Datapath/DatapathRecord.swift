/// What the agents' tables hold of the run's own pods and Services: evidence, and what a failure may come from. It
/// judges nothing by itself: a path that works as predicted works.
public struct DatapathRecord: Sendable, Codable, Hashable {
  /// How many ports of Services were compared, over all nodes.
  public var compared: Int
  /// The Services that the probes used, compared with the agents' load-balancer maps; on a large cluster only those that
  /// differ.
  public var services: [ServiceComparison]
  /// Policies on the probe pods' endpoints that may stop packets; empty when everything is allowed.
  public var policies: [PolicyRestriction]
  /// The security identities of the probe pods; `nil` where they were not read, and in records from before they were
  /// kept.
  public var identities: [ProbeIdentity]?
  /// What could not be read: node, and why.
  public var gaps: [Sentence]

  /// Makes a record.
  public init(
    compared: Int = 0, services: [ServiceComparison] = [], policies: [PolicyRestriction] = [], gaps: [Sentence] = []
  ) {
    self.compared = compared
    self.services = services
    self.policies = policies
    self.gaps = gaps
  }
}

extension DatapathRecord {
  /// The identity of a node's probe pod.
  func identity(of role: ProbeRole, on node: String) -> UInt32? {
    identities?.first { $0.node == node && $0.pod == role.rawValue }?.identity
  }
}

/// A probe pod's security identity, as its node's agent has it.
public struct ProbeIdentity: Sendable, Codable, Hashable {
  /// The pod's node.
  public var node: String
  /// Which of the node's probe pods: `client` or `server`.
  public var pod: String
  /// The number.
  public var identity: UInt32
}

/// A Service's port as a node translates it, beside what Kubernetes says.
public struct ServiceComparison: Sendable, Codable, Hashable {
  /// The node whose load-balancer map was read.
  public var node: String
  /// `NAMESPACE/NAME`.
  public var service: String
  /// The node of the pod behind it, for a Service of the run's own.
  public var target: String?
  /// `ADDRESS:PORT/PROTOCOL`.
  public var frontend: String
  /// The ready endpoints of the EndpointSlices, `ADDRESS:PORT`, sorted.
  public var expected: [String]
  /// The backends in the agent's map, likewise; `nil` when it does not know the Service's port at all.
  public var found: [String]?

  /// Makes a comparison.
  public init(node: String, service: String, frontend: String, expected: [String], found: [String]?) {
    self.node = node
    self.service = service
    self.frontend = frontend
    self.expected = expected
    self.found = found
  }

  /// The same of a Service in front of a node's pod.
  func towards(_ target: String?) -> ServiceComparison {
    var comparison = self
    comparison.target = target
    return comparison
  }

  /// Whether the node translates to what Kubernetes says.
  public var agrees: Bool { found == expected }

  /// What differs, in words; `nil` when nothing does.
  public var difference: Translated? {
    let difference = ServiceDifference(node: node, frontend: frontend, expected: expected, found: found)
    return difference.isNone ? nil : difference.text
  }
}

/// A policy on a probe pod's endpoint.
public struct PolicyRestriction: Sendable, Codable, Hashable {
  /// The pod's node.
  public var node: String
  /// Which of the node's probe pods: `client`, which sends, or `server`, which answers.
  public var pod: String
  /// The endpoint's number.
  public var endpoint: Int
  /// Whether it is about packets that come in to the pod.
  public var isIngress: Bool
  /// What is denied, or what alone is allowed.
  public var restriction: String

  /// Makes a restriction.
  public init(node: String, pod: String, endpoint: Int, isIngress: Bool, restriction: String) {
    self.node = node
    self.pod = pod
    self.endpoint = endpoint
    self.isIngress = isIngress
    self.restriction = restriction
  }
}
