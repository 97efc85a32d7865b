/// The `cilium-config` ConfigMap, read as an agent that starts now would read it.
public struct CiliumConfigMap: Hashable, Sendable, Codable {
  /// The ConfigMap's data.
  public let data: [String: String]

  /// Wraps a ConfigMap's data.
  public init(data: [String: String]) { self.data = data }

  /// The value of `devices` as written; nil when it is not set.
  public var devicesText: String? { data["devices"] }

  /// The user's device filter as a release reads it; empty means auto-detection.
  public func devices(in release: CiliumRelease) -> [String] { Self.splitDevices(data["devices"] ?? "", in: release) }

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

  /// Whether packets between nodes go through a tunnel: everything but `native` (1.20 knows `hybrid`, too, and takes it
  /// for a tunnel).
  public var usesTunnel: Bool { routingMode != "native" }

  /// The user's direct-routing device as written; nil lets Cilium choose.
  public var directRoutingDevice: String? { text("direct-routing-device") }

  /// The filter that the user's direct-routing device is (`pkg/datapath/tables/direct_routing_device.go`): 1.15 and 1.16
  /// take a list, separated by commas, other releases a single entry. Empty lets Cilium choose.
  public func directRoutingFilter(in release: CiliumRelease) -> DeviceFilter {
    let understandsExclusion = release >= CiliumRelease(1, 19)
    guard let written = directRoutingDevice else { return DeviceFilter([], understandsExclusion: understandsExclusion) }
    let isList = (CiliumRelease(1, 15)..<CiliumRelease(1, 17)).contains(release)
    let entries = isList ? written.split(separator: ",").map(String.init) : [written]
    return DeviceFilter(entries, understandsExclusion: understandsExclusion)
  }

  /// The user's MTU in bytes; nil (or 0) lets Cilium take the smallest of the selected devices.
  public var mtu: Int? { text("mtu").flatMap { Int($0) }.flatMap { $0 == 0 ? nil : $0 } }

  /// Splits `devices` as the agent of a release does. White space is what Helm writes, and what every release takes.
  ///
  /// - Up to 1.15 at white space and nowhere else (`pkg/option/config.go`, `vp.GetStringSlice`): `a,b` is one device
  ///   with a comma in its name.
  /// - Since 1.16 at commas and nowhere else, a value without a comma at its white space (`cell/config.go` of
  ///   cilium/hive, 264048efb9): `a, b` names a device ` b` with a leading space, which matches no interface.
  public static func splitDevices(_ value: String, in release: CiliumRelease) -> [String] {
    guard release >= CiliumRelease(1, 16) else { return splitAtBlanks(value) }
    if value.isEmpty { return [] }
    let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return parts.count == 1 ? splitAtBlanks(value) : parts
  }

  /// Whether two values of `devices` are the same list to every one of the releases; without a release, whether they are
  /// the same text.
  public static func areSameDevices(_ one: String?, _ other: String?, in releases: some Sequence<CiliumRelease>) -> Bool
  {
    let (one, other) = (one ?? "", other ?? "")
    if one == other { return true }
    var isAsked = false
    for release in releases {
      isAsked = true
      if splitDevices(one, in: release) != splitDevices(other, in: release) { return false }
    }
    return isAsked
  }

  static func splitAtBlanks(_ value: String) -> [String] {
    value.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The value of a key; nil when it is absent or empty, which mean the same.
  public func text(_ key: String) -> String? { data[key].flatMap { $0.isEmpty ? nil : $0 } }

  /// The value of a switch, by Go's `strconv.ParseBool`; anything else keeps the default, as the agent would refuse to
  /// start with it.
  public func boolean(_ key: String, default fallback: Bool) -> Bool {
    switch data[key] {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: fallback
    }
  }
}
