import Cilium
import Kubernetes

/// How people name an end of a path.
public struct PathReference: Sendable, Hashable, CustomStringConvertible {
  /// What kind of thing is meant.
  public enum Kind: String, Sendable, Hashable {
    case node, pod, service
  }

  /// The kind, where it was given.
  public var kind: Kind?
  /// The namespace, where it was given.
  public var namespace: String?
  /// The name.
  public var name: String
  /// The text as given.
  public var description: String

  /// Reads `NAME`, `NAMESPACE/NAME`, `KIND/NAME` and `KIND/NAMESPACE/NAME`, where KIND is `node`, `pod`, `service` or
  /// `svc`; `nil` for anything else.
  public init?(_ text: String) {
    description = text
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains(""), (1...3).contains(parts.count) else { return nil }
    if parts.count > 1, let kind = parts[0] == "svc" ? .service : Kind(rawValue: parts[0]) {
      self.kind = kind
      parts.removeFirst()
    }
    guard parts.count <= 2, kind != .node || parts.count == 1 else { return nil }
    namespace = parts.count == 2 ? parts[0] : nil
    name = parts[parts.count - 1]
  }
}

/// Where objects are looked up that people name: a cluster, or an archive.
protocol PathDirectory: Sendable {
  /// The pods of a name; of all namespaces where none is given.
  func pods(named name: String, in namespace: String?) async throws -> [Pod]
  /// The Services of a name, or all; of all namespaces where none is given.
  func services(named name: String?, in namespace: String?) async throws -> [Service]
  /// A Service's IPv4 address with those of its ready endpoints; `nil` where it has none.
  func endpoints(of namespace: String, _ name: String) async throws -> ServiceFacts?
}

/// The objects of a cluster.
struct ClusterDirectory: PathDirectory {
  let client: KubernetesClient

  func pods(named name: String, in namespace: String?) async throws -> [Pod] {
    try await client.list(Pod.self, .pods(namespace: namespace), fieldSelector: "metadata.name=\(name)").items
  }

  func services(named name: String?, in namespace: String?) async throws -> [Service] {
    try await client.list(
      Service.self, .services(namespace: namespace), fieldSelector: name.map { "metadata.name=\($0)" }
    ).items
  }

  func endpoints(of namespace: String, _ name: String) async throws -> ServiceFacts? {
    try await ClusterReader(client: client, cilium: CiliumLocation()).service(namespace, name, port: 0)?.ipv4
  }
}

/// Finds on a cluster, or in an archive, what people name.
public struct PathResolver: Sendable {
  private let directory: any PathDirectory
  private let facts: ClusterFacts

  /// Makes a resolver of a cluster; nodes are those of the facts.
  public init(client: KubernetesClient, facts: ClusterFacts) {
    self.init(directory: ClusterDirectory(client: client), facts: facts)
  }

  init(directory: any PathDirectory, facts: ClusterFacts) {
    self.directory = directory
    self.facts = facts
  }

  /// The node whose pods are meant: a node itself, or the one that a pod runs on.
  public func source(_ text: String) async throws -> String {
    let reference = try parse(text)
    if reference.kind == nil || reference.kind == .node, reference.namespace == nil,
      let node = facts.node(reference.name)
    {
      return node.name
    }
    guard reference.kind != .node, reference.kind != .service, let pod = try await pod(reference) else {
      throw notFound(text, "node or pod")
    }
    guard pod.spec?.hostNetwork != true else {
      throw ScenarioError(
        "\(text) uses its node's network: Cilium masquerades nothing of it, and devices decides none of its paths.")
    }
    guard let node = pod.spec?.nodeName else { throw ScenarioError("\(text) has not been scheduled to a node yet.") }
    return node
  }

  /// Where a path leads: an address, a node (by the address under which others know it), a pod, a Service.
  public func target(_ text: String) async throws -> PathExplanation.Target {
    if let address = IPv4Address(text) { return try await target(address) }
    let reference = try parse(text)
    if reference.kind == nil || reference.kind == .node, reference.namespace == nil,
      let node = facts.node(reference.name)
    {
      guard let address = PathModel(facts: facts, family: .ipv4).peerAddress(node)?.ipv4 else {
        throw ScenarioError("Node \(node.name) has no IPv4 address.")
      }
      return .address(address)
    }
    if reference.kind == nil || reference.kind == .service, let service = try await service(reference) {
      return try await target(service)
    }
    if reference.kind == nil || reference.kind == .pod, let pod = try await pod(reference) {
      guard let address = pod.status?.podIP.flatMap({ IPv4Address($0) }) else {
        throw ScenarioError("Pod \(text) has no IPv4 address yet.")
      }
      return .address(address)
    }
    throw notFound(text, "address, node, Service or pod")
  }

  private func parse(_ text: String) throws -> PathReference {
    guard let reference = PathReference(text) else {
      throw ScenarioError("'\(text)' names nothing: give NAME, NAMESPACE/NAME, or pod/, service/ or node/ before it.")
    }
    return reference
  }

  private func notFound(_ text: String, _ what: String) -> ScenarioError {
    ScenarioError(
      "There is no \(what) '\(text)'. Nodes that take part: \(facts.nodes.map(\.name).joined(separator: ", ")).")
  }

  /// An address may be a Service's.
  private func target(_ address: IPv4Address) async throws -> PathExplanation.Target {
    let isInside = facts.nodes.contains {
      PathModel(facts: facts).holds($0, .v4(address)) || $0.podCIDR?.contains(address) == true
    }
    guard !address.isPublic, !isInside else { return .address(address) }
    let services = try await directory.services(named: nil, in: nil)
    guard let service = services.first(where: { $0.spec?.clusterIP == address.description }) else {
      return .address(address)
    }
    return try await target(service)
  }

  private func target(_ service: Service) async throws -> PathExplanation.Target {
    let namespace = service.namespace ?? "default"
    guard let found = try await directory.endpoints(of: namespace, service.name) else {
      throw ScenarioError("Service \(namespace)/\(service.name) has no IPv4 ClusterIP: a headless one has no path.")
    }
    return .service(name: "\(namespace)/\(service.name)", clusterIP: found.clusterIP, endpoints: found.endpoints)
  }

  private func pod(_ reference: PathReference) async throws -> Pod? {
    try only(try await directory.pods(named: reference.name, in: reference.namespace), reference)
  }

  private func service(_ reference: PathReference) async throws -> Service? {
    try only(try await directory.services(named: reference.name, in: reference.namespace), reference)
  }

  private func only<Object: KubernetesObject>(_ found: [Object], _ reference: PathReference) throws -> Object? {
    guard found.count > 1 else { return found.first }
    let names = found.map { "\($0.namespace ?? "")/\($0.name)" }.joined(separator: ", ")
    throw ScenarioError("'\(reference)' is ambiguous: \(names). Give NAMESPACE/NAME.")
  }
}
