import Foundation

/// The agent of a simulated node: the stand-in's commands and formats over facts on paper.
struct SimulatedAgent: AgentCommandSource {
  let node: SimulatedNode
  let cluster: SimulatedCluster

  private static let uptime = 100_000

  func facts() async throws -> AgentFacts {
    let config = AgentConfig(
      data: CiliumConfiguration.data(devices: cluster.devicesSetting, release: cluster.cilium), release: cluster.cilium)
    let (devices, routes) = (node.devices, node.ownRoutes)
    let selection = DeviceSelection(
      filter: config.filter, forceDetection: config.forceDeviceDetection, devices: devices, routes: routes,
      release: cluster.cilium)
    let now = Date()
    return AgentFacts(
      nodeName: node.name, config: config, startedAt: cluster.startedAt, now: now, devices: devices,
      verdicts: Dictionary(
        devices.map { ($0.name, selection.verdict(on: $0)) }, uniquingKeysWith: { first, _ in first }),
      routes: routes, nodes: [Self.fact(node, isLocal: true)], endpoints: [], mtu: .init(device: 1280, route: 1230),
      health: .none, services: [], kernelVersion: "6.18.44", processors: 4, uptime: Self.uptime,
      kubernetesVersion: "v1.36.2")
  }

  /// The facts with all nodes, their health and the routes to them: what is long on a large cluster.
  func wholeFacts() async throws -> AgentFacts {
    var facts = try await facts()
    facts.routes = node.routes(among: cluster.nodes)
    facts.nodes = cluster.nodes.map { Self.fact($0, isLocal: $0 == node) }
    let probe = HealthFact.Probe(at: facts.now, latency: 900_000)
    facts.health = HealthFact(
      nodes: cluster.nodes.map { other in
        let path = HealthFact.Path(address: other.tailnetAddress, icmp: probe, http: probe)
        return HealthFact.Node(name: other.name, isLocal: other == node, host: path, endpoint: nil)
      }, timestamp: facts.now, interval: 30_000_000_000)
    return facts
  }

  static func fact(_ node: SimulatedNode, isLocal: Bool) -> AgentFacts.NodeFact {
    AgentFacts.NodeFact(
      name: node.name, nodeIPs: [node.tailnetAddress], podCIDRs: [node.podCIDR],
      ciliumInternalIPs: [node.podPrefix + ".1"], healthIPs: [], isLocal: isLocal)
  }

  func conntrack() async throws -> [ConntrackFlow] { [] }

  func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry] {
    cluster.flows.entries(of: node)
  }

  func metrics(_ facts: AgentFacts) async throws -> [AgentMetric] {
    AgentMetrics.metrics(
      facts: facts,
      counters: AgentCounters(
        conntrackPressure: 0.001, programmed: 1,
        // Its facts are made of the setting as it is.
        driftedSettings: cluster.cilium.countsDrift ? 0 : nil),
      nat: await natEntries([], facts: facts))
  }
  func probeHealth() async {}
  func flush(translatedOnly: Bool) async throws -> Int { 0 }

  /// Runs a command of the agent's container.
  func run(_ command: [String]) async throws -> AgentCommandResult {
    guard let program = command.first else { return .failure("no command") }
    // A connection from the node's own network: what is broken in a simulated cluster is broken for its pods only.
    if program == "bash", command.contains(where: { $0.contains("/dev/tcp") || $0.contains("/dev/udp") }) {
      // A script that goes through addresses tells of each whether its port answered, and how.
      // … and one that goes through targets of several kinds tells of each what a server said.
      if command.count > 5, command[2].contains("for target") {
        return .text(command.dropFirst(5).map(Self.answer).joined())
      }
      guard command.count > 4, command[2].contains("for address") else { return .text("") }
      return .text(command.dropFirst(4).map { "\($0) 10250 0 \n" }.joined())
    }
    if cluster.has(.agentSilent, node) { return .agentAway(program: program) }
    if program == "sh" {
      // A client that looks for the agent's command-line program, and asks it for its version.
      if command.last?.contains("command -v") == true {
        let version = await AgentCommands(source: self).run(program: "cilium-dbg", arguments: ["version"])
        return .text("cilium-dbg\n" + version.stdout)
      }
      guard let shell = SimulatedShell(command.last ?? "") else {
        return .failure("the simulation does not know this script: \(command)")
      }
      var result = try await run(shell.command)
      result.stdout = try shell.filter(result.stdout)
      return result
    }
    let arguments = Array(command.dropFirst())
    if program == "ip", let device = arguments.last, arguments.first == "-s" { return .text(Self.counters(of: device)) }
    // On paper there are pods and Services, and no maps that would hold them.
    if ["lb", "endpoint", "policy"].contains(arguments.dropFirst().first), arguments.first == "bpf" {
      return .failure("the simulation has no map for \(arguments.joined(separator: " "))")
    }
    switch arguments.prefix(2) {
    case ["node", "list"] where arguments.count == 2: return .text(cluster.nodeList(of: node))
    case ["status"] where program == "cilium-health", ["status", "-o"] where program == "cilium-health",
      ["shell", "--"] where arguments.last == "routes":
      let commands = AgentCommands(source: WholeView(agent: self))
      return await commands.run(program: program, arguments: arguments)
    default: return await AgentCommands(source: self).run(program: program, arguments: arguments)
    }
  }

  /// The line of a target `KIND|ADDRESS|PORT|QUESTION`: a page, the header of a DNS answer, or a mere connection.
  private static func answer(_ target: String) -> String {
    let fields = target.split(separator: "|", omittingEmptySubsequences: false).prefix(3)
    let said =
      switch fields.first {
      case "page": "HTTP/1.0 200 OK"
      case "name": " 4e 50 81 80 00 01 00 01 00 00 00 00"
      default: ""
      }
    return "\(fields.joined(separator: " ")) 0 \(said)\n"
  }

  /// `ip -s link show dev NAME` of a device that has never lost anything.
  private static func counters(of device: String) -> String {
    """
    6: \(device): <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1280 qdisc noqueue state UNKNOWN mode DEFAULT group default
        link/ether 2e:ae:dc:49:db:01 brd ff:ff:ff:ff:ff:ff
        RX:  bytes packets errors dropped  missed   mcast
                 0       0      0       0       0       0
        TX:  bytes packets errors dropped carrier collsns
                 0       0      0       0       0       0

    """
  }

  private struct WholeView: AgentCommandSource {
    let agent: SimulatedAgent
    func facts() async throws -> AgentFacts { try await agent.wholeFacts() }
    func conntrack() async throws -> [ConntrackFlow] { [] }
    func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry] { [] }
    func metrics(_ facts: AgentFacts) async throws -> [AgentMetric] { [] }
    func probeHealth() async {}
    func flush(translatedOnly: Bool) async throws -> Int { 0 }
  }
}
