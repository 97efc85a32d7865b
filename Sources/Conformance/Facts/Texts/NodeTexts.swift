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

  /// Makes an empty set of texts.
  public init(
    agentDevices: String? = nil, agentRoutes: String? = nil, kernelDevices: Data? = nil,
    kernelRoutes: [IPFamily: Data] = [:], rules: [IPFamily: Data] = [:], sysctls: Data? = nil, wireGuard: String? = nil
  ) {
    self.agentDevices = agentDevices
    self.agentRoutes = agentRoutes
    self.kernelDevices = kernelDevices
    self.kernelRoutes = kernelRoutes
    self.rules = rules
    self.sysctls = sysctls
    self.wireGuard = wireGuard
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
    let links = try kernelDevices.map { try KernelTables.devices(json: $0) }
    if let agentDevices {
      let devices = KernelDetails.complete(try DeviceTable.parse(agentDevices), links: links ?? [])
      let told = try agentRoutes.map { try RouteTable.parse($0) } ?? []
      let routes = KernelDetails.complete(told, kernel: try routes(of: devices))
      return (source, KernelDetails.withVRFs(devices, routes: routes), routes)
    }
    guard let links else { return nil }
    return (.kernel, links, try routes(of: links))
  }

  /// Whether the agent's table has routes of which it does not tell the hops or the type.
  ///
  /// - Throws: ``Cilium/ParseError`` for a text that is no such table.
  func hasOpenRoutes() throws -> Bool {
    guard let agentRoutes else { return false }
    return try RouteTable.parse(agentRoutes).contains(where: \.isOpen)
  }

  /// The kernel's routes, a row per hop.
  private func routes(of devices: [Device]) throws -> [Route] {
    let indices = Dictionary(devices.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    return try IPFamily.allCases.flatMap { family in
      try (kernelRoutes[family].map { try RouteReader.parse($0, family: family) } ?? [])
        .flatMap { KernelDetails.rows($0, indices: indices) }
    }
  }
}

extension NodeFacts {
  /// Takes what texts tell of the node, and leaves alone what they do not.
  ///
  /// - Parameter source: Where the agent's tables were read.
  /// - Throws: ``Cilium/ParseError`` for a text that cannot be read; nothing is taken then.
  public mutating func take(_ texts: NodeTexts, from source: NodeTableSource = .shell) throws {
    var copy = self
    let holdsTables = texts.agentDevices != nil || !texts.kernelRoutes.isEmpty
    if holdsTables, let tables = try texts.tables(from: source) {
      (copy.tableSource, copy.devices, copy.routes) = tables
    } else if let details = texts.kernelDevices {
      copy.devices = KernelDetails.complete(copy.devices, links: try KernelTables.devices(json: details))
    }
    for (family, listing) in texts.rules {
      let rules = try RuleReader.parse(listing, family: family).map(\.description)
      if family == .ipv4 { copy.policyRulesIPv4 = rules } else { copy.policyRulesIPv6 = rules }
    }
    if let sysctls = texts.sysctls { copy.sysctls = try SysctlReader.parse(sysctls).values }
    if let text = texts.wireGuard {
      copy.overlayPeers = try WireGuardText.parse(text).map {
        OverlayPeer(device: $0.device, endpoint: $0.endpoint, port: $0.port, allowedIPs: $0.allowedIPs)
      }
    }
    self = copy
  }
}
