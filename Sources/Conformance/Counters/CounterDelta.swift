import Cilium

/// What happened on the nodes between two readings. Pure.
struct CounterDelta {
  let before: CounterReading
  let after: CounterReading
  /// The nodes, in the order of the API.
  let nodes: [String]
  let accounts: DropAccounts
  /// Node name → its agent's release: what a histogram's value is depends on it. One that is missing is not known.
  var releases: [String: CiliumRelease] = [:]

  /// Per node what was counted, and what could not be.
  func health() -> (nodes: [NodeHealth], gaps: [HealthGap]) {
    var gaps: [HealthGap] = []
    var all = nodes.map { node -> NodeHealth in
      var health = NodeHealth(node: node)
      readMetrics(&health, &gaps)
      readTunnel(&health, &gaps)
      health.sourceFiltered = sourceFiltered(on: node)
      return health
    }
    gaps += untimed
    countAgentRestarts(&all, &gaps)
    countDNSRestarts(&all, &gaps)
    return (all, gaps)
  }

  // MARK: The agent's metrics

  private func readMetrics(_ health: inout NodeHealth, _ gaps: inout [HealthGap]) {
    let node = health.node
    let counted: [HealthMeasure] = [.drops, .datapathErrors, .configurationDrift] + Self.endpointMeasures
    let pressures: [HealthMeasure] = [.conntrackPressure, .natPressure, .syscallTime]
    func gap(_ measures: [HealthMeasure], _ reason: Sentence) {
      gaps.append(HealthGap(node: node, measures: measures, reason: reason))
    }
    let last: MetricsList
    switch after.nodes[node]?.metrics {
    case .success(let list)?: last = list
    case .failure(let failure)?: return gap(counted + pressures, failure.sentence)
    case nil: return gap(counted + pressures, "the counters of \(node) were not read")
    }
    readPressures(last, &health, gap)
    readSyscalls(last, &health, gap)
    switch before.nodes[node]?.metrics {
    case .success(let first)?: readCounters(first, last, &health, gap)
    case .failure(let failure)?: gap(counted, "before the probes: \(failure)")
    case nil: gap(counted, "the counters of \(node) were not read before the probes")
    }
  }

  private func readCounters(
    _ first: MetricsList, _ last: MetricsList, _ health: inout NodeHealth,
    _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    readDrift(first, last, &health, gap)
    readEndpoints(first, last, &health, gap)
    // A counter that has counted nothing yet has no sample; its sibling tells that the agent exposes it at all.
    if last.samples(of: MetricName.forwards).isEmpty, last.samples(of: MetricName.drops).isEmpty {
      gap([.drops], "the agent of \(health.node) exposes neither forwarded nor dropped packets")
    } else if let drops = drops(first, last) {
      health.drops = drops.map { accounts.account($0, on: health.node) }
      health.values[.drops] = health.drops?.reduce(0) { $0 + $1.unaccounted }
    } else {
      gap([.drops], Self.backwards(health.node))
    }
    guard !last.samples(of: MetricName.mapOperations).isEmpty || !last.samples(of: MetricName.datapathErrors).isEmpty
    else {
      return gap([.datapathErrors], "the agent of \(health.node) exposes no operations on BPF maps")
    }
    // These counters are the process's own: a restarted one begins at zero, and what was before is lost.
    guard !Self.isRestarted(first, last) else { return gap([.datapathErrors], Self.backwards(health.node)) }
    let failures = Failures(first, last, of: MetricName.mapOperations) { $0["outcome"] == "fail" }
    let errors = [MetricName.datapathErrors, MetricName.dumpResets].map { Failures(first, last, of: $0) { _ in true } }
    take([failures] + errors, .datapathErrors, &health, gap)
  }

  /// Settings that differ are a state, not a count: an agent that was restarted meanwhile may have taken them up.
  private func readDrift(
    _ first: MetricsList, _ last: MetricsList, _ health: inout NodeHealth, _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    let counts = [first, last].map { $0.samples(of: MetricName.configurationDrift).map(\.value).max() }
    guard let was = counts[0], let now = counts[1] else {
      return gap(
        [.configurationDrift],
        "the agent of \(health.node) does not count settings that differ from cilium-config: agents do since Cilium 1.17, "
          + "unless enable-drift-checker or enable-dynamic-config is off")
    }
    health.settingsDiffering = now
    health.values[.configurationDrift] = max(0, now - was)
  }

  static func backwards(_ node: String) -> Sentence {
    "a counter went backwards: the agent of \(node) was restarted, and what it had counted is lost"
  }

  /// Whether the readings are of two processes.
  static func isRestarted(_ first: MetricsList, _ last: MetricsList) -> Bool {
    let (began, begins) = (first.total(MetricName.processStart), last.total(MetricName.processStart))
    // The start is told in hundredths of a second.
    return began > 0 && begins > began + 0.5
  }

  /// Drops by reason and direction, those that grew; nil when one shrank.
  private func drops(_ first: MetricsList, _ last: MetricsList) -> [DropDelta]? {
    var deltas: [DropDelta] = []
    let names = (first.samples(of: MetricName.drops) + last.samples(of: MetricName.drops)).map(\.labels)
    for labels in Set(names) {
      let packets =
        last.total(MetricName.drops, where: labels) - first.total(MetricName.drops, where: labels)
      guard packets >= 0 else { return nil }
      guard packets > 0 else { continue }
      deltas.append(
        DropDelta(reason: labels["reason"] ?? "unknown", direction: labels["direction"] ?? "", packets: packets))
    }
    return deltas.sorted { ($0.reason, $0.direction) < ($1.reason, $1.direction) }
  }

