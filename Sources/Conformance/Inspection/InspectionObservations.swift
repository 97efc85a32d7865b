import Cilium
import Foundation
import Sysdump

/// What an archive shows of each aspect.
struct InspectionObservations {
  let facts: ClusterFacts
  let dump: Sysdump
  let nodes: ArchivedNodes
  private let configuration: ConfigurationObservations
  private let readings: [String: AgentReadings]
  /// The addresses of all nodes: every entry of every NAT table is looked up among them.
  private let nodeAddresses: Set<IPAddress>
  private let agents: [String: AgentInstance]

  init(facts: ClusterFacts, dump: Sysdump, nodes: ArchivedNodes, sample: PairSample) {
    self.facts = facts
    self.dump = dump
    self.nodes = nodes
    nodeAddresses = facts.nodes.reduce(into: []) { addresses, node in
      for device in node.devices { addresses.formUnion(device.addresses) }
      if let external = node.externalIP { addresses.insert(.v4(external)) }
    }
    agents = ArchivedFacts.agents(dump)
    let observers = sample.observers
    readings = Dictionary(
      nodes.records.map { ($0, ArchivedReadings.readings($1, about: Set(observers[$0] ?? []))) },
      uniquingKeysWith: { first, _ in first })
    let objects = dump.objects.ciliumNodes
    let addresses: Result<[String: [String]], AgentShell.Failure> =
      objects.value.map { nodes in
        .success(
          nodes.reduce(into: [:]) { result, node in
            guard let name = node.metadata.name else { return }
            result[name] = (node.spec?.addresses ?? []).filter { $0.type == "InternalIP" }.map(\.ip)
          })
      }
      ?? .failure(AgentShell.Failure(description: objects.reason("CiliumNodes (ciliumnodes)")))
    configuration = ConfigurationObservations(
      readings: readings, ciliumNodes: addresses, facts: facts, sample: sample, leavesOutAbsent: true)
  }

  /// What is seen of an aspect; what contradicts the rules only where it may.
  func sight(_ aspect: Aspect, _ subject: Subject) -> Sight {
    let sight = look(aspect, subject)
    guard case .seen(let observation) = sight,
      Judge.judge(Rules.predict(aspect, subject, facts: facts), observation, facts: facts).verdict == .deviates,
      let doubt = InspectionDoubts(facts: facts, dump: dump, nodes: nodes, agents: agents).reason(aspect, subject)
    else { return sight }
    return .missing(doubt.reason, observation.evidence + doubt.references.map(ArchivedReadings.evidence))
  }

  private func look(_ aspect: Aspect, _ subject: Subject) -> Sight {
    let name = subject.source
    guard let node = facts.node(name) else { return .missing("\(name) is not known") }
    if aspect == .clusterDNSReady { return dnsPods(name) }
    if node.agentEnds, Rules.isSaidByAgent(aspect) { return ended(aspect, name) }
    guard let record = nodes.records[name], let reading = readings[name] else {
      // An agent makes the CiliumNode of its node: that there is none yet says nothing of addresses.
      if aspect.ipv4Twin == .nodeIP, hasCiliumNode(name, aspect.family ?? .ipv4) { return nodeIP(aspect, name) }
      return .missing(node.problem ?? "the archive has no agent data for node \(name)")
    }
    let signs = ArchivedSigns(node, record, facts)
    let expected = Rules.predict(aspect, subject, facts: facts)
    let family = aspect.family ?? .ipv4
    switch aspect.ipv4Twin {
    case .defaultRoute: return defaultRoute(node, family, record)
    case .nodeIP: return nodeIP(aspect, name)
    case .configurationApplied: return applied(aspect, name, record)
    case .selectedDevices, .masquerade: return of(configuration.observe(aspect, name))
    case .nodePortAddresses:
      if let damaged = record.tables.damage { return .missing(Sentence(words: damaged)) }
      guard record.tables.value?.nodeAddresses.isEmpty == false else {
        return .unseen("the archive has no table of node addresses")
      }
      return of(configuration.observe(aspect, name))
    case .attachedDevices: return signs.attachedDevices(expected)
    case .directRoutingDevice: return signs.directRoutingDevice(reading.status)
    case .podMTU: return signs.podMTU(expected)
    case .tunnelPort: return signs.tunnelPort()
    case .podPrograms: return signs.podPrograms(expected)
    case .programOrder: return signs.programOrder(expected)
    case .socketPrograms: return signs.socketPrograms(expected)
    case .xdpDevices: return signs.xdpDevices(expected)
    case .natExternal:
      return signs.translation(family, expected) { address in address.isPublic && !nodeAddresses.contains(address) }
    default: break
    }
    guard let target = subject.target.flatMap(facts.node) else { return .unseen("nothing tells it") }
    switch aspect.ipv4Twin {
    case .otherNodeHealth: return signs.health(of: target.name)
    case .natNodeAddress:
      guard let address = target.internalIP(family) else { return .unseen("\(target.name) has no such address") }
      return signs.translation(family, expected) { $0 == address }
    default: return .unseen("nothing tells it")
    }
  }

