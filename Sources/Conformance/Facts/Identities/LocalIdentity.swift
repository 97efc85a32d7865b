import Cilium

/// A security identity of endpoints on a node, as its agent lists them.
public struct LocalIdentity: Sendable, Codable, Hashable {
  /// The number, which the agents of all nodes agree on.
  public var id: UInt32
  /// The first endpoints that have it, in the agent's order.
  public var endpoints: [Endpoint]
  /// How many endpoints have it.
  public var count: Int

  /// An endpoint.
  public struct Endpoint: Sendable, Codable, Hashable {
    /// Its namespace and first labels, `shop/app=cart`; of a reserved identity its label.
    public var name: String
    /// Its address, IPv4 first.
    public var address: IPAddress?
  }

  /// Makes one.
  public init(id: UInt32, endpoints: [Endpoint] = [], count: Int) {
    self.id = id
    self.endpoints = endpoints
    self.count = count
  }

  /// So many endpoints of one identity are named.
  static let mostNamed = 4

  /// The identities of a node's endpoints, by their numbers. Endpoints that have none yet are left out.
  static func of(_ entries: [EndpointEntry]) -> [LocalIdentity] {
    let known = entries.compactMap { entry -> (id: UInt32, entry: EndpointEntry)? in
      entry.identity.flatMap { UInt32(exactly: $0) }.map { ($0, entry) }
    }
    return Dictionary(grouping: known, by: \.id).map { id, entries in
      LocalIdentity(id: id, endpoints: entries.prefix(mostNamed).map { Endpoint($0.entry) }, count: entries.count)
    }.sorted { $0.id < $1.id }
  }
}

extension LocalIdentity.Endpoint {
  /// An endpoint as its agent lists it.
  init(_ entry: EndpointEntry) {
    self.init(name: Self.name(entry.labels), address: entry.ipv4.map(IPAddress.v4) ?? entry.ipv6.map(IPAddress.v6))
  }

  private static func name(_ labels: [String]) -> String {
    if let reserved = labels.first(where: { $0.hasPrefix("reserved:") }) { return reserved }
    let labels = labels.map { $0.hasPrefix("k8s:") ? String($0.dropFirst(4)) : $0 }
    let namespace = labels.lazy.compactMap { label -> Substring? in
      label.hasPrefix(namespaceLabel) ? label.dropFirst(namespaceLabel.count) : nil
    }.first
    let own = labels.filter { !$0.hasPrefix("io.cilium.") && !$0.hasPrefix("io.kubernetes.") }
    return (namespace.map { "\($0)/" } ?? "") + (own.isEmpty ? "pod" : own.prefix(2).joined(separator: ","))
  }

  private static let namespaceLabel = "io.kubernetes.pod.namespace="

  /// `shop/app=cart (10.244.0.12)`.
  public var text: String { name + (address.map { " (\($0))" } ?? "") }
}
