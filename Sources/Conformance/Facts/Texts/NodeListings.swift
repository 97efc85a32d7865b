import Cilium
import Routing

/// What was listed on one node, read: out of a cluster's answers (``NodeTexts``) or an archive's files. Each part may be
/// missing; what is missing stays unknown.
struct NodeListings: Sendable {
  /// Where the agent's tables were read.
  var source: NodeTableSource = .shell
  /// The agent's devices.
  var agentDevices: [Device]?
  /// The agent's routes.
  var agentRoutes: [Route] = []
  /// The kernel's devices.
  var kernelDevices: [Device]?
  /// The kernel's routes, of one family or both.
  var kernelRoutes: [KernelRoute]?
  /// The routing policy rules in the kernel's order, by their family.
  var rules: [IPFamily: [PolicyRule]] = [:]
  /// Kernel parameters that decide about forwarding.
  var sysctls: [String: Int]?
  /// The smallest MTU of the kernel's routes to other nodes' pods.
  var podRouteMTU: Int?
  /// Whether what lists the kernel's programs is there.
  var listsPrograms: Bool?
  /// Which rules of netfilter restore connections' marks.
  var markRestores: [MarkRestore]?
  /// Device of a default route → whether it hands on what it has put together of UDP.
  var udpGROForwarding: [String: Bool]?
  /// What its tunnels to other nodes are like.
  var tunnels = TunnelListings()
  /// Which rules of netfilter mark packets.
  var packetMarkings: [PacketMarking]?
}

extension NodeListings {
  /// Devices and routes: the agent's, completed by the kernel's; the kernel's where the agent has none; `nil` where neither
  /// is there.
  var tables: (source: NodeTableSource, devices: [Device], routes: [Route])? {
    if let agentDevices {
      let devices = KernelDetails.complete(agentDevices, links: kernelDevices ?? [])
      let routes = KernelDetails.complete(agentRoutes, kernel: kernelRows(devices))
      return (source, KernelDetails.withVRFs(devices, routes: routes), routes)
    }
    return kernelDevices.map { (.kernel, $0, kernelRows($0)) }
  }

  private func kernelRows(_ devices: [Device]) -> [Route] {
    let indices = Dictionary(devices.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    return (kernelRoutes ?? []).flatMap { KernelDetails.rows($0, indices: indices) }
  }
}

extension NodeFacts {
  /// Takes what was listed on the node, and leaves alone what was not.
  mutating func take(_ listings: NodeListings) {
    if listings.agentDevices != nil || listings.kernelRoutes != nil, let tables = listings.tables {
      (tableSource, devices, routes) = tables
    } else if let details = listings.kernelDevices {
      devices = KernelDetails.complete(devices, links: details)
    }
    for (family, rules) in listings.rules {
      let lines = rules.map(\.description)
      if family == .ipv4 { policyRulesIPv4 = lines } else { policyRulesIPv6 = lines }
    }
    if let sysctls = listings.sysctls { self.sysctls = sysctls }
    if let mtu = listings.podRouteMTU { podRouteMTU = mtu }
    if let lists = listings.listsPrograms { listsPrograms = lists }
    if let restores = listings.markRestores { markRestores = restores.isEmpty ? nil : restores }
    if let offloads = listings.udpGROForwarding, !offloads.isEmpty { udpGROForwarding = offloads }
    take(listings.tunnels)
    if let markings = listings.packetMarkings { packetMarkings = markings }
  }
}
