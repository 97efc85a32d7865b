/// The `cilium-config` ConfigMap, read as an agent that starts now would read it.
public struct CiliumConfigMap: Hashable, Sendable, Codable {
  /// The ConfigMap's data.
  public let data: [String: String]

  /// Wraps a ConfigMap's data.
  public init(data: [String: String]) { self.data = data }

  /// The value of `devices` as written; nil when it is not set.
  public var devicesText: String? { data["devices"] }

  /// The user's device filter; empty means auto-detection.
  public var devices: [String] { Self.splitList(data["devices"] ?? "") }

  /// Whether auto-detection also runs for devices that the filter does not match (`force-device-detection`).
  public var forceDeviceDetection: Bool { boolean("force-device-detection", default: false) }

  /// Whether Cilium's programs translate (`enable-bpf-masquerade`; the agent's default is no).
  public var enableBPFMasquerade: Bool { boolean("enable-bpf-masquerade", default: false) }

  /// Whether IPv4 is translated at all (`enable-ipv4-masquerade`; the agent's default is yes).
  public var enableIPv4Masquerade: Bool { boolean("enable-ipv4-masquerade", default: true) }

  /// `tunnel` or `native`; the agent's default is `tunnel`. Up to 1.14 `tunnel: disabled` says native, too.
  public var routingMode: String { text("routing-mode") ?? (text("tunnel") == "disabled" ? "native" : "tunnel") }

  /// `vxlan` or `geneve`; the agent's default is `vxlan`. Up to 1.14 `tunnel` names it, too.
  public var tunnelProtocol: String {
    text("tunnel-protocol") ?? text("tunnel").flatMap { $0 == "disabled" ? nil : $0 } ?? "vxlan"
  }

  /// The value of `kube-proxy-replacement`: `true` or `false`, in older releases also other words.
  public var kubeProxyReplacement: String { text("kube-proxy-replacement") ?? "false" }

  /// The cluster's name; the agent's default is `default`.
  public var clusterName: String { text("cluster-name") ?? "default" }

  /// The user's direct-routing device; nil lets Cilium choose.
  public var directRoutingDevice: String? { text("direct-routing-device") }

  /// The user's MTU in bytes; nil (or 0) lets Cilium take the smallest of the selected devices.
  public var mtu: Int? { text("mtu").flatMap { Int($0) }.flatMap { $0 == 0 ? nil : $0 } }

  /// Splits a list option as the agent does (`cell/config.go` of cilium/hive): at commas and nowhere else; a value
  /// without a comma at its white space.
  ///
  /// So `a, b` names a device ` b` with a leading space, which matches no interface.
  public static func splitList(_ value: String) -> [String] {
    if value.isEmpty { return [] }
    let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return parts.count == 1 ? value.split(whereSeparator: \.isWhitespace).map(String.init) : parts
  }

  func text(_ key: String) -> String? { data[key].flatMap { $0.isEmpty ? nil : $0 } }

  /// Go's `strconv.ParseBool`; anything else keeps the default, as the agent would refuse to start with it.
  func boolean(_ key: String, default fallback: Bool) -> Bool {
    switch data[key] {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: fallback
    }
  }
}
