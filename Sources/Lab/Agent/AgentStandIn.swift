import Foundation

/// One node's Cilium agent, in the lab's process.
///
/// It reads `cilium-config` once when it starts, selects devices from the node's live links and routes, programs the
/// node's datapath and writes its CiliumNode; while it runs it follows its peers' CiliumNodes and, since 1.16, its
/// devices, and no setting. What it programmed stays when it stops, as Cilium's datapath does.
actor AgentStandIn {
  let node: String
  private let environment: any AgentEnvironment
  private let release: LabCilium
  private let kubernetesVersion: String
  /// What the agent knows while it runs; nil while it does not.
  private var running: Running?
  /// The `devices` setting of the last start, which the fault `stale-agent-devices` makes the agent keep.
  private var lastDevices: String??
  private var logLines: [String] = []

  private struct Running {
    var podName: String
    var config: AgentConfig
    var startedAt: Date
    /// The devices as the agent last looked at them, with what it decided about each.
    var devices: [KernelDevice]
    var verdicts: [String: DeviceVerdict]
    /// What it made of them.
    var plan: DevicePlan
    /// Towards where pods keep their addresses, by an ip-masq-agent's list.
    var spared: [String] = []
    var applied: DatapathConfiguration?
    var published: AgentCiliumNode?
    var health = HealthFact.none
    /// How often the datapath was programmed, and how often that failed.
    var programmed = 0
    var failed = 0
    var background: Task<Void, Never>?
  }

  /// How often a running agent looks at its peers' CiliumNodes.
  private static let resyncInterval = Duration.milliseconds(500)
  /// Nanoseconds between two rounds of health probes.
  private static let probeInterval: Int64 = 30_000_000_000

  /// What keeps it from starting while the fault `agent-not-starting` is on: no setting, and no device.
  private static let fatalFault =
    "failed to start: unable to initialize kubernetes client: unable to create k8s client: unable to load in-cluster "
    + "configuration: open /var/run/secrets/kubernetes.io/serviceaccount/token: permission denied"

  /// How long it waits for its peers' CiliumNodes when it starts.
  private let peerPatience: Duration

  init(
    node: String, environment: any AgentEnvironment, release: LabCilium, kubernetesVersion: String,
    peerPatience: Duration = .seconds(5)
  ) {
    self.peerPatience = peerPatience
    self.node = node
    self.environment = environment
    self.release = release
    self.kubernetesVersion = kubernetesVersion
  }

  /// Which start of the agent this is; nil while it does not run.
  var start: Date? { running?.startedAt }
  var log: Data { Data(logLines.joined(separator: "\n").utf8) + (logLines.isEmpty ? Data() : Data([0x0a])) }

  /// Starts the agent, or throws when the node cannot be programmed or the agent refuses its settings. Ready when it
  /// returns.
  func start(podName: String) async throws {
    do {
      try await begin(podName: podName)
    } catch {
      stop()
      if !(error is CancellationError) { note("\(error)", level: "fatal") }
      throw error
    }
  }

  private func begin(podName: String) async throws {
    stop()
    logLines = []
    var data = await environment.ciliumConfig()
    if let lastDevices, await environment.isFaultActive(.staleAgentDevices, on: node) { data["devices"] = lastDevices }
    lastDevices = .some(data["devices"])
    let config = AgentConfig(data: data, release: release)
    note("Cilium \(release.message)")
    note("--devices='\(config.filter.entries.joined(separator: ","))'")

    if await environment.isFaultActive(.agentNotStarting, on: node) { throw AgentError(Self.fatalFault) }
    let kernel = KernelReader(network: environment.network, node: node)
    try await kernel.enableConntrackTimestamps()
    // Before the devices are read: what changes meanwhile is looked at again.
    if config.followsDevices { _ = try await environment.network.kernelChanged(on: node) }
    let state = try await kernel.devicesAndRoutes()
    let verdicts = selection(config, state).verdicts()
    noteSelection(verdicts, state.devices)
    let nodeIP = await environment.nodes().first { $0.name == node }?.internalIP
    let plan = try DevicePlan(
      config, devices: state.devices, routes: state.routes, verdicts: verdicts, nodeIP: nodeIP)
    note("MTU updated (\(plan.mtu.device))")
    try Task.checkCancellation()
    running = Running(
      podName: podName, config: config, startedAt: Date(), devices: state.devices, verdicts: verdicts, plan: plan,
      spared: config.ipMasqAgent ? await environment.nonMasqueradeCIDRs() ?? IPMasquerade.defaults : [])
    try await synchronize()
    try await awaitPeers()
    try await kernel.addHealthAddresses(try await ownNode().podCIDRs.map(HealthAddress.address), mtu: plan.mtu.device)
    note("Daemon initialization completed")
    running?.background = Task { [weak self] in await self?.follow() }
  }

  /// Agents that start together learn of each other once each has written its CiliumNode: whoever is ready has the ways to
  /// all of them. Not waited for long, as another node's agent may never start.
  private func awaitPeers() async throws {
    let deadline = ContinuousClock.now + peerPatience
    var missing = await missingPeers()
    while !missing.isEmpty, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      missing = await missingPeers()
    }
    if !missing.isEmpty { note("Starting without \(missing.sorted().joined(separator: ", "))", level: "warning") }
    // Also where none is missing: it may have come since the datapath was programmed.
    try await synchronize()
  }

  private func missingPeers() async -> Set<String> {
    Set(await environment.nodes().map(\.name)).subtracting(await environment.ciliumNodes().map(\.name))
      .subtracting([node])
  }

  /// Stops the agent; the datapath stays.
  func stop() {
    running?.background?.cancel()
    running = nil
  }

  /// Follows peers and faults, and probes their health, until the agent stops.
  private func follow() async {
    var nextProbe = ContinuousClock.now
    while !Task.isCancelled {
      do { try await followDevices() } catch { note("Unable to follow the devices", "error=\"\(error)\"") }
      do { try await synchronize() } catch { note("Unable to synchronize the datapath", "error=\"\(error)\"") }
      if ContinuousClock.now >= nextProbe {
        await probeHealth()
        nextProbe = .now + .nanoseconds(Self.probeInterval)
      }
      do { try await Task.sleep(for: Self.resyncInterval) } catch { return }
    }
  }

  private func selection(
    _ config: AgentConfig, _ state: (devices: [KernelDevice], routes: [KernelRoute])
  ) -> DeviceSelection {
    DeviceSelection(
      filter: config.filter, forceDetection: config.forceDeviceDetection, devices: state.devices, routes: state.routes,
      release: release)
  }

  private func noteSelection(_ verdicts: [String: DeviceVerdict], _ devices: [KernelDevice]) {
    let names = devices.filter { verdicts[$0.name]?.isSelected == true }.sorted { $0.index < $1.index }.map(\.name)
    note("Devices changed", "devices=[\(names.joined(separator: " "))]")
  }

  /// Looks at the devices again when the kernel says that links, addresses or routes have changed. Where the agent could
  /// not start with what is left, the datapath stays as it was.
  private func followDevices() async throws {
    guard let config = running?.config, config.followsDevices,
      try await environment.network.kernelChanged(on: node)
    else { return }
    let state = try await KernelReader(network: environment.network, node: node).devicesAndRoutes()
    let nodeIP = await environment.nodes().first { $0.name == node }?.internalIP
    guard let earlier = running, earlier.config == config else { return }
    let verdicts = selection(config, state).verdicts(after: earlier.devices, earlier.verdicts)
    running?.devices = state.devices
    running?.verdicts = verdicts
    func selected(_ verdicts: [String: DeviceVerdict]) -> Set<String> {
      Set(verdicts.filter(\.value.isSelected).keys)
    }
    if selected(verdicts) != selected(earlier.verdicts) { noteSelection(verdicts, state.devices) }
    let plan = try DevicePlan(
      config, devices: state.devices, routes: state.routes, verdicts: verdicts, nodeIP: nodeIP)
    if plan.mtu != earlier.plan.mtu { note("MTU updated (\(plan.mtu.device))") }
    running?.plan = plan
  }

  /// Brings the datapath and the CiliumNode up to date with the nodes of the moment.
  private func synchronize() async throws {
    guard let state = running else { return }
    let nodes = try await nodeFacts(running: state)
    guard let local = nodes.first(where: \.isLocal) else { return }
    var configuration = DatapathConfiguration(
      selectedDevices: state.plan.selected.sorted(),
      masquerade: state.config.masquerade, podCIDR: local.podCIDR, deviceMTU: state.plan.mtu.device,
      routeMTU: state.plan.mtu.route,
      peers: nodes.filter { !$0.isLocal }.map {
        TunnelPeer(
          node: $0.name, podCIDRs: $0.podCIDRs, nodeIPs: $0.nodeIPs, externalIPs: $0.externalIPs)
      }, podEgress: state.plan.egress[.ipv4] ?? .byRoutes, podEgressIPv6: state.plan.egress[.ipv6] ?? .byRoutes,
      masqueradedFamilies: state.config.masqueradedFamilies, underlay: state.config.underlay)
    configuration.fallbackAddresses = state.plan.fallbackAddresses
    configuration.routesPeersDirectly = state.config.routesPeersDirectly
    configuration.sparedPrefixes = state.spared
    configuration.nodePorts = state.plan.nodePorts(state.config, peers: configuration.peers)
    if state.config.sparesNodes { configuration.sparedAddresses = configuration.peers.flatMap(\.nodeIPs) }
    if running?.applied != configuration {
      do {
        try await environment.network.apply(configuration, on: node)
      } catch {
        running?.failed += 1
        throw error
      }
      running?.applied = configuration
      running?.programmed += 1
    }
    let published = try await ciliumNode(local)
    if running?.published != published {
      try await environment.upsertCiliumNode(published)
      running?.published = published
    }
  }

  private func ciliumNode(_ local: AgentFacts.NodeFact) async throws -> AgentCiliumNode {
    var addresses =
      local.nodeIPs.map { AgentNode.Address(type: "InternalIP", address: $0) }
      + local.externalIPs.map { AgentNode.Address(type: "ExternalIP", address: $0) }
    if running?.published == nil {
      // The datapath exists now, and cilium_host with its addresses.
      let routers = try await KernelReader(network: environment.network, node: node).ciliumHostAddresses()
      addresses += routers.filter { address in local.podCIDRs.first(AddressFamily(of: address)) != nil }.map {
        AgentNode.Address(type: "CiliumInternalIP", address: $0)
      }
    } else {
      addresses += running?.published?.addresses.filter { $0.type == "CiliumInternalIP" } ?? []
    }
    return AgentCiliumNode(
      name: node, addresses: addresses, podCIDRs: local.podCIDRs,
      healthIPs: local.podCIDRs.map(HealthAddress.address), bootID: KernelReader.bootID())
  }

  private func ownNode() async throws -> AgentFacts.NodeFact {
    guard let state = running, let local = try await nodeFacts(running: state).first(where: \.isLocal) else {
      throw AgentError(
        "the agent of \(node) found no Kubernetes node \(node) with an address and a pod CIDR; register the node first")
    }
    return local
  }

  /// This node from Kubernetes, the peers from their CiliumNodes.
  private func nodeFacts(running state: Running) async throws -> [AgentFacts.NodeFact] {
    let kubernetesNodes = await environment.nodes()
    let own = kubernetesNodes.first { $0.name == node }
    let podCIDRs = state.config.families.compactMap { own?.podCIDRs.first($0) }
    guard let own, podCIDRs.count == state.config.families.count else {
      throw AgentError(
        "the Kubernetes API has no node \(node) with a pod CIDR of \(state.config.families.map(\.title).joined(separator: " and ")); "
          + "the agent needs spec.podCIDRs")
    }
    let local = AgentFacts.NodeFact(
      name: node, nodeIPs: try await nodeIPs(of: own, running: state), podCIDRs: podCIDRs,
      ciliumInternalIPs: (state.published?.addresses ?? []).filter { $0.type == "CiliumInternalIP" }.map(\.address),
      healthIPs: podCIDRs.map(HealthAddress.address), isLocal: true,
      externalIPs: own.addresses.filter { $0.type == "ExternalIP" }.map(\.address))
    let peers = await environment.ciliumNodes().filter { $0.name != node }.compactMap { peer in
      AgentFacts.NodeFact(peer: peer, families: state.config.families)
    }
    return ([local] + peers).sorted { $0.name < $1.name }
  }

  /// One of each family: the Kubernetes InternalIP, else the ExternalIP, else an address of a selected device
  /// (`pkg/node/address.go`).
  private func nodeIPs(of own: AgentNode, running state: Running) async throws -> [String] {
    let kernel = KernelReader(network: environment.network, node: node)
    let isWrong = await environment.isFaultActive(.ciliumNodeIPDiffers, on: node)
    var found: [String] = []
    for family in state.config.families {
      if isWrong, let address = try await kernel.defaultRouteAddress(family) {
        found.append(address)
      } else if let address = own.internalIPs.first(family)
        ?? own.addresses.filter({ $0.type == "ExternalIP" }).map(\.address).first(family)
      {
        found.append(address)
      } else {
        let devices = try await kernel.devicesAndRoutes().devices
        let addresses = devices.filter { state.verdicts[$0.name]?.isSelected == true }.flatMap(\.addresses)
        if let address = addresses.filter({ $0.scope == "global" }).map(\.address).first(family) {
          found.append(address)
        }
      }
    }
    guard !found.isEmpty else {
      throw AgentError("node \(node) has no InternalIP, no ExternalIP and no selected device with an address")
    }
    return found
  }

  /// A line of the log: Go's slog since 1.18, logrus before.
  private func note(_ message: String, _ fields: String = "", level: String = "info") {
    let head = release.logsByTime ? "time=\(GoDuration.timestampWithMilliseconds(Date())) " : ""
    let tail = (fields.isEmpty ? "" : " \(fields)") + (release.logsByTime ? "" : " subsys=daemon")
    logLines.append("\(head)level=\(level) msg=\"\(message.replacing("\"", with: "\\\""))\"\(tail)")
  }
}

