import Cilium
import Foundation
import Routing
import Tailnet

/// What commands printed on one node, as it was: from this a node's facts follow, whether a cluster was asked just now or
/// an archive holds it. Each part may be missing; what is missing stays unknown.
public struct NodeTexts: Sendable, Hashable {
  /// `cilium-dbg shell -- db/show devices`, before 1.17 `cilium-dbg statedb devices`.
  public var agentDevices: String?
  /// `cilium-dbg shell -- db/show routes`, before 1.17 `cilium-dbg statedb routes`.
  public var agentRoutes: String?
  /// `ip -j -d addr show`.
  public var kernelDevices: Data?
  /// `ip [-j] -4 route show table all`, and `-6`, each by its family.
  public var kernelRoutes: [IPFamily: Data]
  /// `ip [-j] -4 rule show`, and `-6`, each by its family.
  public var rules: [IPFamily: Data]
  /// `sysctl -a`, or `grep -r . /proc/sys/net`.
  public var sysctls: Data?
  /// `wg show`, or `wg show all dump` with any word in place of keys.
  public var wireGuard: String?
  /// `tailscale status --json`.
  public var tailscaleStatus: Data?
  /// Tailscale's metrics, in Prometheus' text form.
  public var tailscaleMetrics: String?
  /// When the commands ran, by the node's clock; `nil` where that is not known.
  public var readAt: Date?
  /// `nft -j list ruleset`.
  public var netfilter: Data?
  /// `iptables-save`, or what of it Tailscale's chains are told by.
  public var iptables: String?
  /// `ethtool -k` of the devices of default routes, or what of it receiving by UDP is told by.
  public var offloads: String?
  /// The smallest MTU of the kernel's routes to other nodes' pods.
  public var podRouteMTU: Int?
  /// Whether what lists the kernel's programs is there; `nil` where nobody asked.
  public var listsPrograms: Bool?

  /// Makes an empty set of texts.
  public init(
    agentDevices: String? = nil, agentRoutes: String? = nil, kernelDevices: Data? = nil,
    kernelRoutes: [IPFamily: Data] = [:], rules: [IPFamily: Data] = [:], sysctls: Data? = nil, wireGuard: String? = nil,
    tailscaleStatus: Data? = nil, tailscaleMetrics: String? = nil, readAt: Date? = nil, netfilter: Data? = nil,
    iptables: String? = nil, offloads: String? = nil, podRouteMTU: Int? = nil, listsPrograms: Bool? = nil
  ) {
    self.agentDevices = agentDevices
    self.agentRoutes = agentRoutes
    self.kernelDevices = kernelDevices
    self.kernelRoutes = kernelRoutes
    self.rules = rules
    self.sysctls = sysctls
    self.wireGuard = wireGuard
    self.tailscaleStatus = tailscaleStatus
    self.tailscaleMetrics = tailscaleMetrics
    self.readAt = readAt
    self.netfilter = netfilter
    self.iptables = iptables
    self.offloads = offloads
    self.podRouteMTU = podRouteMTU
    self.listsPrograms = listsPrograms
  }
}

extension NodeTexts {
  /// Devices and routes: the agent's, completed by the kernel's; the kernel's where the agent has none.
  ///
  /// - Parameter source: Where the agent's tables were read.
  /// - Returns: `nil` where neither is there.
  /// - Throws: ``Cilium/ParseError`` for a text that is none of these.
  public func tables(
    from source: NodeTableSource = .shell
  ) throws -> (source: NodeTableSource, devices: [Device], routes: [Route])? {
    var tables = self
    (tables.rules, tables.sysctls, tables.wireGuard, tables.netfilter) = ([:], nil, nil, nil)
    (tables.tailscaleStatus, tables.tailscaleMetrics, tables.iptables, tables.offloads) = (nil, nil, nil, nil)
    return try tables.listings(from: source).tables
  }

  /// The texts, read.
  ///
  /// - Throws: ``Cilium/ParseError`` for a text that is none of these.
  func listings(from source: NodeTableSource) throws -> NodeListings {
    var listings = NodeListings(source: source)
    listings.agentDevices = try agentDevices.map { try DeviceTable.parse($0) }
    if agentDevices != nil { listings.agentRoutes = try agentRoutes.map { try RouteTable.parse($0) } ?? [] }
    listings.kernelDevices = try kernelDevices.map { try KernelTables.devices(json: $0) }
    if !kernelRoutes.isEmpty {
      listings.kernelRoutes = try IPFamily.allCases.flatMap { family in
        try kernelRoutes[family].map { try RouteReader.parse($0, family: family) } ?? []
      }
    }
    for (family, listing) in rules { listings.rules[family] = try RuleReader.parse(listing, family: family) }
    listings.sysctls = try sysctls.map { try SysctlReader.parse($0).values }
    listings.tunnels = try tunnels()
    listings.podRouteMTU = podRouteMTU
    listings.listsPrograms = listsPrograms
    listings.markRestores = iptables.map(MarkRestoreReader.parse)
    listings.udpGROForwarding = offloads.map { OffloadList.parse($0, feature: OffloadList.udpGROForwarding) }
    // One that was cut tells nothing, as where there is none.
    listings.packetMarkings = netfilter.flatMap { try? MarkingReader.parse($0) }
    return listings
  }
}

extension NodeTexts {
  /// What the node's tunnels to other nodes are like.
  ///
  /// - Throws: ``Cilium/ParseError`` for a text that is none of these.
  func tunnels() throws -> TunnelListings {
    var tunnels = TunnelListings()
    let seconds = readAt.flatMap { Int(exactly: $0.timeIntervalSince1970.rounded(.down)) }
    tunnels.peers = try wireGuard.map { try WireGuardPeer.listing($0, now: seconds).map(OverlayPeer.init) }
    tunnels.status = try tailscaleStatus.map { try TailscaleStatus.parse(json: $0) }
    // Whatever else answers there has none of them.
    tunnels.counters = tailscaleMetrics.flatMap { try? TailscaleCounters.parse($0) }
    tunnels.chains = iptables.flatMap { try? TailscaleChains.parse($0) }
    tunnels.readAt = readAt
    return tunnels
  }
}

extension NodeFacts {
  /// Takes what texts tell of the node, and leaves alone what they do not.
  ///
  /// - Parameter source: Where the agent's tables were read.
  /// - Throws: ``Cilium/ParseError`` for a text that cannot be read; nothing is taken then.
  public mutating func take(_ texts: NodeTexts, from source: NodeTableSource = .shell) throws {
    take(try texts.listings(from: source))
  }
}
