/// A node (`core/v1`).
public struct Node: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Node`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: NodeSpec?
  /// The observed state.
  public var status: NodeStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Node", metadata: ObjectMeta, spec: NodeSpec? = nil,
    status: NodeStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// The desired state of a node.
public struct NodeSpec: Codable, Sendable, Hashable {
  /// The node's first pod range, for example `10.244.0.0/24`.
  public var podCIDR: String?
  /// All pod ranges, one per address family.
  public var podCIDRs: [String]?
  /// Whether the node is cordoned.
  public var unschedulable: Bool?
  /// What keeps pods without a matching toleration away.
  public var taints: [Taint]?
  /// The cloud's id of the machine.
  public var providerID: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    podCIDR: String? = nil, podCIDRs: [String]? = nil, unschedulable: Bool? = nil, taints: [Taint]? = nil,
    providerID: String? = nil
  ) {
    self.podCIDR = podCIDR
    self.podCIDRs = podCIDRs
    self.unschedulable = unschedulable
    self.taints = taints
    self.providerID = providerID
  }
}

/// A taint of a node.
public struct Taint: Codable, Sendable, Hashable {
  /// The taint's key.
  public var key: String
  /// The taint's value.
  public var value: String?
  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  public var effect: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(key: String, value: String? = nil, effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// The observed state of a node.
public struct NodeStatus: Codable, Sendable, Hashable {
  /// Addresses; kubelet's `--node-ip` decides the `InternalIP`.
  public var addresses: [NodeAddress]?
  /// `Ready`, `NetworkUnavailable` and others.
  public var conditions: [Condition]?
  /// Versions as kubelet reports them.
  public var nodeInfo: NodeSystemInfo?
  /// Resources of the machine.
  public var capacity: [String: String]?
  /// Resources left for pods.
  public var allocatable: [String: String]?
  /// Images that the node holds; kubelet lists the largest, 50 by default.
  public var images: [ContainerImage]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    addresses: [NodeAddress]? = nil, conditions: [Condition]? = nil, nodeInfo: NodeSystemInfo? = nil,
    capacity: [String: String]? = nil, allocatable: [String: String]? = nil, images: [ContainerImage]? = nil
  ) {
    self.addresses = addresses
    self.conditions = conditions
    self.nodeInfo = nodeInfo
    self.capacity = capacity
    self.allocatable = allocatable
    self.images = images
  }
}

/// An image on a node.
public struct ContainerImage: Codable, Sendable, Hashable {
  /// Its references, by tag and by digest.
  public var names: [String]?
  /// Its size.
  public var sizeBytes: Int64?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(names: [String]? = nil, sizeBytes: Int64? = nil) {
    self.names = names
    self.sizeBytes = sizeBytes
  }
}

/// One address of a node.
public struct NodeAddress: Codable, Sendable, Hashable {
  /// `InternalIP`, `ExternalIP`, `Hostname` and so on.
  public var type: String
  /// The address or name.
  public var address: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(type: String, address: String) {
    self.type = type
    self.address = address
  }
}

/// Versions of a node's software.
public struct NodeSystemInfo: Codable, Sendable, Hashable {
  /// As of `uname -r`.
  public var kernelVersion: String?
  /// The operating system's pretty name.
  public var osImage: String?
  /// For example `containerd://2.1.4`.
  public var containerRuntimeVersion: String?
  /// For example `v1.34.1`.
  public var kubeletVersion: String?
  /// `linux`.
  public var operatingSystem: String?
  /// `amd64`, `arm64` and so on.
  public var architecture: String?
  /// The content of `/etc/machine-id`.
  public var machineID: String?
  /// Changes with every boot.
  public var bootID: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    kernelVersion: String? = nil, osImage: String? = nil, containerRuntimeVersion: String? = nil,
    kubeletVersion: String? = nil, operatingSystem: String? = nil, architecture: String? = nil,
    machineID: String? = nil, bootID: String? = nil
  ) {
    self.kernelVersion = kernelVersion
    self.osImage = osImage
    self.containerRuntimeVersion = containerRuntimeVersion
    self.kubeletVersion = kubeletVersion
    self.operatingSystem = operatingSystem
    self.architecture = architecture
    self.machineID = machineID
    self.bootID = bootID
  }
}
