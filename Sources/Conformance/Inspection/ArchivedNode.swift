import Cilium
import Foundation
import Sysdump

/// What an archive says of one node.
struct ArchivedNode {
  let name: String
  /// Its agent as the API knows it; `nil` where it has none, or the archive no pods.
  let agent: AgentInstance?
  /// What its agent said.
  let record: AgentRecord?
  let dump: Sysdump
  let isNative: Bool
  /// What of its answers anything hangs on.
  let interest: AgentInterest

  /// Fills in what the agent knows, or why that is not known.
  func fill(_ facts: inout NodeFacts) {
    facts.ciliumVersion = record?.version ?? loggedVersion ?? agent?.image.flatMap(AgentRelease.version(ofImage:))
    if let kernel = record?.kernel.value { facts.kernelVersion = kernel }
    facts.problem = problem
    if agent?.crash != nil { facts.obstacle = .agentDoesNotStart }
    guard let record else { return }
    facts.take(listings(record))
    if facts.tableSource == nil, facts.problem == nil {
      let problem = record.tables.problem("table of devices (statedb dump)")
      facts.problem = problem.map(Sentence.init(words:)) ?? "its devices are not known"
    }
    if record.rules[.ipv4]?.value == nil {
      let problem = record.rules[.ipv4].flatMap { $0.problem("") }.map(Sentence.init(words:))
      facts.unread =
        (facts.unread ?? []) + [UnreadFact(.kernelDetails, problem ?? "the archive has no policy rules (ip rule)")]
    }
    facts.hostRouting = record.statusDocument.value?.routing?.intraHostMode ?? statedHostRouting(record)
    facts.routes = interest.routes(in: facts.routes, devices: facts.devices)
    if MarkForecast.hasForeignMarks(facts, .ipv4) || MarkForecast.hasForeignMarks(facts, .ipv6) {
      facts.identities = record.endpoints.value.map(LocalIdentity.of)
    }
    guard let health = record.health.value?.status() else { return }
    facts.reachedFromHost = interest.of(name, in: FactsReader.reachedFromHost(health))
    facts.miss(interest.of(name, in: FactsReader.missedFromHost(health)))
    if isNative {
      facts.reachedHealthEndpoints = FactsReader.reachedHealthEndpoints(health).filter {
        interest.includes(pair: name, $0.key)
      }
    }
  }

  /// What was listed on the node. Routes by the kernel stand alone only where the agent has no tables (up to 1.14) and all
  /// of them were read; the agent's word on what it selected is not among them.
  private func listings(_ record: AgentRecord) -> NodeListings {
    var listings = NodeListings(source: .statedb)
    if let tables = record.tables.value {
      (listings.agentDevices, listings.agentRoutes) = (tables.devices, tables.routes)
    }
    listings.kernelDevices = record.kernelDevices
    if listings.agentDevices != nil || record.hasKernelTables {
      listings.kernelRoutes = record.readRoutes
    }
    listings.rules = record.rules.compactMapValues(\.value)
    listings.sysctls = record.sysctls.value
    listings.packetMarkings = record.markings.value
    listings.podRouteMTU = record.routeMTUs.value?.map(\.mtu).min()
    let restores = record.markRestores.compactMap(\.value)
    listings.markRestores = restores.isEmpty ? nil : restores.flatMap(\.self).uniqued()
    listings.tunnels.peers = record.wireGuardPeers.value?.map(OverlayPeer.init)
    listings.tunnels.status = record.tailscaleStatus.value
    listings.tunnels.counters = record.tailscaleCounters.value
    listings.tunnels.chains = record.tailscaleChains.lazy.compactMap(\.value).first
    listings.tunnels.readAt = record.askedAt
    return listings
  }

  /// Why the node's agent told nothing; `nil` where it did.
  private var problem: Sentence? {
    if let crash = agent?.crash {
      return "\(Obstacle.agentDoesNotStart.phrase): \(lastWords(of: crash))"
    }
    guard let record else {
      let pod = agent.map { " (pod \($0.reference.name))" } ?? ""
      return "the archive has no agent data for node \(name)\(pod): no folder of its bugtool\(failure)"
    }
    if let before = olderBy(record) {
      return
        "its bugtool (\(record.folder)) was taken \(before) s before the agent that the API names was started: it is of "
        + "another agent, or of another dump"
    }
    guard !record.hasAnswered else { return nil }
    let waiting = waiting.map { "; \($0)" } ?? ""
    return "the agent did not answer: \(record.silence)\(waiting)"
  }

