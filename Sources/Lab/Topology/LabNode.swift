/// One node of a lab.
public struct LabNode: Codable, Sendable, Hashable {
  /// The Kubernetes node's name, and its network namespace's.
  public var name: String
  /// Its share of the cluster's IPv4 pod CIDR, a /24; nil where pods have no IPv4.
  public var podCIDR: String?
  /// The IPv4 address of `cilium_host`, the pods' gateway.
  public var podGateway: String?
  /// Its share of the cluster's IPv6 pod CIDR, a /64; nil where pods have no IPv6.
  public var podCIDRv6: String?
  /// The IPv6 address of `cilium_host`.
  public var podGatewayv6: String?
  /// The device whose address the kubelet announces as InternalIP.
  public var nodeIP: String
  /// The devices that face the outside, in the order in which they are made.
  public var uplinks: [LabUplink]
  /// Routes beside those that come with the uplinks.
  public var routes: [LabRoute]
}

/// A member of overlays that is no node of the cluster.
public struct LabPeer: Codable, Sendable, Hashable {
  /// Its name, and its network namespace's.
  public var name: String
  /// The devices that face the outside, as a node's.
  public var uplinks: [LabUplink]

  /// The machine that it is: what a node is, without what Kubernetes gives it.
  var machine: LabNode { LabNode(name: name, nodeIP: "", uplinks: uplinks, routes: []) }
}

/// A device of a node that faces the outside: a card in a network, or the node's end of an overlay.
public struct LabUplink: Codable, Sendable, Hashable {
  /// What it is called; of a card that is a bridge's port or below a macvlan, the bridge or the macvlan.
  public var device: String
  /// The network that the card is in; nil for an overlay's device.
  public var network: String?
  /// The overlay that the device belongs to; nil for a card.
  public var overlay: String?
  /// Its IPv4 address, without prefix length; nil without IPv4, and for the device of an overlay that has no prefix.
  public var address: String?
  /// Its IPv6 address, likewise.
  public var addressv6: String?
  /// The address behind which the network's router hides this one; in networks with `internet: nat` only.
  public var publicAddress: String?
  /// Whether the node's default route leaves by this card.
  public var isDefault: Bool
  /// A card that is the only port of a bridge, which then is `device` and holds the address.
  public var bridgePort: String?
  /// A card below a macvlan, which then is `device` and holds the address.
  public var macvlanOver: String?

  /// What is below the device, if it is no card itself.
  var lower: String? { bridgePort ?? macvlanOver }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case device, network, overlay, address, addressv6, publicAddress
    case isDefault = "default"
    case bridgePort, macvlanOver
  }
}

/// A static route of a node.
public struct LabRoute: Codable, Sendable, Hashable {
  /// A prefix.
  public var to: String
  /// The next hop's address.
  public var via: String
}
