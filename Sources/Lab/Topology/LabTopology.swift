/// The shape of a lab: networks, overlays and nodes, and how Cilium is set up among them.
///
/// A file in YAML or JSON holds one (`docs/topology.schema.json`); `LabTopology.builtIn` are those that come with
/// netproof. Nothing of a lab's shape is known anywhere else.
public struct LabTopology: Codable, Sendable, Hashable {
  /// What it is called: lower-case letters, digits and hyphens.
  public var name: String
  /// One sentence on what it is for.
  public var purpose: String
  /// The IPv4 prefix in which every node's pod CIDR lies; nil where pods have no IPv4 addresses.
  public var podCIDR: String?
  /// The IPv6 prefix, likewise; with both, the cluster is dual-stack.
  public var podCIDRv6: String?
  /// How Cilium is set up.
  public var cilium: CiliumPlan
  /// The networks that nodes have network cards in.
  public var networks: [LabSegment]
  /// The overlays that join the nodes above those networks.
  public var overlays: [LabOverlay]
  /// The nodes; the API server runs on the first.
  public var nodes: [LabNode]
  /// Members of overlays that are no nodes of the cluster, such as somebody's laptop: from there nodes are asked from
  /// outside. They have uplinks, and nothing of Kubernetes.
  public var peers: [LabPeer] = []

  /// How Cilium is set up: what a user would give Helm.
  public struct CiliumPlan: Codable, Sendable, Hashable {
    /// The entries of `devices` to begin with; nil leaves the choice to Cilium.
    public var devices: [String]?
    /// How pods of different nodes reach each other.
    public var routing: Routing
    /// How pods' addresses are hidden from the outside.
    public var masquerade: Masquerade
    /// The prefixes that an ip-masq-agent spares; nil without one. Needs BPF masquerading.
    public var nonMasqueradeCIDRs: [String]?
    /// Whether Cilium does the work of kube-proxy.
    public var kubeProxyReplacement: Bool
    /// More of `cilium-config`, key by key; wins over what the other fields make of it.
    public var settings: [String: String]

    /// How pods of different nodes reach each other.
    public enum Routing: String, Codable, Sendable, Hashable, CaseIterable {
      /// VXLAN between the node IPs.
      case tunnel
      /// The network's own routing; agents add routes to nodes on the same link (`auto-direct-node-routes`).
      case native
    }

    /// How pods' addresses are hidden from the outside.
    public enum Masquerade: String, Codable, Sendable, Hashable, CaseIterable {
      case bpf
      /// By netfilter, whatever `devices` says.
      case netfilter
      case none
    }
  }
}

/// A network of the lab: one link, and perhaps a router to the internet.
public struct LabSegment: Codable, Sendable, Hashable {
  /// Its name, and the name of its router's network namespace.
  public var name: String
  /// Its IPv4 prefix; nil for a network without IPv4.
  public var cidr: String?
  /// The router's IPv4 address in it; nil for a network without a router.
  public var gateway: String?
  /// Its IPv6 prefix; nil for a network without IPv6.
  public var cidrv6: String?
  /// The router's IPv6 address in it, likewise. IPv6 is never hidden: by a network with a way to the internet the nodes'
  /// addresses are seen as they are.
  public var gatewayv6: String?
  /// What the link carries, in bytes.
  public var mtu: Int
  /// What its router does with packets for the internet.
  public var internet: Internet

  /// What the router does with packets for the internet.
  public enum Internet: String, Codable, Sendable, Hashable, CaseIterable {
    /// Hides each node behind a public address of its own, as clouds do with private IPv4 addresses.
    case nat
    /// Forwards them: the nodes' addresses are public.
    case routed
    /// There is no router, or it knows no way out.
    case none
  }
}

/// An overlay between all nodes that have a device in it: WireGuard, or an Ethernet segment over UDP.
public struct LabOverlay: Codable, Sendable, Hashable {
  /// Its name, by which uplinks say that they belong to it.
  public var name: String
  /// Whose manners it has.
  public var kind: Kind
  /// What its devices are called, on every node.
  public var device: String
  /// The IPv4 prefix of the nodes' addresses in it; nil for an overlay that has none, such as one that carries the
  /// nodes' own addresses.
  public var cidr: String?
  /// The IPv6 prefix, likewise.
  public var cidrv6: String?
  /// What its devices carry, in bytes.
  public var mtu: Int
  /// The UDP port of its packets.
  public var port: UInt16

  /// Whose manners it has.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// As `wg-quick` sets it up: routes in table main, nothing else.
    case wireguard
    /// As Tailscale does on Linux: routes in table 52, which a rule asks for all but Tailscale's own packets, which
    /// carry mark 0x80000 of mask 0xff0000.
    case tailscale
    /// As ZeroTier does: one Ethernet segment over UDP, whose peers take packets from any address.
    case zerotier
    /// As Talos' KubeSpan does: packets for peers' own addresses are marked by netfilter, and a rule sends marked ones
    /// to table 180, whose default route is the overlay.
    case kubespan
  }
}
