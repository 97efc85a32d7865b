import Cilium
import Kubernetes

/// What is asked of the agents before the probes: in one exec each, a limited number side by side.
struct BeforeProbes: Sendable {
  /// The nodes whose agents' containers list the kernel's programs.
  var listing: Set<String> = []
  /// Node name → the addresses that its host tries to reach.
  let addresses: [String: [IPAddress]]
  /// Node name → the nodes that its agent is asked about.
  let observers: [String: [String]]
  /// How many characters of an agent's answers are kept as evidence.
  let evidenceLimit: Int
  let counters: CounterReader
  let datapath: DatapathReader

  /// The answers, by node.
  struct Answers: Sendable {
    var reached: [String: Result<HostReachability.Answers, AgentShell.Failure>] = [:]
    var readings: [String: AgentReadings] = [:]
    var programs: [String: ProgramListings] = [:]
    /// The numbers of the probe pods' endpoints, by which their policies are asked for later.
    var endpoints: [String: [Int]] = [:]
    var counters: [String: NodeCounters] = [:]
  }

  private struct Answer: Sendable {
    var reached: Result<HostReachability.Answers, AgentShell.Failure>?
    var readings: AgentReadings?
    var programs: ProgramListings?
    var endpoints: [Int] = []
    var counters: NodeCounters?
  }

  /// Asks.
  func ask(_ shell: AgentShell) async -> Answers {
    let nodes = Set(addresses.keys).union(observers.keys).union(counters.nodes).sorted()
    var answers = Answers()
    await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
      (node, await ask(node, shell))
    } take: { node, answer in
      answers.reached[node] = answer.reached
      answers.readings[node] = answer.readings
      answers.programs[node] = answer.programs
      answers.endpoints[node] = answer.endpoints
      answers.counters[node] = answer.counters
    }
    return answers
  }

  private func ask(_ node: String, _ shell: AgentShell) async -> Answer {
    let isCounted = counters.nodes.contains(node)
    let program = try? await shell.program(on: node)
    let listing = program.flatMap { datapath.endpointsCommand(node, $0) }
    var script = AgentScript()
    if let addresses = addresses[node] { script.add(HostReachability.command(addresses)) }
    if let program, let others = observers[node] {
      AgentReader.commands(about: others, program).forEach { script.add($0) }
    }
    if let listing { script.add(listing) }
    let listsPrograms = self.listing.contains(node) && observers[node] != nil
    if listsPrograms { ProgramListings.commands.forEach { script.add($0) } }
    // Last: as close to the probes as can be.
    if let program, isCounted { counters.commands(program).forEach { script.add($0) } }
    let asked = await shell.having(asked: script, on: node)
    // Side by side: what the script did not answer goes alone, and an agent that is away is waited for once.
    async let reached = reached(node, asked)
    async let readings = readings(node, asked)
    async let counted = isCounted ? counters.with(asked).read(node) : nil
    var answer = Answer()
    // Only a forecast of what is asked later: not worth an exec of its own.
    if let listing, asked.knows(listing, on: node) {
      answer.endpoints = await datapath.with(asked).endpointNumbers(of: node)
    }
    if listsPrograms { answer.programs = await ProgramListings.read(node, asked, evidenceLimit: evidenceLimit) }
    answer.reached = await reached
    answer.readings = await readings
    answer.counters = await counted
    return answer
  }

  private func reached(
    _ node: String, _ shell: AgentShell
  ) async -> Result<HostReachability.Answers, AgentShell.Failure>? {
    guard let addresses = addresses[node] else { return nil }
    return await HostReachability.read(addresses, on: node, shell)
  }

  private func readings(_ node: String, _ shell: AgentShell) async -> AgentReadings? {
    guard let others = observers[node] else { return nil }
    return await AgentReader(node: node, shell: shell, evidenceLimit: evidenceLimit).read(about: others)
  }
}

/// What is asked of the agents right after the probes: in one exec each, a limited number side by side.
struct AfterProbes: Sendable {
  /// The nodes whose translations are listed, those that sent probes.
  let translated: Set<String>
  let pods: ProbePods
  let counters: CounterReader
  /// Reads what the tables hold of the run's pods and Services; `nil` where that is known.
  let datapath: DatapathReader?
  /// The nodes whose tables hold anything of the run.
  let involved: Set<String>
  /// The nodes whose tunnels to other nodes are asked for.
  var tunnelled: Set<String> = []
  /// Node name → the numbers of the probe pods' endpoints.
  let endpoints: [String: [Int]]
  /// Whether connection tracking is listed, too: where packets are looked for, and so flows are told apart.
  var asksConntrack = false

