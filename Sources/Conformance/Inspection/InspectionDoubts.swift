import Cilium
import Foundation
import Sysdump

/// Why something that contradicts the rules proves nothing: what they expect, or what was seen, may be of another moment.
struct InspectionDoubts {
  let facts: ClusterFacts
  let dump: Sysdump
  let nodes: ArchivedNodes

  /// What agents say, and do, by their configuration.
  private static let configured: Set<Aspect> = [
    .selectedDevices, .masquerade, .configurationApplied, .directRoutingDevice, .nodePortAddresses, .attachedDevices,
    .podMTU,
  ]

  /// What follows the kernel's routes.
  private static let routed: Set<Aspect> = [.defaultRoute, .natExternal, .natNodeAddress, .otherNodeHealth]

  /// Where the policy rules could not be read, the kernel's own are supposed, with Tailscale's, Cilium's (2004, 2005) and
  /// those of VRFs; which packets look up another table, only they tell.
  private func suppliedRules(_ node: NodeFacts) -> String? {
    let known: Set = ["main", "local", "default", "52", "2004", "2005"]
    guard let unread = (node.unread ?? []).first(where: { $0.kind == .kernelDetails }),
      !node.devices.contains(where: { $0.type == "vrf" }),
      let table = node.routes.first(where: { $0.destination.family == .ipv4 && !known.contains($0.table) })?.table
    else { return nil }
    return "which packets look up table \(table), only the policy rules tell: \(unread.reason)"
  }

  /// How long a changed ConfigMap may take to reach an agent that is just being started: kubelet's period and its cache's.
  private static let delivery: TimeInterval = 120

  /// Why a contradiction is none that counts; `nil` for one that does.
  func reason(_ aspect: Aspect, _ node: NodeFacts) -> (reason: String, references: [FileReference])? {
    if Self.routed.contains(aspect.ipv4Twin), let reason = suppliedRules(node) { return (reason, []) }
    guard Self.configured.contains(aspect.ipv4Twin), let record = nodes.records[node.name] else { return nil }
    if aspect.ipv4Twin != .podMTU, let found = SelectionWitnesses(record).contradiction { return found }
    return overrides(node, record) ?? older(node, record)
  }

  /// CiliumNodeConfigs stand before `cilium-config` since 1.13.
  private func overrides(_ node: NodeFacts, _ record: AgentRecord) -> (reason: String, references: [FileReference])? {
    guard let problem = facts.reasonUnread(.nodeConfigurations), node.release >= CiliumRelease(1, 13),
      dump.objects.configuration.value != nil, runsAsStored(node, record) != true
    else { return nil }
    return (
      "CiliumNodeConfigs may have set it otherwise, and they are not known: \(problem)",
      [record.flags.reference].compactMap(\.self)
    )
  }

  /// An agent that was started after the last change of `cilium-config` runs with it, unless the file is another one.
  private func older(_ node: NodeFacts, _ record: AgentRecord) -> (reason: String, references: [FileReference])? {
    guard node.configurationOverrides == nil, let changed = dump.objects.configurationChangedAt,
      let started = node.agentStartedAt,
      started.timeIntervalSince(changed) > Self.delivery, runsAsStored(node, record) == false
    else { return nil }
    return (
      "cilium-config was changed last at \(RecordTime.text(changed)), before the agent's start at "
        + "\(RecordTime.text(started)), and the agent runs with something else: the file is of another moment, or "
        + "something else sets the agent's options",
      [dump.objects.configuration.reference, record.flags.reference].compactMap(\.self)
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
