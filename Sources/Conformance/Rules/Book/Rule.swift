import Cilium

/// A rule by which something is predicted: what it says, in which releases of Cilium, where it was read, and whether a
/// real cluster has ever confirmed it.
///
/// The raw value is the stable name in records, in `netproof list --rules` and in reports.
public enum Rule: String, Sendable, CaseIterable, Codable, Hashable {
  case podSameNode = "pod-same-node"
  case tunnelBetweenNodeIPs = "tunnel-between-node-ips"
  case nativeRoutes = "native-routes"
  case masqueradeOnSelected = "masquerade-on-selected"
  case masqueradeByNetfilter = "masquerade-by-netfilter"
  case masqueradeOff = "masquerade-off"
  case masqueradeSpared = "masquerade-spared"
  case singleDeviceSkipsRoutes = "single-device-skips-routes"
  case ownAddressOfSelectedDevice = "own-address-of-selected-device"
  case ownAddressByRoutes = "own-address-by-routes"
  case ownAddressLookupFails = "own-address-lookup-fails"
  case nodeAddressTunnelled = "node-address-tunnelled"
  case nodeAddressRouted = "node-address-routed"
  case vlanFiltered = "vlan-filtered"
  case apiService = "api-service"
  case proxiedService = "proxied-service"
  case clusterDNS = "cluster-dns"
  case clusterDNSReadiness = "cluster-dns-readiness"
  case mtuOfSelected = "mtu-of-selected"
  case mtuOfNodeIPDevice = "mtu-of-node-ip-device"
  case deviceSelection = "device-selection"
  case devicesAtBlanks = "devices-at-blanks"
  case devicesAtCommas = "devices-at-commas"
  case agentStart = "agent-start"
  case masqueradingLine = "masquerading-line"
  case nodePortOnSelected = "node-port-on-selected"
  case nodePortAtSocket = "node-port-at-socket"
  case nodePortLocalPolicy = "node-port-local-policy"
  case nodePortSource = "node-port-source"
  case nodePortByKubeProxy = "node-port-by-kube-proxy"
  case directRoutingDevice = "direct-routing-device"
  case hostByRoutes = "host-by-routes"
  case hostServiceAtSocket = "host-service-at-socket"
  case hostServiceByKubeProxy = "host-service-by-kube-proxy"
  case nodeIP = "node-ip"
  case defaultRoute = "default-route"
}

extension Rule {
  /// What a rule says, and how it is known.
  struct Entry: Sendable, Hashable {
    /// One sentence.
    var statement: String
    /// The first release in which it holds, of those that netproof knows; `nil` for all before, too.
    var from: CiliumRelease? = nil
    /// The first release in which it no longer holds; `nil` where it still does.
    var before: CiliumRelease? = nil
    /// Under which settings; `nil` for all.
    var modes: String? = nil
    /// Files of Cilium or Kubernetes, a section of the guide, an RFC.
    var source: String
    /// The releases in which a real cluster did so, in netproof's own recordings and runs.
    var confirmed: [CiliumRelease]
  }

  /// What the rule says.
  public var statement: String { entry.statement }
  /// The first release in which it holds; `nil` for every release that netproof knows.
  public var from: CiliumRelease? { entry.from }
  /// The first release in which it no longer holds; `nil` where it still does.
  public var before: CiliumRelease? { entry.before }
  /// Under which settings it holds; `nil` for all.
  public var modes: String? { entry.modes }
  /// Where it was read.
  public var source: String { entry.source }
  /// The releases in which a real cluster has confirmed it; empty where it was only read.
  public var confirmed: [CiliumRelease] { entry.confirmed }

  /// Whether the rule holds in a release.
  public func holds(in release: CiliumRelease) -> Bool {
    (from.map { release >= $0 } ?? true) && (before.map { release < $0 } ?? true)
  }

  /// Whether a real cluster of the minor release has confirmed it.
  public func isConfirmed(in release: CiliumRelease) -> Bool { confirmed.contains(release.minorRelease) }
}
