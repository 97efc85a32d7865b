/// The cluster as it was found, as far as reports need it.
public struct ClusterSummary: Sendable, Codable, Hashable {
  /// The kubeconfig context that was used.
  public var context: String
  /// The API server's URL.
  public var server: String
  /// For example `v1.36.2`.
  public var kubernetesVersion: String
  /// For example `1.19.4`; `nil` when no agent answered.
  public var ciliumVersion: String?
  /// The keys of `cilium-config` that the rules read, as they were found. An unset key is absent.
  public var configuration: [String: String]
  /// The nodes that take part.
  public var nodes: [NodeSummary]
  /// Nodes that were left out, with the reason.
  public var skippedNodes: [String: Sentence]

  /// Makes a summary.
  public init(
    context: String, server: String, kubernetesVersion: String, ciliumVersion: String? = nil,
    configuration: [String: String] = [:], nodes: [NodeSummary] = [], skippedNodes: [String: Sentence] = [:]
  ) {
    self.context = context
    self.server = server
    self.kubernetesVersion = kubernetesVersion
    self.ciliumVersion = ciliumVersion
    self.configuration = configuration
    self.nodes = nodes
    self.skippedNodes = skippedNodes
  }
}

/// A node as it was found.
public struct NodeSummary: Sendable, Codable, Hashable {
  /// The Kubernetes node's name.
  public var name: String
  /// The Kubernetes InternalIP.
  public var internalIP: String?
  /// The Kubernetes ExternalIP.
  public var externalIP: String?
  /// The pods' CIDR.
  public var podCIDR: String?
  /// The physical uplink's name.
  public var physicalDevice: String?
  /// The tailnet uplink's name.
  public var tailnetDevice: String?
  /// Uplink name → its IPv4 addresses.
  public var addresses: [String: [String]]
  /// Uplink name → its MTU in bytes.
  public var mtus: [String: Int]
  /// For example `6.18.44`.
  public var kernel: String?
  /// For example `v1.36.2`.
  public var kubelet: String?
  /// The Kubernetes InternalIP of IPv6, on a dual-stack node.
  public var internalIPv6: String?
  /// The pods' IPv6 CIDR.
  public var podCIDRv6: String?
  /// Uplink name → its global IPv6 addresses; `nil` where there is none.
  public var addressesIPv6: [String: [String]]?
  /// The version of the node's agent, for example `1.19.4`.
  public var ciliumVersion: String?

  /// Makes a summary.
  public init(
    name: String, internalIP: String? = nil, externalIP: String? = nil, podCIDR: String? = nil,
    physicalDevice: String? = nil, tailnetDevice: String? = nil, addresses: [String: [String]] = [:],
    mtus: [String: Int] = [:], kernel: String? = nil, kubelet: String? = nil
  ) {
    self.name = name
    self.internalIP = internalIP
    self.externalIP = externalIP
    self.podCIDR = podCIDR
    self.physicalDevice = physicalDevice
    self.tailnetDevice = tailnetDevice
    self.addresses = addresses
    self.mtus = mtus
    self.kernel = kernel
    self.kubelet = kubelet
  }
}
