import Foundation
import Logging

/// The lab's real network: nodes, networks with their routers, internet and pods as network namespaces, and the datapath between them.
actor LabNetwork: NodeNetwork {
  nonisolated let topology: LabTopology
  nonisolated let paths: LabPaths
  private nonisolated let links: LinkPlan
  private let logger: Logger
  private let executable: String
  private var daemons: [LabDaemon] = []
  /// The relay of overlays, and what carries by it, while there is that fault.
  private var relays: [LabDaemon] = []
  private var nodes: [String: NodeState] = [:]
  private var faults: FaultSet = []
  private var watches: [String: KernelWatch] = [:]
  /// The last change of each node's kernel state: changes of one node take turns.
  private var turns: [String: Task<Void, any Error>] = [:]

  /// What a node's kernel state is made from.
  private struct NodeState {
    var configuration: DatapathConfiguration?
    var services: [ServiceTranslation] = []
    var pods: [String: PodLink] = [:]
    /// The families of which pods' packets have a routing table of their own.
    var routesPods: Set<AddressFamily> = []
    /// Whether something answers for Cilium's proxy.
    var hasProxy = false
  }

  init(
    topology: LabTopology, paths: LabPaths = LabPaths(), executable: String,
    logger: Logger = Logger(label: "lab.network")
  ) {
    self.executable = executable
    self.topology = topology
    links = LinkPlan(topology: topology)
    self.paths = paths
    self.logger = logger
  }

  /// Brings everything up: namespaces, links, WireGuard, the internet's servers. Returns when the nodes reach each other.
  /// - Parameter progress: gets one short line per step.
  /// - Throws: `LabError` with what failed; call `shutdown()` then.
  func up(progress: @Sendable (String) -> Void) async throws {
    let missing = HostTools.missing()
    guard missing.isEmpty else {
      throw LabError("missing programs: \(missing.joined(separator: ", ")); \(HostTools.advice(for: missing))")
    }
    progress("private mounts")
    try await PrivateMounts.prepare(paths, nodes: topology.machines.map(\.name))
    progress("namespaces and links")
    try await buildLinks()
    progress(topology.overlays.isEmpty ? "internet servers" : "overlays and internet servers")
    async let servers: Void = startInternet()
    async let nodes: Void = startNodes()
    _ = try await (servers, nodes)
    progress("waiting for the nodes to reach each other")
    try await waitForNodes()
  }

  /// Stops all programs and removes the namespaces. What is left vanishes with the lab's own namespaces.
  func shutdown() async {
    for daemon in daemons + relays { await daemon.stop() }
    (daemons, relays) = ([], [])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: LabPaths.namespaces)) ?? []
    let lines = names.map { "netns delete \($0)" }
    _ = try? await LabCommand.run(["ip", "-force", "-batch", "-"], input: lines.joined(separator: "\n") + "\n")
    nodes = [:]
    watches = [:]
  }

  // MARK: NodeNetwork

  func apply(_ configuration: DatapathConfiguration, on node: String) async throws {
    let place = try topology.node(node)
    nodes[node, default: NodeState()].configuration = configuration
    try await inTurn(node) { network in
      try await network.program(place)
      try await network.loadRuleset(place)
      try await network.routePods(place)
      try await network.forgetUnanswered(place)
      try await network.updatePods(place)
    }
  }

  func setServices(_ services: [ServiceTranslation], on node: String) async throws {
    let place = try topology.node(node)
    nodes[node, default: NodeState()].services = services
    try await inTurn(node) { network in
      if services.contains(where: \.isProxied) { try await network.startProxy(place) }
      try await network.loadRuleset(place)
    }
  }

  /// `wg` gets the node's own control socket; everything else runs in the node's network namespace only.
  nonisolated func run(_ command: [String], on node: String) async throws -> CommandOutput {
    let place = try topology.node(node)
    let own = command.first == "wg" ? WireGuard.own(place.name, paths, command) : command
    return try await LabCommand.run(LabCommand.inNamespace(node, own))
  }

  func kernelChanged(on node: String) throws -> Bool {
    if let watch = watches[node] { return try watch.takeChanges() }
    watches[node] = try KernelWatch(namespace: LabPaths.namespace(try topology.node(node).name))
    return true
  }

  func setFault(_ placed: PlacedFault, active: Bool) async throws {
    let fault = placed.fault
    if active, let reason = placed.inapplicability(in: topology) {
      throw LabError("\(placed) cannot be shown in the topology \(topology.name): \(reason)")
    }
    // It is taken back from where it is.
    let place = active ? placed : faults[fault] ?? placed
    if active { faults.insert(placed) } else { faults.remove(fault) }
    let names = topology.nodes.map(\.name)
    let struck = topology.nodes.filter { place.strikes($0.name, of: names) }
    switch fault {
    case .vxlanDropped, .snatWrongAddress, .snatMissing, .staleServiceBackends, .tunnelOneWay, .lossyTunnel,
      .addressAdded,
      .hostFirewall,
      .kubeletBlocked, .forwardDropped, .dnsUpstreamLost:
      for node in struck where fault == .addressAdded {
        try await inTurn(node.name) { network in
          try await network.batch("ip", KernelFaults.moreAddresses(node, active), in: node.name)
        }
      }
      for node in topology.nodes {
        try await inTurn(node.name) { network in
          try await network.loadRuleset(node)
          try await network.forgetUnanswered(node)
        }
      }
    case .wireguardPeerDown, .externalDNSDown, .httpsEndpointDown, .httpsWrongAddress, .pathMTUSmaller:
      try await inTurn(LabTopology.internetNamespace) { try await $0.loadInternetRuleset() }
    case .defaultRouteOnTailnet:
      for node in struck { try await inTurn(node.name) { try await $0.setDefaultRoute(node, moved: active) } }
    case .vxlanLost:
      for node in struck { try await inTurn(node.name) { try await $0.loseVXLAN(node, active) } }
    case .replyLost, .pingFiltered, .noWayOut, .stunBlocked:
      for segment in topology.networks where segment.internet != .none {
        try await inTurn(segment.name) { try await $0.loadRouterRuleset(segment) }
      }
    case .allowedIPsShort:
      guard let overlay = topology.tunnelOverlay, let node = struck.first,
        let peer = topology.nodes.filter({ $0 != node }).max(by: { $0.name < $1.name }), overlay.kind != .zerotier
      else { return }
      try await inTurn(node.name) { network in
        let wireguard = WireGuard(topology: network.topology, overlay: overlay, paths: network.paths)
        try await wireguard.allow(active ? [] : nil, of: peer, on: node)
      }
    case .wireguardPeerGone:
      guard let overlay = topology.tunnelOverlay, let node = struck.first,
        let peer = topology.nodes.filter({ $0 != node }).max(by: { $0.name < $1.name }), overlay.kind != .zerotier
      else { return }
      try await inTurn(node.name) { network in
        let wireguard = WireGuard(topology: network.topology, overlay: overlay, paths: network.paths)
        if active { try await wireguard.remove(peer, from: node) } else { try await wireguard.restore(node) }
      }
    case .tailnetKeyExpired: try await endKeys(of: struck, ended: active)
    case .tailnetRelayed:
      try await inTurn(LabTopology.internetNamespace) { try await $0.relayOverlays(active ? place : nil) }
    case .uplinkDown, .defaultRouteMissing, .uplinkAddressGone:
      for node in struck { try await inTurn(node.name) { try await $0.cutWayOut(node, fault, active) } }
    case .nodeGone:
      for node in struck {
        try await inTurn(node.name) { try await $0.load(GoneNode.text(node, active: active), in: node.name) }
      }
    case .podsByWrongUplink:
      for node in struck { try await inTurn(node.name) { try await $0.divertPods(node, active) } }
    case .clearTextLeak:
      for node in struck {
        try await inTurn(node.name) { network in
          try await network.load(LeakRuleset.text(network.topology, node, active), in: node.name)
        }
      }
    case .policyDenied:
      for node in struck {
        try await inTurn(node.name) { try await $0.load(DenyingPolicy.text(node, active: active), in: node.name) }
      }
    case .ruleDrops, .forwardingOff, .strictSourceFilter, .marksLookedUpBack:
      for node in struck { try await inTurn(node.name) { try await $0.breakKernel(node, fault, active) } }
    case .deviceMTULowered:
      for node in struck {
        try await inTurn(node.name) { network in
          try await network.batch("ip", KernelFaults.deviceMTU(node, network.topology, active), in: node.name)
        }
      }
    case .clusterDNSCrashLooping, .natReverseMissing, .staleAgentDevices, .ciliumNodeIPDiffers, .podsNotStarting,
      .identityCollides, .agentFrozen, .clusterDNSGone, .agentNotStarting, .tailnetKeyExpiring:
      break
    }
    if !active && Self.cutsNodesOff.contains(fault) || fault == .tailnetRelayed { await awaitReach(of: struck) }
  }

  /// Faults after which WireGuard shakes hands anew, which takes seconds.
  private static let cutsNodesOff: Set<LabFault> = [
    .wireguardPeerGone, .tailnetKeyExpired, .uplinkDown, .defaultRouteMissing, .uplinkAddressGone, .nodeGone,
  ]

  /// What the node's tailscaled would say now, as JSON.
  /// - Throws: `LabError` where its overlay cannot be asked.
  func tailscaleStatus(of name: String) async throws -> String {
    let node = try topology.node(name)
    guard let overlay = topology.overlays.first(where: \.isTailscale) else {
      throw LabError("the topology \(topology.name) has no tailnet")
    }
    let dump = try await run(["wg", "show", overlay.device, "dump"], on: name)
    guard let state = WireGuardState(dump: dump.stdout) else {
      throw LabError("wg show \(overlay.device) dump of \(name) was not understood: \(dump.stderr)")
    }
    let wireguard = WireGuard(topology: topology, overlay: overlay, paths: paths)
    let others = topology.members(of: overlay).filter { $0 != node }
    let keys = others.compactMap { peer in (try? wireguard.key(of: peer, on: node)).map { (peer.name, $0) } }
    return TailscaleAnswer(
      topology: topology, overlay: overlay, node: node, state: state,
      keys: Dictionary(keys, uniquingKeysWith: { first, _ in first }), faults: faults, now: Date()
    ).json.serialized
  }

  // MARK: Pods

  /// Makes the pod's namespace and its link to the node, with the MTUs of the node's current datapath.
  func attach(_ pod: PodLink, to node: String) async throws {
    let place = try topology.node(node)
    try await inTurn(node) { network in
      try await network.plug(pod, into: place)
    }
  }

  /// Removes the pod's link and namespace; nothing happens when they are gone already.
  func detach(_ pod: PodLink, from node: String) async {
    nodes[node]?.pods[pod.netns] = nil
    // The link first: removing a namespace alone takes the link down only some time later.
    _ = try? await LabCommand.run(["ip", "-n", node, "link", "delete", pod.lxc])
    _ = try? await LabCommand.run(["ip", "netns", "delete", pod.netns])
  }

  // MARK: Steps

  private func buildLinks() async throws {
    let names = topology.machines.map(\.name) + topology.networks.map(\.name) + [LabTopology.internetNamespace]
    try await LabCommand.check(["ip", "-batch", "-"], input: names.map { "netns add \($0)\n" }.joined())
    let settings = Sysctl.forwarding + (topology.usesIPv6 ? Sysctl.forwardingIPv6 : [])
    for name in names { try await shell(Sysctl.script(settings), in: name) }
    for segment in topology.networks {
      try await shell(Sysctl.bridgesAlone, in: segment.name)
      try await batch("ip", links.bridge(segment), in: segment.name)
    }
    // The nodes before the routers: a network's ends are made together with the nodes'.
    for machine in topology.machines { try await batch("ip", links.cards(machine), in: machine.name) }
    for segment in topology.networks {
      try await batch("ip", links.router(segment), in: segment.name)
      try await batch("tc", links.pacing(segment), in: segment.name)
      if segment.internet == .routed { try await shell(Sysctl.answersForNodes, in: segment.name) }
      try await load(RouterRuleset(topology: topology, segment: segment).text(), in: segment.name)
    }
    try await batch("ip", links.internet(), in: LabTopology.internetNamespace)
    try await loadInternetRuleset()
  }

  private func startOverlays() async throws {
    for overlay in topology.overlays {
      let routing = OverlayRouting(topology: topology, overlay: overlay)
      let members = topology.members(of: overlay)
      if overlay.kind == .zerotier {
        let segment = EthernetOverlay(topology: topology, overlay: overlay, paths: paths, executable: executable)
        for node in members { daemons.append(try await segment.start(node)) }
      } else {
        let wireguard = WireGuard(topology: topology, overlay: overlay, paths: paths)
        for node in members { daemons.append(try await wireguard.start(node)) }
        try await wireguard.configure()
      }
      for node in members {
        try await batch("ip", routing.lines(node), in: node.name)
        for family in topology.worldFamilies { try await batch("ip", routing.rules, of: family, in: node.name) }
        if let ruleset = routing.ruleset(node) { try await load(ruleset, in: node.name) }
      }
    }
  }

  private func startNodes() async throws {
    try await startOverlays()
    daemons += try STUNPlan(topology: topology, paths: paths, executable: executable).startAskers()
    for node in topology.nodes {
      nodes[node.name] = NodeState()
      try await batch("ip", links.cilium(node), in: node.name)
      try await LabCommand.check(["tc", "-n", node.name, "qdisc", "add", "dev", "cilium_host", "clsact"])
      // The rules first: they load connection tracking, which has the settings.
      try await loadRuleset(node)
      try await shell(
        Sysctl.script(Sysctl.tracking + (topology.usesIPv6 ? Sysctl.trackingIPv6 : [])), in: node.name)
    }
  }

  private func startInternet() async throws {
    let namespace = LabTopology.internetNamespace
    let dnsLog = "\(paths.logs)/upstream-dns.log"
    daemons.append(
      try LabDaemon(
        "the upstream DNS server",
        command: LabCommand.inNamespace(namespace, UpstreamDNS.command(topology.worldFamilies)),
        log: dnsLog))
    let directory = paths.internet
    try await HTTPSServer.prepare(directory: directory, families: topology.worldFamilies)
    let httpsLog = "\(paths.logs)/https.log"
    let https = try LabDaemon(
      "the HTTPS server",
      command: LabCommand.inNamespace(namespace, HTTPSServer.command(directory: directory)), log: httpsLog)
    daemons.append(https)
    let stun = STUNPlan(topology: topology, paths: paths, executable: executable)
    if !stun.askers.isEmpty { daemons.append(try stun.startServers()) }
    try await https.waitUntil("its pid file exists", log: httpsLog) { access("\(directory)/nginx.pid", F_OK) == 0 }
  }

  private func waitForNodes() async throws {
    // A handshake that is lost is sent again after five seconds (WireGuard, REKEY_TIMEOUT), and on a busy machine several are.
    let deadline = ContinuousClock.now + .seconds(60)
    for node in topology.nodes {
      for address in topology.nodes.filter({ $0 != node }).flatMap(\.nodeIPAddresses) {
        while try await run(["busybox", "ping", "-c", "1", "-W", "1", address], on: node.name).status != 0 {
          guard ContinuousClock.now < deadline else {
            throw LabError(
              "\(node.name) does not reach the node IP \(address); in the topology \(topology.name), "
                + "nodes need a network or an overlay that joins their node IPs")
          }
        }
      }
    }
  }

  /// Where a program is pinned: a bpffs has no names with dots, which nodes' may have.
  private func pin(_ name: String) -> String { "\(paths.bpf)/\(name.replacing(".", with: "_"))" }

  private func program(_ node: LabNode) async throws {
    guard let configuration = nodes[node.name]?.configuration else { return }
    var pins: [String] = []
    for peer in configuration.peers where topology.cilium.routing == .tunnel {
      let mac = try topology.node(peer.node).vxlanMAC
      // A peer without an address of the underlay's family has no tunnel endpoint.
      guard let endpoint = peer.nodeIPs.first(configuration.underlay) else { continue }
      var prefixes = peer.podCIDRs
      if configuration.podEgress.tunnelsNodeIPs { prefixes += peer.nodeIPs.map(OverlayRouting.host) }
      for (index, prefix) in prefixes.enumerated() {
        let path = pin("\(node.name)_to_\(peer.node)_\(index)")
        try Encapsulation.pin(prefix, to: endpoint, mac: mac, by: node.vxlanIndex, at: path)
        pins.append(path)
      }
    }
    // Deleting what is not there yet fails; the additions must not.
    let lines = Encapsulation.filterLines(pins)
    _ = try await LabCommand.run(["tc", "-n", node.name, "-force", "-batch", "-"], input: lines[0] + "\n")
    try await batch("tc", Array(lines.dropFirst()), in: node.name)
    try await batch("ip", links.datapath(node, configuration), in: node.name)
  }

  /// What the agent wants of pods' packets that leave the pod network, beside the main table's routes.
  private func routePods(_ node: LabNode) async throws {
    guard let configuration = nodes[node.name]?.configuration else { return }
    for family in topology.families { try await routePods(node, configuration, family) }
    if nodes[node.name]?.hasProxy == true { try await routeToProxy(node) }
    let dropped = topology.families.flatMap { configuration.egress($0).droppedAddresses }
    try await load(PodRoutes.drops(dropped), in: node.name)
  }

  private func routePods(
    _ node: LabNode, _ configuration: DatapathConfiguration, _ family: AddressFamily
  ) async throws {
    if nodes[node.name]?.routesPods.contains(family) == true {
      let lines = PodRoutes.removals.map { $0 + "\n" }.joined()
      _ = try await LabCommand.run(["ip", family.option, "-n", node.name, "-force", "-batch", "-"], input: lines)
      nodes[node.name]?.routesPods.remove(family)
    }
    guard PodRoutes.isNeeded(configuration, family), let pods = topology.podCIDR(family) else { return }
    nodes[node.name]?.routesPods.insert(family)
    let listing = ["ip", "-n", node.name, "-j", "-d", family.option, "route", "show", "table", "main"]
    let routes = try await LabCommand.check(listing)
    let plan = PodRoutes(
      configuration: configuration, family: family, clusterPodCIDR: pods, mainRoutes: try KernelRoute.parse(routes))
    try await batch("ip", plan.additions, of: family, in: node.name)
  }

  private func updatePods(_ node: LabNode) async throws {
    guard let state = nodes[node.name], let configuration = state.configuration else { return }
    for pod in state.pods.values {
      let lines = pod.podMTULines(
        routers: node.podGateways, deviceMTU: configuration.deviceMTU, routeMTU: configuration.routeMTU)
      let own = try await LabCommand.run(
        ["ip", "-n", node.name, "link", "set", pod.lxc, "mtu", String(configuration.deviceMTU)])
      let inside = try await LabCommand.run(
        ["ip", "-n", pod.netns, "-batch", "-"], input: lines.map { $0 + "\n" }.joined())
      // The pod may be on its way out; that is no reason to fail the agent.
      if own.status != 0 || inside.status != 0 {
        logger.warning(
          "MTU of pod \(pod.addresses.joined(separator: ", ")) on \(node.name) not changed: \(own.stderr)\(inside.stderr)"
        )
      }
    }
  }

  private func plug(_ pod: PodLink, into node: LabNode) async throws {
    // Before the agent has spoken, the smallest MTU is safe everywhere.
    let configuration = nodes[node.name]?.configuration
    let deviceMTU = configuration?.deviceMTU ?? smallestMTU
    let routeMTU = configuration?.routeMTU ?? smallestMTU - 50
    try await LabCommand.check(["ip", "netns", "add", pod.netns])
    try await batch("ip", pod.nodeLines(mtu: deviceMTU, routers: node.podGateways), in: node.name)
    try await load(pod.ingressRules, in: node.name)
    try await batch("ip", pod.podLines(routers: node.podGateways, routeMTU: routeMTU), in: pod.netns)
    nodes[node.name, default: NodeState()].pods[pod.netns] = pod
  }

  private var smallestMTU: Int { (topology.networks.map(\.mtu) + topology.overlays.map(\.mtu)).min() ?? 1280 }

  /// The first Service that Cilium's proxy serves brings it up.
  private func startProxy(_ node: LabNode) async throws {
    guard nodes[node.name]?.hasProxy != true else { return }
    nodes[node.name, default: NodeState()].hasProxy = true
    try await routeToProxy(node)
    let directory = "\(paths.internet)/proxy"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    daemons.append(
      try LabDaemon(
        "the stand-in for Cilium's proxy on \(node.name)",
        command: LabCommand.inNamespace(node.name, ProxyStandIn.command(directory: directory)),
        log: "\(paths.logs)/proxy-\(node.name).log"))
  }

  private func routeToProxy(_ node: LabNode) async throws {
    for family in topology.families {
      let lines = ProxyStandIn.routes(family).map { $0 + "\n" }.joined()
      _ = try await LabCommand.run(["ip", family.option, "-n", node.name, "-force", "-batch", "-"], input: lines)
    }
  }

  private func loadRuleset(_ node: LabNode) async throws {
    let state = nodes[node.name] ?? NodeState()
    let isStale = faults.strike(.staleServiceBackends, on: node.name, of: topology.nodes.map(\.name))
    let services = isStale ? StaleBackends.services(state.services) : state.services
    let ruleset = NodeRuleset(
      topology: topology, node: node, configuration: state.configuration, services: services, faults: faults)
    try await load(ruleset.text, in: node.name)
  }

  /// Cilium decides about masquerading packet by packet, netfilter once per connection: connections that never got an
  /// answer start anew under new masquerading rules. Answered ones stay, as old entries do in Cilium's NAT table.
  /// A change of Services is no reason: it would cut connections whose answer is on its way.
  private func forgetUnanswered(_ node: LabNode) async throws {
    for pods in node.podCIDRs {
      // Status 1 means that there was none.
      let command = ["conntrack", "-D", "-f", AddressFamily(of: pods).rawValue, "-s", pods, "-u", "UNSET"]
      _ = try await LabCommand.run(LabCommand.inNamespace(node.name, command))
    }
  }

  /// The faults of a router are in one ruleset: of several each has its rule.
  private func loadRouterRuleset(_ segment: LabSegment) async throws {
    let ruleset = RouterRuleset(topology: topology, segment: segment)
    let filter = faults[.noWayOut] ?? faults[.pingFiltered]
    let silent = faults[.stunBlocked].flatMap { $0.node ?? KernelFaults.node(of: topology)?.name }
    try await load(
      ruleset.text(
        losesReplies: faults.contains(.replyLost),
        filter: filter.map { $0.fault == .noWayOut ? .internet : .ping }, losingReplies: faults[.replyLost]?.node,
        filtering: filter?.node, withoutSTUN: silent), in: segment.name)
  }

  private func loadInternetRuleset() async throws {
    try await load(InternetRuleset(topology: topology, faults: faults).text, in: LabTopology.internetNamespace)
  }

  private func setDefaultRoute(_ node: LabNode, moved: Bool) async throws {
    // WireGuard's own packets must not enter the tunnel: Tailscale keeps them out by firewall marks.
    for family in topology.worldFamilies { try await setDefaultRoute(node, family, moved) }
    try await routePods(node)
    try await forgetUnanswered(node)
  }

  private func setDefaultRoute(_ node: LabNode, _ family: AddressFamily, _ moved: Bool) async throws {
    let card = node.defaultUplink
    guard let gateway = topology.segment(card?.network)?.gateway(family), let device = card?.device,
      let route = moved ? links.misplacedDefaultRoute(node, family) : links.defaultRoute(node, family)
    else { return }
    let outside = topology.machines.filter { $0 != node }.flatMap(\.cards).compactMap {
      topology.outsideAddress(of: $0, family)
    }
    let peers = outside.map {
      moved ? "route replace \($0) via \(gateway) dev \(device)" : "route delete \($0)"
    }
    let lines = moved ? peers + [route] : [route] + peers
    let force = moved ? [] : ["-force"]
    let output = try await LabCommand.run(
      ["ip", "-n", node.name] + force + ["-batch", "-"], input: lines.map { $0 + "\n" }.joined())
    if moved && output.status != 0 {
      throw LabError("moving the default route of \(node.name) failed: \(output.stderr.trimmed)")
    }
  }

  private func cutWayOut(_ node: LabNode, _ fault: LabFault, _ active: Bool) async throws {
    let lines =
      switch fault {
      case .uplinkDown: KernelFaults.uplink(node, topology, down: active)
      case .uplinkAddressGone: KernelFaults.uplinkAddresses(node, topology, gone: active)
      default: KernelFaults.defaultRoutes(node, topology, gone: active)
      }
    try await batch("ip", lines, in: node.name)
    // What the agent had put upon the routes that went.
    if !active { try await program(node) }
    try await routePods(node)
    try await forgetUnanswered(node)
  }

  /// Tailscale takes peers whose keys have ended out of WireGuard, and where a node's own has ended every peer.
  private func endKeys(of struck: [LabNode], ended: Bool) async throws {
    for overlay in topology.overlays where overlay.isTailscale {
      let wireguard = WireGuard(topology: topology, overlay: overlay, paths: paths)
      for node in topology.members(of: overlay) {
        let lost = topology.members(of: overlay).filter { peer in
          peer != node && (struck.contains(node) || struck.contains(peer))
        }
        try await inTurn(node.name) { _ in
          guard ended else { return try await wireguard.restore(node) }
          for peer in lost { try await wireguard.remove(peer, from: node) }
        }
      }
    }
  }

  /// Moves overlays to the relay that carries over TCP, or back to their own UDP.
  private func relayOverlays(_ placed: PlacedFault?) async throws {
    let plan = OverlayRelay(topology: topology, paths: paths, executable: executable)
    for daemon in relays { await daemon.stop() }
    relays = []
    try await loadInternetRuleset()
    guard let placed else {
      for overlay in plan.overlays {
        let wireguard = WireGuard(topology: topology, overlay: overlay, paths: paths)
        for node in topology.members(of: overlay) { try await wireguard.restore(node) }
      }
      return
    }
    // WireGuard follows its peers to where they send from: nothing may come by UDP any more when it is told the other way.
    relays = try plan.start(placed)
    for overlay in plan.overlays { try await plan.divert(overlay, placed) }
  }

  /// Waits until the other nodes reach nodes again, or have had the time for it: another fault may be on.
  private func awaitReach(of struck: [LabNode]) async {
    let deadline = ContinuousClock.now + .seconds(15)
    for node in struck {
      for (other, address) in topology.nodes.filter({ $0 != node }).flatMap({ other in
        node.nodeIPAddresses.map { (other, $0) } + other.nodeIPAddresses.map { (node, $0) }
      }) {
        while ContinuousClock.now < deadline,
          (try? await run(["busybox", "ping", "-c", "1", "-W", "1", address], on: other.name))?.status != 0
        {}
      }
    }
  }

  private func loseVXLAN(_ node: LabNode, _ active: Bool) async throws {
    let device = topology.meshDevice(of: node)
    let path = pin("\(node.name)_lost")
    let change =
      active ? try DroppedVXLAN.pin(at: path, behindEthernet: topology.tunnelHasEthernet) : DroppedVXLAN.off
    try await LabCommand.check(["ip", "-n", node.name, "link", "set", "dev", device] + change)
  }

  private func divertPods(_ node: LabNode, _ active: Bool) async throws {
    try await batch("ip", PolicyRoute.lines(topology, node, active), in: node.name)
    try await forgetUnanswered(node)
  }

  private func breakKernel(_ node: LabNode, _ fault: LabFault, _ active: Bool) async throws {
    switch fault {
    case .ruleDrops: try await batch("ip", KernelFaults.blackhole(active, topology.families), in: node.name)
    case .forwardingOff: try await shell(KernelFaults.forwarding(off: active), in: node.name)
    case .marksLookedUpBack: try await shell(KernelFaults.marksLookedUpBack(active), in: node.name)
    default: try await shell(KernelFaults.sourceFilter(strict: active), in: node.name)
    }
    try await forgetUnanswered(node)
  }

  // MARK: Tools

  /// Runs `body` after all earlier changes of the same place have ended, whatever became of them.
  private func inTurn(
    _ place: String, _ body: @escaping @Sendable (isolated LabNetwork) async throws -> Void
  ) async throws {
    let earlier = turns[place]
    let task = Task {
      _ = await earlier?.result
      try await body(self)
    }
    turns[place] = task
    try await task.value
  }

  /// - Parameter family: For lines that do not tell it by an address.
  private func batch(
    _ tool: String, _ lines: [String], of family: AddressFamily? = nil, in namespace: String
  ) async throws {
    guard !lines.isEmpty else { return }
    let option = [family?.option].compactMap(\.self)
    do {
      try await LabCommand.check(
        [tool] + option + ["-n", namespace, "-batch", "-"], input: lines.map { $0 + "\n" }.joined())
    } catch let error as LabError {
      throw LabError("\(namespace): \(error); the lines were: \(lines.joined(separator: "; "))")
    }
  }

  private func load(_ ruleset: String, in namespace: String) async throws {
    try await LabCommand.check(LabCommand.inNamespace(namespace, ["nft", "-f", "-"]), input: ruleset)
  }

  private func shell(_ script: String, in namespace: String) async throws {
    try await LabCommand.check(LabCommand.inNamespace(namespace, ["sh", "-e", "-c", script]))
  }
}