  private func readPressures(
    _ last: MetricsList, _ health: inout NodeHealth, _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    let maps = last.samples(of: MetricName.mapPressure)
    func fullest(_ prefix: String) -> Double? {
      maps.filter { $0.labels["map_name"]?.hasPrefix(prefix) == true }.map(\.value).max()
    }
    if let conntrack = fullest("ct") {
      health.values[.conntrackPressure] = conntrack * 100
    } else {
      gap([.conntrackPressure], "the agent of \(health.node) does not say how full its connection tracking maps are")
    }
    let ports = last.samples(of: MetricName.natSaturation).map(\.value).max()
    if let nat = [fullest("snat"), ports].compactMap({ $0 }).max() {
      health.values[.natPressure] = nat * 100
    } else {
      gap(
        [.natPressure], "the agent of \(health.node) says neither how full its NAT map is nor how many ports are used")
    }
  }

  // MARK: The tunnel's device

  private func readTunnel(_ health: inout NodeHealth, _ gaps: inout [HealthGap]) {
    let measures: [HealthMeasure] = [.tunnelDrops, .tunnelErrors]
    guard case let last?? = after.nodes[health.node].map(\.tunnel) else { return }
    do {
      guard let first = before.nodes[health.node]?.tunnel else {
        throw AgentShell.Failure(description: "it was not read before the probes")
      }
      let (first_, last_) = (try first.get(), try last.get())
      func grown(_ path: KeyPath<InterfaceCounters.Direction, UInt64>) throws -> Double {
        let sums = [first_, last_].map { Double($0.received[keyPath: path]) + Double($0.sent[keyPath: path]) }
        guard sums[1] >= sums[0] else {
          throw AgentShell.Failure(description: "its counters went backwards: the device was made anew")
        }
        return sums[1] - sums[0]
      }
      health.values[.tunnelDrops] = try grown(\.dropped)
      health.tunnelSent = Self.difference(first_.sent.packets, last_.sent.packets)
      health.tunnelReceived = Self.difference(first_.received.packets, last_.received.packets)
      health.values[.tunnelErrors] = try grown(\.errors)
    } catch {
      gaps.append(HealthGap(node: health.node, measures: measures, reason: "the tunnel's device: \(error)"))
    }
  }

  private static func difference(_ was: UInt64, _ now: UInt64) -> Double? { now >= was ? Double(now - was) : nil }

  // MARK: The kernel

  /// What the kernel dropped because of where it came from; `nil` where it was not counted, or a counter began anew.
  private func sourceFiltered(on node: String) -> Double? {
    guard case .success(let first)? = before.nodes[node]?.kernel, case .success(let last)? = after.nodes[node]?.kernel,
      let was = first.reversePathFiltered, let now = last.reversePathFiltered, now >= was
    else { return nil }
    return Double(now - was)
  }

  // MARK: Restarts

  private func countAgentRestarts(_ all: inout [NodeHealth], _ gaps: inout [HealthGap]) {
    let (first, last): ([String: AgentInstance], [String: AgentInstance])
    do {
      (first, last) = (try before.agents.get(), try after.agents.get())
    } catch {
      return gaps.append(HealthGap(node: nil, measures: [.agentRestarts], reason: "\(error)"))
    }
    for index in all.indices {
      let node = all[index].node
      guard let was = first[node], let now = last[node] else {
        let missing = HealthGap(node: node, measures: [.agentRestarts], reason: "no agent's pod was found on \(node)")
        gaps.append(missing)
        continue
      }
      // A new pod is a restart, and may have restarted since.
      let counted = was.reference == now.reference ? max(0, now.restarts - was.restarts) : 1 + now.restarts
      // A process that ended and was started again within its container shows only in its own start.
      all[index].values[.agentRestarts] = Double(max(counted, hasNewProcess(node) ? 1 : 0))
    }
  }

  private func hasNewProcess(_ node: String) -> Bool {
    guard case .success(let first)? = before.nodes[node]?.metrics, case .success(let last)? = after.nodes[node]?.metrics
    else { return false }
    return Self.isRestarted(first, last)
  }

  private func countDNSRestarts(_ all: inout [NodeHealth], _ gaps: inout [HealthGap]) {
    let (first, last): ([DNSPodFacts], [DNSPodFacts])
    do {
      (first, last) = (try before.dnsPods.get(), try after.dnsPods.get())
    } catch {
      return gaps.append(HealthGap(node: nil, measures: [.dnsRestarts], reason: "\(error)"))
    }
    let known = Dictionary(first.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for index in all.indices {
      let node = all[index].node
      let was = first.filter { $0.node == node }
      let now = last.filter { $0.node == node }
      guard !was.isEmpty || !now.isEmpty else { continue }
      let restarted = now.compactMap { pod in known[pod.name].map { max(0, pod.restarts - $0.restarts) } }
      // A pod that is gone was replaced, here or elsewhere.
      let gone = was.count { pod in !last.contains { $0.name == pod.name } }
      all[index].values[.dnsRestarts] = Double(restarted.reduce(0, +) + gone)
    }
  }
}
