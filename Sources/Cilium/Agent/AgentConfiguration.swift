import Foundation

/// What the running agent works with: `cilium-dbg config -a -o json`.
///
/// The agent reads the ConfigMap only when it starts, so ``CiliumConfigMap`` may say something else by now. The user's
/// `devices` is not in this document: whether the agent follows it is seen by applying it to the node
/// (``DeviceSelection``) and comparing with what the agent selected.
public struct AgentConfiguration: Hashable, Sendable, Codable {
  /// The devices that the agent selected, not the user's `devices`: with `enp+,tailscale+` and with auto-detection
  /// alike it lists `enp0s6` and `tailscale0` (seen with 1.19.4).
  public let devices: [String]
  /// Whether Cilium's programs translate (else netfilter does), as far as IPv4 is translated at all.
  public let enableBPFMasquerade: Bool
  /// Whether IPv4 packets that leave the node are translated.
  public let enableIPv4Masquerade: Bool
  /// `tunnel` or `native`.
  public let routingMode: String
  /// `vxlan` or `geneve`; nil when the agent does not list it (1.19 does not).
  public let tunnelProtocol: String?
  /// The cluster's name.
  public let clusterName: String?
  /// The user's direct-routing device; nil when the agent does not list it or none was given.
  public let directRoutingDevice: String?
  /// When the agent's configuration was made: it started just before. Nil when the agent does not say.
  public let creationTime: Date?

  /// Makes a value.
  public init(
    devices: [String], enableBPFMasquerade: Bool, enableIPv4Masquerade: Bool, routingMode: String,
    tunnelProtocol: String? = nil, clusterName: String? = nil, directRoutingDevice: String? = nil,
    creationTime: Date? = nil
  ) {
    self.devices = devices
    self.enableBPFMasquerade = enableBPFMasquerade
    self.enableIPv4Masquerade = enableIPv4Masquerade
    self.routingMode = routingMode
    self.tunnelProtocol = tunnelProtocol
    self.clusterName = clusterName
    self.directRoutingDevice = directRoutingDevice
    self.creationTime = creationTime
  }

  private struct Nullable: Decodable {
    let names: [String]
    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      names = value.decodeNil() ? [] : try value.decode([String].self)
    }
  }

  private struct Document: Decodable {
    /// `null` when nothing is selected. Required all the same: an agent that does not list it says nothing.
    let devices: Nullable
    let enableBPFMasquerade: Bool
    let enableIPv4Masquerade: Bool
    let routingMode: String
    let tunnelProtocol: String?
    let clusterName: String?
    let directRoutingDevice: String?
    let creationTime: String?
    enum CodingKeys: String, CodingKey {
      case devices = "Devices"
      case enableBPFMasquerade = "EnableBPFMasquerade"
      case enableIPv4Masquerade = "EnableIPv4Masquerade"
      case routingMode = "RoutingMode"
      case tunnelProtocol = "TunnelProtocol"
      case clusterName = "ClusterName"
      case directRoutingDevice = "DirectRoutingDevice"
      case creationTime = "CreationTime"
    }
  }

  /// Reads `config -a -o json`.
  ///
  /// - Throws: ``ParseError`` for anything else, such as `config` without `-a`.
  public static func parse(json: Data) throws -> AgentConfiguration {
    let document = try decodeJSON(
      Document.self, from: json, what: "the agent's configuration (config -a -o json)",
      hint: "run cilium-dbg config -a -o json in the agent container")
    return AgentConfiguration(
      devices: document.devices.names,
      enableBPFMasquerade: document.enableBPFMasquerade,
      enableIPv4Masquerade: document.enableIPv4Masquerade,
      routingMode: document.routingMode,
      tunnelProtocol: document.tunnelProtocol.flatMap { $0.isEmpty ? nil : $0 },
      clusterName: document.clusterName,
      directRoutingDevice: document.directRoutingDevice.flatMap { $0.isEmpty ? nil : $0 },
      creationTime: goTime(document.creationTime))
  }
}