  /// How many seconds before its agent's start a bugtool was taken; `nil` for one taken later, or where that is not known.
  ///
  /// Files' times are not taken for it: programs that pack anew may write them without their zone.
  private func olderBy(_ record: AgentRecord) -> Int? {
    guard let asked = record.describedAt, let started = agent?.startedAt else { return nil }
    let seconds = started.timeIntervalSince(asked)
    // The description is dated in whole seconds, by the node's clock as the start is.
    return seconds > 2 ? Int(min(seconds, 1e9)) : nil
  }

  /// That the agent runs without having come up, and what it waits for as far as that is told.
  var waiting: String? {
    guard let agent, !agent.isReady, agent.crash == nil, let started = agent.startedAt else { return nil }
    let since = "it has been running since \(RecordTime.text(started)) and is not ready"
    if let said = dump.logs.first(where: { $0.pod == agent.reference.name && !$0.isPrevious })?.waiting {
      return "\(since): \(said.excerpt) (\(said.place))"
    }
    let configuration = CiliumConfigMap(data: dump.objects.configuration.value ?? [:])
    let always = Self.alwaysNeeded.compactMap { kind in dump.missingKinds[kind].map { "\(kind) (\($0.place))" } }
    let missing =
      always
      + Self.definitions.compactMap { option, kind -> String? in
        guard configuration.boolean(option, default: false), let said = dump.missingKinds[kind] else { return nil }
        return "\(kind), which \(option) needs (\(said.place))"
      }
    guard !missing.isEmpty else { return since }
    return "\(since): agents wait for CustomResourceDefinitions, and the API server does not know "
      + missing.joined(separator: ", nor ")
  }

  /// The kinds of objects that every agent needs.
  private static let alwaysNeeded = [
    "ciliumnodes.cilium.io", "ciliumidentities.cilium.io", "ciliumnetworkpolicies.cilium.io",
    "ciliumclusterwidenetworkpolicies.cilium.io",
  ]

  /// Option → the kind of objects without whose definition an agent does not come up (Cilium `pkg/k8s/synced/crd.go`,
  /// agentCRDResourceNames).
  private static let definitions = [
    ("enable-local-redirect-policy", "ciliumlocalredirectpolicies.cilium.io"),
    ("enable-egress-gateway", "ciliumegressgatewaypolicies.cilium.io"),
    ("enable-ipv4-egress-gateway", "ciliumegressgatewaypolicies.cilium.io"),
    ("enable-cilium-endpoint-slice", "ciliumendpointslices.cilium.io"),
    ("enable-envoy-config", "ciliumenvoyconfigs.cilium.io"),
  ]

  /// What the program that took the dump said of this agent's bugtool.
  private var failure: String {
    guard let pod = agent?.reference.name,
      let task = dump.failedTasks.first(where: { $0.excerpt.contains(pod) })
    else { return "" }
    return " (\(task.place): “\(task.excerpt)”)"
  }

  private func lastWords(of crash: AgentCrash) -> String {
    let log = dump.logs.first { $0.pod == crash.reference.name && $0.fatal != nil }
    let place = log.map { " (\($0.reference.place))" } ?? ""
    // kubelet keeps the end of the log, the archive the log.
    guard let message = AgentLog.fatalMessage(in: crash.message) ?? log?.fatal else {
      return "\(crash.title), and the archive has no log that says why"
    }
    return "\(crash.title): “\(message)”\(place)"
  }

  private var loggedVersion: String? {
    guard let pod = agent?.reference.name else { return nil }
    return dump.logs.first { $0.pod == pod && $0.version != nil }?.version
  }

  /// `Host Routing: BPF`, or since 1.16 within `Routing: Network: Tunnel [vxlan] Host: BPF`.
  private func statedHostRouting(_ record: AgentRecord) -> String? {
    guard let values = record.status.value?.values else { return nil }
    if let mode = values["Host Routing"] { return mode }
    guard let routing = values["Routing"], let mark = routing.firstRange(of: "Host: ") else { return nil }
    return String(routing[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
  }
}
