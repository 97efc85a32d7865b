import Cilium
import Tailnet

/// What is wrong with the overlay, or soon will be, whatever became of the cases. Pure.
enum TailnetFindings {
  /// Up to how many days before its end a node's key is told.
  static let days = 14

  /// The findings, the most fundamental first.
  static func all(_ facts: ClusterFacts, _ paths: [TailnetPath], stun: [NodeSTUN] = []) -> [any Finding] {
    let model = PathModel(facts: facts, family: facts.primaryFamily)
    let broken = facts.nodes.filter { $0.problem == nil }.flatMap { node in
      (Prerequisites.tailnet(node, model) + Prerequisites.endpoints(node, model)).map(\.finding.value)
    }
    let ending = facts.nodes.compactMap { Prerequisites.keyExpiry($0, within: days) as (any Finding)? }
    let uplinks = facts.nodes.compactMap { node in
      TailnetFit(node).map { UplinkMTUTooSmall(node.name, $0) as any Finding }
    }
    let wide = Prerequisites.wideAllowedIPs(facts).map { $0 as any Finding }
    let silent = stun.filter(\.isUnanswered).map { node in
      STUNUnanswered(node: node.node, requests: node.requests, servers: node.servers.count) as any Finding
    }
    let all = broken + ending + uplinks + relayed(facts, paths, stun) + silent + wide
    return all.map { AnyFinding($0) }.uniqued().map(\.value)
  }

  private static func relayed(
    _ facts: ClusterFacts, _ paths: [TailnetPath], _ stun: [NodeSTUN]
  ) -> [any Finding] {
    let direct = TailnetRecord(paths: paths).directMilliseconds
    return paths.filter(\.way.isRelayed).compactMap { path -> TailnetRelayed? in
      guard let target = path.subject.target else { return nil }
      let overlay = facts.node(path.subject.source)?.uplinks.overlays.first { $0.device.name == path.device }
      let ends = stun.filter { $0.node == path.subject.source || $0.node == target }
      let varying = ends.filter(\.mapsByDestination).map(\.node)
      let silent = ends.filter(\.isUnanswered).map(\.node)
      return TailnetRelayed(
        node: path.subject.source, peer: target, overlay: path.overlay, way: path.way, relay: path.relay,
        milliseconds: path.milliseconds, directMilliseconds: direct, port: overlay?.port ?? "its UDP port",
        varyingNAT: varying.isEmpty ? nil : varying, withoutSTUN: silent.isEmpty ? nil : silent)
    }
  }
}
