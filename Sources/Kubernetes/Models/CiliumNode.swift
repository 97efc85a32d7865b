/// Cilium's view of a node (`cilium.io/v2`).
public struct CiliumNode: KubernetesObject, Hashable {
  /// `cilium.io/v2`; absent in the items of a list.
  public var apiVersion: String?
  /// `CiliumNode`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata; the name is the Kubernetes node's.
  public var metadata: ObjectMeta
  /// What the agent published.
  public var spec: CiliumNodeSpec?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "cilium.io/v2", kind: String? = "CiliumNode", metadata: ObjectMeta,
    spec: CiliumNodeSpec? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}

/// What the Cilium agent published about its node.
public struct CiliumNodeSpec: Codable, Sendable, Hashable {
  /// Addresses; the `InternalIP` is the node IP and tunnel endpoint.
  public var addresses: [CiliumNodeAddress]?
  /// Pod ranges.
  public var ipam: CiliumNodeIPAM?
  /// The health endpoint.
  public var health: CiliumNodeHealth?
  /// The boot id of the node.
  public var bootid: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    addresses: [CiliumNodeAddress]? = nil, ipam: CiliumNodeIPAM? = nil, health: CiliumNodeHealth? = nil,
    bootid: String? = nil
  ) {
    self.addresses = addresses
    self.ipam = ipam
    self.health = health
    self.bootid = bootid
  }
}

/// One address of a CiliumNode.
public struct CiliumNodeAddress: Codable, Sendable, Hashable {
  /// `InternalIP`, `CiliumInternalIP`, `ExternalIP` and so on.
  public var type: String
  /// The address.
  public var ip: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(type: String, ip: String) {
    self.type = type
    self.ip = ip
  }
}

/// Pod ranges of a CiliumNode.
public struct CiliumNodeIPAM: Codable, Sendable, Hashable {
  /// The ranges, one per family.
  public var podCIDRs: [String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(podCIDRs: [String]? = nil) {
    self.podCIDRs = podCIDRs
  }
}

/// The health endpoint of a CiliumNode.
public struct CiliumNodeHealth: Codable, Sendable, Hashable {
  /// Its IPv4 address.
  public var ipv4: String?
  /// Its IPv6 address.
  public var ipv6: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(ipv4: String? = nil, ipv6: String? = nil) {
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }
}