  /// An agent that ends again and again says nothing of itself; that it does not run is seen.
  private func ended(_ aspect: Aspect, _ name: String) -> Sight {
    var observation = configuration.observe(aspect, name)
    let pod = agents[name]?.reference.name
    let log = dump.logs.first { $0.pod == pod && $0.fatal != nil }?.reference
    observation.evidence = [log ?? dump.objects.pods.reference].compactMap { $0.map(ArchivedReadings.evidence) }
    return of(observation)
  }

  private func of(_ observation: Observation) -> Sight {
    guard case .notMeasured(let reason) = observation.result else { return .seen(observation) }
    return .missing(reason, observation.evidence)
  }

  /// The routes that were read: the table of the agent, or the kernel's own for agents without.
  private func defaultRoute(_ node: NodeFacts, _ family: IPFamily, _ record: AgentRecord) -> Sight {
    guard node.tableSource != nil else {
      return .missing(node.problem ?? "its routes are not known")
    }
    let table = record.tables.reference.map { record.tables.value?.reference(to: "routes", in: $0) ?? $0 }
    let reference = table ?? record.kernelRoutes.first?.reference
    let result = ConfigurationObservations.defaultRoute(of: node, now: node.routes, family)
    return of(Observation(result, evidence: reference.map { [ArchivedReadings.evidence($0)] } ?? []))
  }

  /// Whether the node's CiliumNode has an address of a family.
  private func hasCiliumNode(_ name: String, _ family: IPFamily) -> Bool {
    let addresses = dump.objects.ciliumNodes.value?.first { $0.metadata.name == name }?.spec?.addresses ?? []
    return addresses.contains { $0.type == "InternalIP" && IPAddress($0.ip)?.family == family }
  }

  /// Agents that are not in the archive are no witnesses; those that are must agree.
  private func nodeIP(_ aspect: Aspect, _ name: String) -> Sight {
    guard dump.objects.ciliumNodes.reference != nil else {
      return .unseen("the archive has no CiliumNodes, and what an agent says of its own node proves nothing")
    }
    let sight = of(filed(configuration.observe(aspect, name)))
    // Agents have it from CiliumNodes: where all of them say what is expected, an object that does not is older or younger.
    guard case .seen(let observation) = sight, case .measured(.value(let seen)) = observation.result,
      let address = facts.node(name)?.internalIP(aspect.family ?? .ipv4)?.description
    else { return sight }
    let told = seen.split(separator: "; ").map { $0.split(separator: ": ", maxSplits: 1) }.filter { $0.count == 2 }
    let agents = told.filter { $0[0] != "CiliumNode" }
    let silent = agents.filter { $0[1] == "missing" }.map { String($0[0].trimmingPrefix("node list on ")) }
    if let reason = forgotten(name, aspect.family ?? .ipv4, by: silent) {
      return .missing(reason, observation.evidence)
    }
    guard told.count > agents.count, !agents.isEmpty, agents.allSatisfy({ $0[1] == address }) else { return sight }
    return .missing(
      "\(seen): agents have it from CiliumNodes, so these are not of one moment", observation.evidence)
  }

