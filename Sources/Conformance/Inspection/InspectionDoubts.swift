import Cilium
import Foundation
import Sysdump

/// Why something that contradicts the rules proves nothing: what they expect, or what was seen, may be of another moment.
struct InspectionDoubts {
  let facts: ClusterFacts
  let dump: Sysdump
  let nodes: ArchivedNodes
  /// Node → its agent, as the API knows it.
  let agents: [String: AgentInstance]

  /// What agents say, and do, by their configuration.
  private static let configured: Set<Aspect> = [
    .selectedDevices, .masquerade, .configurationApplied, .directRoutingDevice, .nodePortAddresses, .attachedDevices,
    .podMTU,
  ]

  /// What follows the kernel's routes.
  private static let routed: Set<Aspect> = [.defaultRoute, .natExternal, .natNodeAddress, .otherNodeHealth]

  /// Why a contradiction is none that counts; `nil` for one that does.
  func reason(_ aspect: Aspect, _ subject: Subject) -> (reason: Sentence, references: [FileReference])? {
    let aspect = aspect.ipv4Twin
    guard let node = facts.node(subject.source) else { return nil }
    if Self.routed.contains(aspect), let reason = suppliedRules(node) { return (reason, []) }
    let isRouted = Self.routed.contains(aspect) || aspect == .clusterDNSReady
    guard Self.configured.contains(aspect) || isRouted else { return nil }
    // What becomes of packets hangs on both ends; a DNS pod's other end is the API.
    let ends = aspect == .clusterDNSReady ? apiNodes : [subject.target].compactMap { $0.flatMap(facts.node) }
    return ([node] + (isRouted ? ends : [])).lazy.compactMap(doubt).first
  }

  private var apiNodes: [NodeFacts] {
    let endpoints = Set((facts.apiService?.endpoints ?? []).map { "\($0)" })
    return facts.nodes.filter { node in node.internalIP.map { endpoints.contains("\($0)") } ?? false }
  }

  private func doubt(_ node: NodeFacts) -> (reason: Sentence, references: [FileReference])? {
    guard let record = nodes.records[node.name] else { return nil }
    return AgentWitnesses(record).contradiction ?? overrides(node, record) ?? older(node, record)
  }

  /// Where the policy rules could not be read, the kernel's own are supposed, with Tailscale's, Cilium's (2004, 2005) and
  /// those of VRFs; which packets look up another table, only they tell.
  private func suppliedRules(_ node: NodeFacts) -> Sentence? {
    let known: Set = ["main", "local", "default", "52", "2004", "2005"]
    guard let unread = (node.unread ?? []).first(where: { $0.kind == .kernelDetails }),
      !node.devices.contains(where: { $0.type == "vrf" }),
      let table = node.routes.first(where: { $0.destination.family == .ipv4 && !known.contains($0.table) })?.table
    else { return nil }
    return "which packets look up table \(table), only the policy rules tell: \(unread.reason)"
  }

  /// CiliumNodeConfigs stand before `cilium-config` since 1.13.
  private func overrides(_ node: NodeFacts, _ record: AgentRecord) -> (reason: Sentence, references: [FileReference])? {
    guard let problem = facts.reasonUnread(.nodeConfigurations), node.release >= CiliumRelease(1, 13),
      dump.objects.configuration.value != nil, runsAsStored(node, record) != true
    else { return nil }
    return (
      "CiliumNodeConfigs may have set it otherwise, and they are not known: \(problem)",
      [record.flags.reference].compactMap(\.self)
    )
  }

  /// How long a changed ConfigMap may take to reach an agent that is just being started and reads it from a volume:
  /// kubelet's period and its cache's.
  private static let delivery: TimeInterval = 120
  /// How far the clocks of the API server and of a node may be apart. Objects of the API are taken before agents are asked.
  private static let clocks: TimeInterval = 5

  /// An agent that was started after the last change of `cilium-config` runs with it, and a file cannot tell of a change
  /// that is still to come: else the file is another one.
  private func older(_ node: NodeFacts, _ record: AgentRecord) -> (reason: Sentence, references: [FileReference])? {
    guard node.configurationOverrides == nil, let changed = dump.objects.configurationChangedAt,
      runsAsStored(node, record) == false
    else { return nil }
    let references = [dump.objects.configuration.reference, record.flags.reference].compactMap(\.self)
    let told = "cilium-config was changed last at \(RecordTime.text(changed))"
    if let asked = record.describedAt, changed.timeIntervalSince(asked) > Self.clocks {
      return (
        "\(told), after the agent was asked at \(RecordTime.text(asked)): the file is of another moment", references
      )
    }
    guard let started = node.agentStartedAt else { return nil }
    let configured = agents[node.name]?.configuredAt
    let latest = configured.map { $0 - Self.clocks } ?? started - Self.delivery
    guard changed < latest else { return nil }
    return (
      "\(told), before the agent's start at \(RecordTime.text(started)), and the agent runs with something else: the file "
        + "is of another moment, or something else sets the agent's options", references
    )
  }

  /// Whether the agent was started with what is stored; `nil` where it does not tell.
  private func runsAsStored(_ node: NodeFacts, _ record: AgentRecord) -> Bool? {
    guard let flags = record.flags.value, let stored = dump.objects.configuration.value else { return nil }
    let wanted = stored.merging(node.configurationOverrides ?? [:]) { $1 }
    let devices = CiliumConfigMap.areSameDevices(wanted["devices"], flags["devices"], in: [node.release])
    return devices && RunningOptions.differences(stored: wanted, running: flags).isEmpty
  }
}
