import Capture
import Cilium

/// Everything that the captures of one measurement prove, case by case. Pure.
struct PathEvidence: Sendable {
  /// Node name → what was captured there.
  let traces: [String: NodeTrace]
  /// Node name → why there is no capture.
  let problems: [String: Sentence]
  let facts: ClusterFacts
  let pods: ProbePods
  /// Node name → the ClusterIPs in front of its server pod.
  let services: [String: ServiceAddresses]
  let results: ProbeResults
  let plan: ProbePlan
  let translations: TranslationObservations
  /// Node name → the identities of its probe pods, as its agent has them; `nil` where it was not asked.
  var identities: [String: Result<[IPAddress: UInt32], AgentShell.Failure>]?

  /// Node name → what its connection tracking holds of its probe pods.
  var conntrack: [String: ConntrackListing] = [:]

  /// Whose messages of WireGuard can be, by where they went; `nil` where that is not told apart.
  var owners: MessageOwners?

  /// What the packets say of a case; `nil` for an aspect that is no path of a pod's packets.
  func proof(_ aspect: Aspect, _ subject: Subject) -> PathProof? {
    guard Self.proven.contains(aspect) else { return nil }
    var gaps: [Sentence] = []
    if let problem = problems[subject.source] { gaps.append("\(subject.source) was not captured: \(problem)") }
    guard let node = facts.node(subject.source), let here = traces[subject.source] else {
      return PathProof(flows: [], gaps: gaps.isEmpty ? ["\(subject.source) was not captured"] : gaps)
    }
    var flows: [FlowProof] = []
    // A case may have dozens of probes, such as pings of every size.
    var untold: [String] = []
    let carried = CarriedPackets(of: node, plan: plan, facts: facts)
    for answer in results.all(aspect, subject, in: plan) {
      let command = answer.evidence.command
      var flow: ProbeFlow
      do {
        flow = try finder.flow(answer, from: subject.source)
      } catch {
        gaps.append(Self.reason(error, command))
        continue
      }
      let entry = natEntry(&flow)
      guard let (expected, destination) = expectedPath(flow, node, here) else {
        untold.append(command)
        continue
      }
      flow.destinations = [destination]
      let target = target(expected)
      let isKept = target.map { keeps($0, destination.address) } ?? false
      let there = isKept ? target.flatMap { traces[$0] } : nil
      if let target, isKept, there == nil {
        gaps.append(problems[target].map { "\(target) was not captured: \($0)" } ?? "\(target) was not captured")
      }
      let judge = FlowJudge(
        witness: witness(flow, node, here, there), expected: expected, node: node,
        carried: carried,
        judgesWayOnly: Self.wayOnly.contains(aspect.ipv4Twin), identity: identity(of: flow),
        tracked: ConntrackSighting.entries(of: flow, target: target, in: conntrack),
        owners: owners)
      flows.append(judge.proof(natEntry: entry))
    }
    if let first = untold.first {
      gaps.append(
        untold.count == 1
          ? "no rule tells the way of `\(first)`"
          : "no rule tells the way of `\(first)` and \(untold.count - 1) more of this case")
    }
    return PathProof(flows: flows, gaps: gaps)
  }

  private static func reason(_ unknown: FlowFinder.Unknown, _ command: String) -> Sentence {
    switch unknown {
    case .noConnection: "`\(command)` tried no connection, so no packet of it can be looked for"
    case .indistinguishable: "the packets of `\(command)` could not be told from others"
    }
  }

  /// What finds the flows of probes.
  var finder: FlowFinder {
    FlowFinder(facts: facts, pods: pods, traces: traces, services: services, results: results)
  }

  /// The aspects that are about a pod's packets, of either family.
  static let proven = Set(Aspect.allCases.filter(\.isMeasuredByProbes))

  /// Aspects whose probes may fail beyond the path: sizes that must not arrive, and names for which the DNS server in
  /// turn has to ask elsewhere.
  private static let wayOnly: Set<Aspect> = [.pathMTU, .externalName]

