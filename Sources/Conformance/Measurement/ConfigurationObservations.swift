import Cilium
import Foundation

/// Turns agents' readings and Cilium's objects into observations. Pure.
struct ConfigurationObservations {
  var readings: [String: AgentReadings]
  /// Node name → InternalIPs of its CiliumNode, or why they could not be read.
  let ciliumNodes: Result<[String: [String]], AgentShell.Failure>
  let facts: ClusterFacts
  let sample: PairSample
  /// Whether agents of which there is no reading are no witnesses of nodes, as in an archive that does not have them.
  var leavesOutAbsent = false

  /// What was observed of a configuration aspect.
  func observe(_ aspect: Aspect, _ node: String) -> Observation {
    if let known = facts.node(node), known.agentEnds, aspect.ipv4Twin != .nodeIP, aspect.ipv4Twin != .defaultRoute {
      return Observation(.measured(.value("none: \(known.problem ?? "")")))
    }
    if leavesOutAbsent, readings[node] == nil, aspect.ipv4Twin == .nodeIP {
      return nodeIP(node, aspect.family ?? .ipv4)
    }
    guard let reading = readings[node] else { return Observation(.notMeasured("no agent was asked on \(node)")) }
    let family = aspect.family ?? .ipv4
    guard case .agent(let question) = aspect.definition.measurement else {
      return Observation(.notMeasured("\(aspect) is not read from an agent"))
    }
    switch question {
    case .nodeIP: return nodeIP(node, family)
    case .selectedDevices: return ReportedSelection(reading: reading).observation()
    case .masquerade:
      return observation(reading.masquerading) { line in
        let mode = line.mode(for: family)
        return mode == .bpf ? Rules.bpf(line.devices, hasIPMasqAgent: line.hasIPMasqAgent) : mode.description
      }
    case .configurationApplied: return ReportedSelection(reading: reading).configured()
    case .directRoutingDevice: return directRoutingDevice(reading.status)
    case .nodePortAddresses:
      // Since 1.19 link-local addresses are in the table, and some builds answer NodePorts there (5b2dbd2421).
      return observation(reading.nodeAddresses) { rows in
        Rules.addressList(
          rows.filter { $0.nodePort && $0.address.family == family && $0.address.isGlobalUnicast }.map(\.address))
      }
    case .defaultRoute: return defaultRoute(node, family, reading.tables)
    }
  }

  private func observation<Value>(
    _ reading: AgentReadings.Reading<Value>, _ text: (Value) -> String
  ) -> Observation {
    switch reading.value {
    case .success(let value): Observation(.measured(.value(text(value))), evidence: [reading.evidence])
    case .failure(let failure): Observation(failure, evidence: [reading.evidence])
    }
  }

  /// The device that the agent's status calls the one for direct routing.
  private func directRoutingDevice(_ status: AgentReadings.Reading<AgentStatus>) -> Observation {
    switch status.value {
    case .failure(let failure): return Observation(failure, evidence: [status.evidence])
    case .success(let value):
      guard let device = AgentStatus.directRoutingDevice(of: value) else {
        return Observation(
          .notMeasured("the agent's status lists no devices, and names none for direct routing"),
          evidence: [status.evidence])
      }
      return Observation(.measured(.value(device)), evidence: [status.evidence])
    }
  }

  /// The CiliumNode object and the node lists of the agents that are concerned with the node must carry one address for
  /// it.
  private func nodeIP(_ node: String, _ family: IPFamily) -> Observation {
    var seen: [(String, String)] = []
    var evidence: [Evidence] = []
    for asked in sample.witnesses(of: node).sorted() {
      guard let reading = readings[asked] else {
        if leavesOutAbsent { continue }
        return Observation(.notMeasured("no agent was asked on \(asked)"), evidence: evidence)
      }
      evidence.append(reading.nodeList.evidence)
      switch reading.nodeList.value {
      case .failure(let failure): return Observation(failure, evidence: evidence)
      case .success(let entries):
        let entry = entries.first { $0.nodeName == node }
        let address = family == .ipv4 ? entry?.ipv4?.description : entry?.ipv6?.description
        seen.append(("node list on \(asked)", address ?? "missing"))
      }
    }
    switch ciliumNodes {
    case .failure(let failure): return Observation(failure, evidence: evidence)
    case .success(let objects):
      let addresses = (objects[node] ?? []).compactMap { IPAddress($0) }.filter { $0.family == family }.map(
        \.description)
      let text = addresses.isEmpty ? "missing" : addresses.joined(separator: " ")
      evidence.append(Evidence(origin: "Kubernetes API", command: "ciliumnodes/\(node)", output: text))
      seen.append(("CiliumNode", text))
    }
    let values = Set(seen.map(\.1))
    if values.count == 1, let value = values.first { return Observation(.measured(.value(value)), evidence: evidence) }
    let text = seen.map { "\($0.0): \($0.1)" }.joined(separator: "; ")
    return Observation(.measured(.value(text)), evidence: evidence)
  }

  private func defaultRoute(_ node: String, _ family: IPFamily, _ reading: AgentReadings.Reading<NodeTables>)
    -> Observation
  {
    switch reading.value {
    case .failure(let failure): return Observation(failure, evidence: [reading.evidence])
    case .success(let tables):
      guard let known = facts.node(node) else { return Observation(.notMeasured("\(node) is not among the facts")) }
      return Observation(Self.defaultRoute(of: known, now: tables.routes, family), evidence: [reading.evidence])
    }
  }

  /// By which devices the kernel sends pods' packets to the internet, with the default routes that it has now.
  static func defaultRoute(of node: NodeFacts, now routes: [Route], _ family: IPFamily) -> Observation.Result {
    var present = node
    present.routes = node.routes.filter { !$0.destination.isDefault } + routes.filter(\.destination.isDefault)
    switch present.routing.toInternet(family) {
    case .leaves(let devices): return .measured(.value(Rules.list(devices.map(\.name))))
    case .nowhere, .delivered: return .measured(.value("none"))
    case .unknown(let reason): return .notMeasured("by which devices the default route leads is not known: \(reason)")
    }
  }
}