  /// The same with the archive's file of CiliumNodes where their objects are the evidence.
  private func filed(_ observation: Observation) -> Observation {
    guard let file = dump.objects.ciliumNodes.reference.map(ArchivedReadings.evidence) else { return observation }
    var told = observation
    for index in told.evidence.indices where told.evidence[index].command.hasPrefix("ciliumnodes/") {
      (told.evidence[index].origin, told.evidence[index].command) = (file.origin, file.command)
    }
    return told
  }

  /// Why a list of nodes that lacks one is of another moment than its agent's table of routes, which has one to that
  /// node's pods; `nil` where none is.
  ///
  /// - Parameter agents: The nodes whose agents' lists lack it.
  private func forgotten(_ name: String, _ family: IPFamily, by agents: [String]) -> Sentence? {
    guard let block = facts.node(name)?.podBlock(family) else { return nil }
    for agent in agents {
      guard let record = nodes.records[agent], let list = record.nodeList.reference,
        let tables = record.tables.value, let table = record.tables.reference,
        tables.routes.contains(where: { $0.destination == block })
      else { continue }
      return
        "the node list of the agent on \(agent) lacks \(name) (\(list.path)), and its routes have one to that node's pods "
        + "(\(table.path)): they are not of one moment"
    }
    return nil
  }

  /// What the agent runs with against what is stored: the devices, and every other option that rules read.
  private func applied(_ aspect: Aspect, _ name: String, _ record: AgentRecord) -> Sight {
    guard let stored = dump.objects.configuration.value else {
      let problem = dump.objects.configuration.problem("cilium-config") ?? ""
      let told: Sentence = "\(problem); what is stored cannot be held against what runs"
      return dump.objects.configuration.damage == nil ? .unseen(told) : .missing(told)
    }
    let observation = configuration.observe(aspect, name)
    guard let flags = record.flags.value, let reference = record.flags.reference,
      case .measured(.value(let devices)) = observation.result
    else { return of(observation) }
    let wanted = stored.merging(facts.node(name)?.configurationOverrides ?? [:]) { $1 }
    let all = RunningOptions.differences(stored: wanted, running: flags)
    let unproven = all.filter { RunningOptions.isRefuted($0, by: record.options.value ?? [:]) }
    if let first = unproven.first, let options = record.options.reference {
      return .missing(
        "\(first.key) runs as “\(first.running)” by \(reference.path), and not by \(options.path): they are not of one "
          + "moment", [ArchivedReadings.evidence(reference), ArchivedReadings.evidence(options)])
    }
    let differing = all
    guard !differing.isEmpty else { return .seen(observation) }
    let text = differing.map { "\($0.key) runs as “\($0.running)” and is stored as “\($0.stored)”" }
    var told = observation
    told.result = .measured(.value(([devices] + text).joined(separator: "; ")))
    told.evidence.append(ArchivedReadings.evidence(reference))
    return .seen(told)
  }

  private func dnsPods(_ name: String) -> Sight {
    if let damage = dump.objects.pods.damage { return .missing(Sentence(words: damage)) }
    guard dump.objects.pods.value != nil else {
      return .unseen(dump.objects.pods.reason("pods (k8s-pods)"))
    }
    guard facts.dnsPods.contains(where: { $0.node == name }) else { return .unseen("no DNS pod is on \(name)") }
    var observation = DNSPodObservations(before: facts.dnsPods, after: .success(facts.dnsPods)).observe(name)
    let path = dump.objects.pods.reference?.path ?? ""
    for index in observation.evidence.indices {
      (observation.evidence[index].origin, observation.evidence[index].command) = ("archive", path)
    }
    if case .measured(.unhealthy(let text)) = observation.result, let node = facts.node(name),
      let record = nodes.records[name], let uptime = ArchivedSigns(node, record, facts).uptime,
      uptime < ArchivedSigns.settling
    {
      return .missing(
        "\(text), \(Int(uptime)) s after the agent's start: it may become ready yet", observation.evidence)
    }
    return of(observation)
  }
}