  private func witness(
    _ flow: ProbeFlow, _ node: NodeFacts, _ here: NodeTrace, _ there: NodeTrace?
  ) -> FlowWitness {
    let addresses = Set(node.devices.filter(NodeTrace.isUplink).flatMap(\.addresses).map(HeaderAddress.init))
    return FlowWitness(flow: flow, here: here, there: there, nodeAddresses: addresses)
  }

  /// Whether the other node's capture keeps a flow's packets: those to its own addresses, and to pods what its own probe
  /// pods exchange, and what probes ask of its cluster DNS pods. Of any other pod it says nothing.
  private func keeps(_ target: String, _ destination: IPAddress) -> Bool {
    if isProbePod(destination) { return true }
    if facts.node(target).map({ PathModel(facts: facts).holds($0, destination) }) == true { return true }
    return facts.dnsPods.contains { $0.node == target && $0.address(destination.family) == destination }
      && !CaptureFilter.clients(askingOn: target, facts, pods).isEmpty
  }

  private func isProbePod(_ address: IPAddress) -> Bool {
    pods.nodes.values.contains { pair in
      [pair.client, pair.server].contains { (try? $0.get())?.addresses.contains(address) == true }
    }
  }

  private func identity(of flow: ProbeFlow) -> Result<UInt32, AgentShell.Failure>? {
    guard let identities else { return nil }
    return (identities[flow.node] ?? .success([:])).flatMap { known in
      known[flow.pod].map(Result.success)
        ?? .failure(AgentShell.Failure(description: "the agent's endpoint map lacks \(flow.pod)"))
    }
  }

  private func target(_ expected: ExpectedPath) -> String? {
    switch expected.route {
    case .withinNode: nil
    case .tunnel(let tunnel): tunnel.target
    case .routed(_, _, _, let target): target
    }
  }

  /// The rule for where the packets went: of several backends of a Service the one that packets were sent to, else one
  /// on the own node, which leaves no trace.
  private func expectedPath(
    _ flow: ProbeFlow, _ node: NodeFacts, _ here: NodeTrace
  ) -> (ExpectedPath, ProbeFlow.Endpoint)? {
    let model = PathModel(facts: facts, family: flow.pod.family)
    let candidates = flow.destinations.compactMap { destination -> (ExpectedPath, ProbeFlow.Endpoint)? in
      model.path(from: node, pod: flow.pod, to: destination.address, owner: owner(of: destination.address))
        .map { ($0, destination) }
    }
    let seen = candidates.first { candidate in
      var one = flow
      one.destinations = [candidate.1]
      return witness(one, node, here, nil).sent.contains {
        $0.packet.carried.destination == HeaderAddress(candidate.1.address)
      }
    }
    return seen ?? candidates.first { $0.0.route == .withinNode } ?? candidates.first
  }

  /// The node of the pod that has an address.
  private func owner(of address: IPAddress) -> String? {
    for (node, pair) in pods.nodes {
      for case .success(let pod) in [pair.client, pair.server] where pod.addresses.contains(address) { return node }
    }
    if let pod = facts.dnsPods.first(where: { $0.address(address.family) == address }) { return pod.node }
    return facts.nodes.first { node in
      node.podBlock(address.family)?.contains(address) == true && !PathModel(facts: facts).holds(node, address)
    }?.name
  }

  /// The flow's entry in the BPF NAT table, whose port or identifier its packets carry once they are translated.
  private func natEntry(_ flow: inout ProbeFlow) -> String? {
    guard case .success(let table)? = translations.tables[flow.node] else { return nil }
    let entries = flow.destinations.flatMap { destination in
      flow.keys.sorted().flatMap { key in
        table.outbound(
          flow.natProtocol, from: flow.pod, port: key, to: destination.address, maximumAge: translations.maximumAge)
      }
    }
    flow.translatedKeys = Set(entries.map(\.translation.endpoint.port))
    return entries.first.map { "\($0)" }
  }
}

extension PathProof {
  init(flows: [FlowProof], gaps: [Sentence]) {
    self.init(flows: flows)
    self.gaps += gaps.filter { !self.gaps.contains($0) }
    if conclusion == .proven, !gaps.isEmpty { conclusion = .unproven }
  }
}