extension AgentStandIn: AgentCommandSource {
  func facts() async throws -> AgentFacts {
    guard let state = running else { throw AgentError("the agent of \(node) does not run") }
    let kernel = KernelReader(network: environment.network, node: node)
    let live = try await kernel.devicesAndRoutes()
    // What the agent has decided stands until it looks again; one that it has not seen yet gets its verdict.
    let selection = selection(state.config, live)
    let verdicts = Dictionary(
      live.devices.map { ($0.name, state.verdicts[$0.name] ?? selection.verdict(on: $0)) },
      uniquingKeysWith: { first, _ in first })
    return AgentFacts(
      nodeName: node, config: state.config, startedAt: state.startedAt, now: Date(), devices: live.devices,
      verdicts: verdicts, routes: live.routes, nodes: try await nodeFacts(running: state),
      endpoints: EndpointList.endpoints(
        pods: await environment.pods(on: node), cluster: state.config.clusterName, node: node,
        healthIPs: try await ownNode().podCIDRs.map(HealthAddress.address), devices: live.devices, routes: live.routes),
      mtu: state.plan.mtu, health: state.health,
      services: await environment.isFaultActive(.staleServiceBackends, on: node)
        ? StaleBackends.services(await environment.services()) : await environment.services(),
      kernelVersion: KernelReader.release(), processors: ProcessInfo.processInfo.activeProcessorCount,
      uptime: KernelReader.uptime(), kubernetesVersion: kubernetesVersion,
      spared: state.spared,
      deniedPort: await environment.isFaultActive(.policyDenied, on: node) ? DenyingPolicy.port : nil)
  }

