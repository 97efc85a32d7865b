import Cilium
import Foundation
import Routing

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
  /// `wg show`.
  public var wireGuard: String?
  /// `nft -j list ruleset`.
  public var netfilter: Data?

  /// Makes an empty set of texts.
  public init(
    agentDevices: String? = nil, agentRoutes: String? = nil, kernelDevices: Data? = nil,
    kernelRoutes: [IPFamily: Data] = [:], rules: [IPFamily: Data] = [:], sysctls: Data? = nil, wireGuard: String? = nil,
    netfilter: Data? = nil
  ) {
    self.agentDevices = agentDevices
    self.agentRoutes = agentRoutes
    self.kernelDevices = kernelDevices
    self.kernelRoutes = kernelRoutes
    self.rules = rules
    self.sysctls = sysctls
    self.wireGuard = wireGuard
    self.netfilter = netfilter
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
    listings.overlayPeers = try wireGuard.map { try WireGuardText.parse($0).map(OverlayPeer.init) }
    // One that was cut tells nothing, as where there is none.
    listings.packetMarkings = netfilter.flatMap { try? MarkingReader.parse($0) }
    return listings
  }

  /// Whether the agent's table has routes of which it does not tell the hops or the type.
  ///
  /// - Throws: ``Cilium/ParseError`` for a text that is no such table.
  func hasOpenRoutes() throws -> Bool {
    guard let agentRoutes else { return false }
    return try RouteTable.parse(agentRoutes).contains(where: \.isOpen)
  }
}

extension OverlayPeer {
  /// A peer as `wg show` tells it.
  init(_ peer: WireGuardText.Peer) {
    self.init(device: peer.device, endpoint: peer.endpoint, port: peer.port, allowedIPs: peer.allowedIPs)
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
