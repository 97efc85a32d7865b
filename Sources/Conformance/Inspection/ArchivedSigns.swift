import Cilium
import Foundation
import Sysdump

/// What an archive shows of a node besides what its agent says of itself.
struct ArchivedSigns {
  let node: NodeFacts
  let record: AgentRecord
  let facts: ClusterFacts
  let model: PathModel

  init(_ node: NodeFacts, _ record: AgentRecord, _ facts: ClusterFacts) {
    self.node = node
    self.record = record
    self.facts = facts
    model = PathModel(facts: facts)
  }

  /// For how long an agent that has just started may still be on its way: its programs, routes and maps may yet be those
  /// of the agent before, while its status tells what it means to do.
  static let settling: TimeInterval = 60

  /// How long the agent had been up when it was asked, in seconds; `nil` where the archive does not tell.
  var uptime: TimeInterval? {
    guard let asked = record.toldAt, let started = node.agentStartedAt else { return nil }
    return asked.timeIntervalSince(started)
  }

  /// What was seen, unless it differs from what is expected and the agent may not have come to it yet.
  func settled(_ value: String, _ expected: Prediction, _ references: [FileReference]) -> Sight {
    let evidence = references.map(ArchivedReadings.evidence)
    let observation = Observation(.measured(.value(value)), evidence: evidence)
    if case .expected(let expectation) = expected, expectation.outcome == .value(value) { return .seen(observation) }
    guard let uptime else {
      return .missing("\(value), while the archive does not tell for how long the agent had been up", evidence)
    }
    guard uptime >= Self.settling else {
      return .missing("\(value), \(Int(uptime)) s after the agent's start: it may not have come to it yet", evidence)
    }
    return .seen(observation)
  }

  /// The outside devices on which Cilium's programs hang.
  func attachedDevices(_ expected: Prediction) -> Sight {
    if let failed = record.failedRegenerations.first {
      return .seen(
        Observation(
          .measured(.value("programs could not be made (\(failed.path))")),
          evidence: record.failedRegenerations.map(ArchivedReadings.evidence)))
    }
    let pins = record.pins.value ?? [:]
    let filters = record.filters.value ?? [:]
    guard record.pins.value != nil || !filters.isEmpty else {
      if let problem = record.pins.problem("list of pins"), record.pins.reference != nil {
        return .missing(Sentence(words: problem))
      }
      let problem = record.filters.problem("list of programs") ?? "its lists of programs are empty"
      if record.filters.reference != nil, record.filters.value == nil { return .missing(Sentence(words: problem)) }
      return .unseen("\(problem); TCX links are not shown by the tools of this release's image")
    }
    if let strange = AgentWitnesses(record).strangePins, (uptime ?? 0) >= Self.settling {
      return .missing(strange.reason, strange.references.map(ArchivedReadings.evidence))
    }
    // Folders of interfaces that are gone stay, and a pin's path has no dots.
    let attached = node.devices.filter { !Uplinks.isInternal($0) }.compactMap { device -> String? in
      let programs = (pins[device.name.replacing(".", with: "-")] ?? []).union(pins[device.name] ?? [])
        .union(filters[device.name] ?? [])
      guard !programs.isEmpty else { return nil }
      let missing = needsBoth ? Set(["cil_from_netdev", "cil_to_netdev"]).subtracting(programs).sorted() : []
      return missing.isEmpty ? device.name : "\(device.name) without \(missing.joined(separator: " and "))"
    }
    return settled(
      Rules.list(attached), expected, [record.pins.reference, record.filters.reference].compactMap { $0 })
  }

  /// Whether something has to be done with what leaves: then each device has both programs.
  private var needsBoth: Bool { model.masqueradeMode(of: node) == .bpf }

  /// The device that the status calls the one for direct routing.
  func directRoutingDevice(_ status: AgentReadings.Reading<AgentStatus>) -> Sight {
    switch status.value {
    case .failure(let failure): return .missing(failure.sentence, [status.evidence])
    case .success(let value):
      guard let device = AgentStatus.directRoutingDevice(of: value) else {
        return .unseen("without kube-proxy replacement the status names no direct-routing device")
      }
      return .seen(Observation(.measured(.value(device)), evidence: [status.evidence]))
    }
  }