  func conntrack() async throws -> [ConntrackFlow] {
    try await KernelReader(network: environment.network, node: node).conntrack(running?.config.families ?? [.ipv4])
  }

  func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry] {
    NATTable(
      nodeAddresses: Set(facts.devices.flatMap(\.addresses).map(\.address)), podCIDRs: facts.podCIDRs,
      selectedDevices: Set(facts.selectedDevices.map(\.name)), routes: facts.routes,
      bpfMasquerade: facts.config.masquerade == .bpf,
      hidesReverse: await environment.isFaultActive(.natReverseMissing, on: node)
    ).entries(flows)
  }

  func metrics(_ facts: AgentFacts) async throws -> [AgentMetric] {
    let kernel = KernelReader(network: environment.network, node: node)
    var counters = AgentCounters()
    counters.links = try await kernel.linkCounters()
    counters.drops = try await kernel.dropCounters(release).filter {
      release.countsFragmentDrops || $0.reason != DropCounter.fragments
    }
    counters.conntrackPressure = try await kernel.conntrackPressure()
    counters.programmed = running?.programmed ?? 0
    counters.failed = running?.failed ?? 0
    if release.countsDrift {
      // Keys that are gone are none of the wanted ones (`pkg/driftchecker/checker.go`).
      counters.driftedSettings = await environment.ciliumConfig().count { facts.config.data[$0.key] != $0.value }
    }
    return AgentMetrics.metrics(
      facts: facts, counters: counters, nat: await natEntries(try await conntrack(), facts: facts))
  }

  func flush(translatedOnly: Bool) async throws -> Int {
    try await KernelReader(network: environment.network, node: node).flushConntrack(
      translatedOnly: translatedOnly, running?.config.families ?? [.ipv4])
  }

  func probeHealth() async {
    guard let state = running, let nodes = try? await nodeFacts(running: state) else { return }
    let prober = HealthProber(network: environment.network, node: node)
    let health = await prober.probe(nodes, interval: Self.probeInterval)
    running?.health = health
  }
}

/// What went wrong in an agent.
struct AgentError: Error, Sendable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

extension AgentFacts.NodeFact {
  /// A peer as its CiliumNode describes it; nil when it has no address or pod CIDR yet.
  init?(peer: AgentCiliumNode, families: [AddressFamily]) {
    func addresses(_ type: String) -> [String] {
      let all = peer.addresses.filter { $0.type == type }.map(\.address)
      return families.compactMap { all.first($0) }
    }
    let nodeIPs = addresses("InternalIP")
    let podCIDRs = families.compactMap { peer.podCIDRs.first($0) }
    guard !nodeIPs.isEmpty, !podCIDRs.isEmpty else { return nil }
    self.init(
      name: peer.name, nodeIPs: nodeIPs, podCIDRs: podCIDRs, ciliumInternalIPs: addresses("CiliumInternalIP"),
      healthIPs: families.compactMap { peer.healthIPs.first($0) }, isLocal: false,
      externalIPs: peer.addresses.filter { $0.type == "ExternalIP" }.map(\.address))
  }
}
