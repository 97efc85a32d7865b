import Foundation

/// What the agent says of itself: `cilium-dbg status -o json`.
public struct AgentStatus: Hashable, Sendable, Codable {
  /// How packets that leave the node are translated.
  public struct Masquerading: Hashable, Sendable, Codable {
    /// Who translates.
    public let mode: MasqueradeMode
    /// Whether anything is translated at all.
    public let enabled: Bool
    /// Whether IPv4 is translated.
    public let ipv4Enabled: Bool
    /// Destinations that are never translated.
    public let snatExclusionCIDR: IPv4CIDR?

    /// Makes a value.
    public init(mode: MasqueradeMode, enabled: Bool, ipv4Enabled: Bool, snatExclusionCIDR: IPv4CIDR?) {
      self.mode = mode
      self.enabled = enabled
      self.ipv4Enabled = ipv4Enabled
      self.snatExclusionCIDR = snatExclusionCIDR
    }
  }

  /// A device that the agent selected.
  public struct SelectedDevice: Hashable, Sendable, Codable {
    /// The interface name.
    public let name: String
    /// Its addresses as text, without the empty strings that the agent puts before them.
    public let addresses: [String]

    /// Makes a value.
    public init(name: String, addresses: [String]) {
      self.name = name
      self.addresses = addresses
    }

    /// The IPv4 addresses among ``addresses``.
    public var ipv4Addresses: [IPv4Address] { addresses.compactMap { IPv4Address($0) } }
  }

  /// Service translation in place of kube-proxy.
  public struct KubeProxyReplacement: Hashable, Sendable, Codable {
    /// `True` or `False`; older releases also `Strict`, `Partial`, `Probe`, `Disabled`.
    public let mode: String
    /// The devices that Cilium's programs are attached to, in the agent's order.
    public let devices: [SelectedDevice]
    /// The device for traffic between nodes without encapsulation; nil when there is none.
    public let directRoutingDevice: String?

    /// Makes a value.
    public init(mode: String, devices: [SelectedDevice], directRoutingDevice: String?) {
      self.mode = mode
      self.devices = devices
      self.directRoutingDevice = directRoutingDevice
    }
  }

  /// How packets travel between nodes.
  public struct Routing: Hashable, Sendable, Codable {
    /// `Tunnel` or `Native`.
    public let interHostMode: String
    /// `BPF` or `Legacy`.
    public let intraHostMode: String
    /// `vxlan` or `geneve`, with a tunnel.
    public let tunnelProtocol: String?
  }

  /// How packets that leave the node are translated; nil when the agent does not say.
  public let masquerading: Masquerading?
  /// Service translation; nil when the agent does not say.
  public let kubeProxyReplacement: KubeProxyReplacement?
  /// How packets travel between nodes; nil when the agent does not say.
  public let routing: Routing?
  /// The agent's version, such as `1.19.4`; nil when it does not say.
  public let ciliumVersion: String?
  /// The agent's own state: `Ok`, `Warning`, `Failure` or `Disabled`.
  public let state: String
  /// The agent's message beside the state.
  public let stateMessage: String
  /// Which pod address is whose: address → owner, such as `10.244.0.119` → `probe/bb-master`.
  public let allocations: [String: String]
  /// The agent's own name, `<cluster>/<node>`.
  public let nodeName: String?
  /// The state of the health daemon: `Ok` and so on. For each node's reachability read ``HealthStatus``.
  public let healthState: String?

  /// The names of the selected devices in the agent's order.
  public var selectedDeviceNames: [String] { kubeProxyReplacement?.devices.map(\.name) ?? [] }

  /// Reads `cilium-dbg status -o json`.
  ///
  /// - Throws: ``ParseError`` for anything else, such as the text that a stopped agent leaves.
  public static func parse(json: Data) throws -> AgentStatus {
    let document = try decodeJSON(
      StatusDocument.self, from: json, what: "the agent's status (status -o json)",
      hint: "is the agent running? see its log and the command's stderr")
    return AgentStatus(document)
  }
}