  /// The MTUs that the agent gives to pods, and those that the kernel's routes to other nodes' pods have.
  func podMTU(_ expected: Prediction) -> Sight {
    guard let tables = record.tables.value, let reference = record.tables.reference else {
      return .missing(record.tables.reason("table of MTUs (statedb dump)"))
    }
    let line = tables.reference(to: "mtu", in: reference)
    guard let row = tables.mtus.first(where: { $0.prefix.isDefault && $0.prefix.family == facts.primaryFamily }) else {
      return .unseen("agents before 1.17 have no table of MTUs")
    }
    // Only routes to blocks of nodes that are there: those of nodes that have gone are nobody's. Looked for where something is
    // odd only, as every node asks about every other.
    func isPodBlock(_ block: IPPrefix) -> Bool {
      facts.nodes.contains { $0.name != node.name && $0.podBlock(facts.primaryFamily) == block }
    }
    guard
      record.routeMTUs.value != nil
        || !facts.nodes.contains(where: { $0.name != node.name && $0.podBlock(facts.primaryFamily) != nil })
    else {
      return .missing(
        record.routeMTUs.reason("the kernel's routes (ip route)"),
        [ArchivedReadings.evidence(line)])
    }
    let listed = Set(record.kernelRoutes.compactMap(\.value).joined().lazy.map(\.destination))
    let known = tables.routes.filter { $0.table == "main" && $0.linkIndex != 0 }.map(\.destination)
    if let lost = known.first(where: { !listed.contains($0) && isPodBlock($0) }) {
      return .missing(
        "the agent's table has a route to \(lost) that the kernel's listing lacks: one of them is cut, or of another moment",
        [line, record.routeMTUs.reference].compactMap { $0.map(ArchivedReadings.evidence) })
    }
    let others = (record.routeMTUs.value ?? []).filter { $0.mtu != row.routeMTU && isPodBlock($0.destination) }
    let text =
      Rules.mtus(device: row.deviceMTU, route: row.routeMTU)
      + others.map { "; the kernel's route to \($0.destination) \($0.mtu)" }.joined()
    return settled(text, expected, [line] + others.map(\.reference))
  }

  /// What iptables does to the tunnel's packets. Rules of nftables alone are in no archive.
  func tunnelPort() -> Sight {
    let readings = record.drops
    guard !readings.isEmpty else { return .unseen("the archive has no iptables-save of the node") }
    let port = model.configuration.tunnelPort
    let found = readings.compactMap(\.value).flatMap { $0 }.filter { $0.port == port }
    if let drop = found.first {
      let met = drop.packets.map { ", which \($0) packets have met" } ?? ""
      return .seen(
        Observation(
          .measured(.value("a rule of INPUT drops UDP \(port)\(met)")),
          evidence: found.map { ArchivedReadings.evidence($0.reference) }))
    }
    if let problem = readings.lazy.compactMap({ $0.problem("iptables") }).first {
      return .missing(Sentence(words: problem))
    }
    guard let hasFilterTable = record.hasFilterTable else {
      return .missing(
        "the listings of iptables have no table, not even what Cilium puts there: they are empty, or not whole",
        readings.compactMap(\.reference).map(ArchivedReadings.evidence))
    }
    if !hasFilterTable {
      return .missing("the listings of iptables have tables, and the table filter is not among them")
    }
    return .seen(
      Observation(
        .measured(.value(Rules.openPort)),
        evidence: readings.compactMap(\.reference).map(ArchivedReadings.evidence)))
  }

  /// Whether the agent's health check reached another node's health endpoint, which has a pod's address.
  func health(of target: String) -> Sight {
    guard let health = record.health.value?.status(of: { $0 == target }), let reference = record.health.reference else {
      // 1.15's bugtool asks a program for it that does not exist; a daemon that has just started refuses.
      return .unseen(record.health.reason("answer of the health check (cilium-health status)"))
    }
    guard let entry = health.nodes.first(where: { $0.nodeName == target }),
      let endpoint = entry.endpoint, FactsReader.reachedHealthEndpoints(health)[target] != nil
    else { return .unseen("the health check has not asked \(target) yet") }
    let evidence = [ArchivedReadings.evidence(reference)]
    if endpoint.icmp?.ok == true || endpoint.http?.ok == true {
      return .seen(Observation(.measured(.reachable), evidence: evidence))
    }
    let times = [endpoint.icmp?.lastProbed, endpoint.http?.lastProbed].compactMap { $0 }
    let when = times.max().map { " at \(RecordTime.text($0))" } ?? ""
    let age = times.max().flatMap { last in record.askedAt.map { Int($0.timeIntervalSince(last)) } }
    let ago = age.map { ", \($0) s before the agent was asked" } ?? ""
    return .missing(
      "the health check got no answer from \(endpoint.address) of \(target)\(when)\(ago); whether it would have got one "
        + "by then the archive does not tell", evidence)
  }

  /// How pods' packets to some addresses were translated, by entries that can be of this agent's programs only.
  func translation(_ family: IPFamily, _ expected: Prediction, to matches: (IPAddress) -> Bool) -> Sight {
    guard let entries = record.translations.value else {
      return .missing(record.translations.reason("BPF NAT table (bpf nat list)"))
    }
    guard record.hasAnswered else {
      return .unseen("the agent did not answer: the NAT table is that of the one before")
    }
    guard let block = node.podBlock(family) else { return .unseen("\(node.name)'s pod addresses are not known") }
    guard let uptime else {
      return .unseen("for how long the agent had been up is not told, nor whose entries these are")
    }
    let young = entries.filter { entry in
      block.contains(entry.source) && matches(entry.destination) && Double(entry.age) < uptime - Self.settling
    }
    guard let first = young.first else {
      return .unseen("no pod's packet was translated since this agent's programs were surely loaded")
    }
    let evidence = young.prefix(3).map { ArchivedReadings.evidence($0.reference) }
    let addresses = Set(young.map(\.translated))
    guard addresses.count == 1 else {
      let all = addresses.map { "\($0)" }.sorted().joined(separator: ", ")
      return .seen(Observation(.measured(.translatedWrongly("SNAT to several addresses: \(all)")), evidence: evidence))
    }
    return .seen(Observation(.measured(.translated(to: "\(first.translated)")), evidence: evidence))
  }
}