  /// The answers, by node.
  struct Answers: Sendable {
    var conntrack: [String: ConntrackListing] = [:]
    var listings: [String: TranslationObservations.Listing] = [:]
    var datapath: [String: DatapathReader.NodeDatapath] = [:]
    var counters: [String: NodeCounters] = [:]
    var tunnels: [String: TunnelListings] = [:]
  }

  private struct Answer: Sendable {
    var conntrack: ConntrackListing?
    var listing: TranslationObservations.Listing?
    var datapath: DatapathReader.NodeDatapath?
    var counters: NodeCounters?
    var tunnels: TunnelListings?
  }

  /// Asks.
  func ask(_ shell: AgentShell) async -> Answers {
    let nodes = translated.union(datapath == nil ? [] : involved).union(counters.nodes).union(tunnelled).sorted()
    var answers = Answers()
    await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
      (node, await ask(node, shell))
    } take: { node, answer in
      answers.conntrack[node] = answer.conntrack
      answers.listings[node] = answer.listing
      answers.datapath[node] = answer.datapath
      answers.counters[node] = answer.counters
      answers.tunnels[node] = answer.tunnels
    }
    return answers
  }

  private func ask(_ node: String, _ shell: AgentShell) async -> Answer {
    let isCounted = counters.nodes.contains(node)
    let sender = translated.contains(node) ? (try? pods.nodes[node]?.client.get())?.addresses : nil
    let tables = involved.contains(node) ? datapath : nil
    let tracked = asksConntrack ? addresses(on: node) : []
    var script = AgentScript()
    if let program = try? await shell.program(on: node) {
      if let sender { script.add(TranslationObservations.command(sender, program: program.name)) }
      if !tracked.isEmpty { script.add(ConntrackListing.command(tracked, program: program.name)) }
      tables?.commands(node, program, endpoints: endpoints[node] ?? []).forEach { script.add($0) }
      if isCounted { counters.commands(program).forEach { script.add($0) } }
    }
    if tunnelled.contains(node) { script.add(TunnelCommand.command) }
    let asked = await shell.having(asked: script, on: node)
    // Side by side: what the script did not answer goes alone, and an agent that is away is waited for once.
    async let tunnels = tunnelled.contains(node) ? TunnelCommand.read(node, asked) : nil
    async let datapath = tables?.with(asked).read(node)
    async let counted = isCounted ? counters.with(asked).read(node) : nil
    var answer = Answer()
    if let sender { answer.listing = await TranslationObservations.read(sender, on: node, asked) }
    // Evidence beside the packets: not worth an exec of its own.
    if !tracked.isEmpty, let program = try? await shell.program(on: node),
      asked.knows(ConntrackListing.command(tracked, program: program.name), on: node)
    {
      answer.conntrack = await ConntrackListing.read(tracked, on: node, asked)
    }
    answer.datapath = await datapath
    answer.counters = await counted
    answer.tunnels = await tunnels
    return answer
  }

  /// The addresses of a node's probe pods.
  private func addresses(on node: String) -> [IPAddress] {
    let pair = pods.nodes[node]
    return [pair?.client, pair?.server].compactMap { try? $0?.get().addresses }.flatMap(\.self)
  }
}

/// The agents of a scenario, and what they have said before its probes.
struct AskedAgents: Sendable {
  let shell: AgentShell
  let counters: CounterReader
  var before: BeforeProbes.Answers
  /// When they had said it.
  let at: ContinuousClock.Instant
  /// Asks the nodes' tailscaled; `nil` where nobody is to.
  var tailscale: TailscaleReader?
}

extension CounterReader {
  /// The same by a shell that has answers already.
  fileprivate func with(_ shell: AgentShell) -> CounterReader {
    var reader = self
    reader.shell = shell
    return reader
  }
}

extension DatapathReader {
  /// The same by a shell that has answers already.
  fileprivate func with(_ shell: AgentShell) -> DatapathReader {
    var reader = self
    reader.shell = shell
    return reader
  }
}
