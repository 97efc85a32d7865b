import Cilium
import Foundation
import Sysdump

/// What a reader of an inspection must know besides its cases.
struct InspectionNotes {
  let facts: ClusterFacts
  let dump: Sysdump
  let nodes: ArchivedNodes
  let gaps: [Sentence]

  /// A sentence each: first what bears on the cluster, then what there is to know of the archive.
  var all: [Sentence] {
    commas + ClusterRemarks.notes(facts) + forecasts + names + policies + overrides + unready + young + gaps + damages
      + homeless
      + [source, unseen]
  }

  private var source: Sentence {
    if let live = dump.sources.first(where: { $0.format == "cluster" }) {
      return "Read from \(live.name): objects of the API and agents' own words. No probe was sent."
    }
    let sources = dump.sources.map { source in
      let sum = source.sha256.map { ", SHA-256 \($0)" } ?? ""
      return "\(source.name) (\(source.format), \(source.files) files\(sum))"
    }
    let cli = dump.cliVersion.map { "; taken by cilium-cli \($0)" } ?? ""
    return "Read from \(sources.joined(separator: ", "))\(cli). Nothing was sent, and no cluster was asked."
  }

  private var unseen: Sentence {
    "Not to be seen without sending packets: what a packet meets between the nodes (routers, firewalls, provider's source "
      + "check, WireGuard's allowed addresses), rules of nftables alone, and whether any path works now."
  }

  private var damages: [Sentence] {
    let told = dump.damages.prefix(Self.most).map { "Of the archive: \($0)" as Sentence }
    let rest = dump.damages.count - told.count
    return told + (rest > 0 ? ["Of the archive: \(rest) more remarks of this kind"] : [])
  }

  private static let most = 10

  private var homeless: [Sentence] { nodes.homeless.map { "The agent in \($0.folder) is of no known node" } }

  /// Agents that run without having come up.
  private var unready: [Sentence] {
    let agents = ArchivedFacts.agents(dump)
    let waiting = facts.nodes.compactMap { node -> String? in
      let archived = ArchivedNode(
        name: node.name, agent: agents[node.name], record: nil, dump: dump, isNative: false, interest: .none)
      return archived.waiting.map { "\(node.name): \($0)" }
    }
    return waiting.prefix(Self.most).map { "The agent is not Ready on \($0)" }
  }

  /// Agents that were asked right after their start tell what they mean to do.
  private var young: [Sentence] {
    let young = facts.nodes.compactMap { node -> String? in
      guard let record = nodes.records[node.name],
        let uptime = ArchivedSigns(node, record, facts).uptime, (0..<60).contains(uptime)
      else { return nil }
      return "\(node.name) (\(Int(uptime)) s)"
    }
    guard !young.isEmpty else { return [] }
    return [
      "Agents were asked less than a minute after their start: \(young.prefix(Self.most).joined(separator: ", ")). Programs, "
        + "routes and NAT entries may still be those of the agents before."
    ]
  }

  /// What the rules say that a cluster needs and this setting does not do.
  private var forecasts: [Sentence] {
    guard facts.nodes.count <= 32 else { return [] }
    let missing = SettingForecast(facts).shortcomings()
    guard !missing.isEmpty else { return [] }
    let all = missing.map { "\($0.aspect.title) (\($0.subject))" }
    return [
      "By the rules this setting fails: \(all.told(12)). `netproof explain --archive` tells why."
    ]
  }

  private var names: [Sentence] {
    guard let pod = facts.dnsPods.first, facts.dnsPods.count == 1, facts.nodes.count > 1 else { return [] }
    return ["Cluster DNS has one pod, \(pod.name) on \(pod.node): while it restarts, no name is resolved"]
  }

  /// What keeps agents of old releases from starting when somebody follows documentation of newer ones.
  private var commas: [Sentence] {
    guard let devices = facts.devicesSetting, devices.contains(","),
      let old = facts.releases.filter({ $0 < CiliumRelease(1, 16) }).min()
    else { return [] }
    return [
      "devices is “\(devices)”: Cilium \(old.minorRelease) separates devices by blanks and takes a list with commas for one "
        + "name, which no device has. Write it with blanks and restart the agents."
    ]
  }

  private var policies: [Sentence] {
    let known = dump.objects.policies.flatMap { reading in
      (reading.value ?? []).map { (policy: $0, path: reading.reference?.path ?? "") }
    }
    guard !known.isEmpty else { return [] }
    let all = known.map { entry in
      let namespace = entry.policy.namespace.map { "\($0)/" } ?? ""
      return "\(entry.policy.kind) \(namespace)\(entry.policy.name) (\(entry.path))"
    }
    return [
      "Policies restrict pods' traffic, which forecasts do not take into account: "
        + "\(all.told(Self.most))"
    ]
  }

  private var overrides: [Sentence] {
    let nodes = facts.nodes.filter { $0.configurationOverrides != nil }
    guard !nodes.isEmpty else { return [] }
    let all = nodes.map { node in
      "\(node.name) (\((node.configurationOverrides ?? [:]).keys.sorted().joined(separator: ", ")))"
    }
    guard dump.objects.configuration.value != nil else {
      // Where each agent's own options stand in, nobody knows what made them different.
      return ["Agents were started with other options than the first one: \(all.told(Self.most))"]
    }
    return [
      "CiliumNodeConfigs set options for single nodes, which stand before cilium-config: "
        + "\(all.told(Self.most))"
    ]
  }
}
