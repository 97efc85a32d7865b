/// Causes between the nodes.
enum TunnelCauses {
  private static let tunnelled: Set<Aspect> = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName]

  /// WireGuard's packets are too large for the uplink that carries them: small ones pass, and what is sent in full-size
  /// ones, such as TLS certificates, does not.
  static func uplinkTooSmall(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let large: Set<Aspect> = [.pathMTU, .apiService, .clusterDNSReady, .clusterDNSRestart]
    guard large.contains(record.aspect.ipv4Twin), failingPairs(touching: record.subject, findings).isEmpty else {
      return nil
    }
    let (source, target) = (record.subject.source, record.subject.target)
    // The API may be on any of the other nodes.
    let ends = findings.facts.nodes.filter { target == nil || [source, target].contains($0.name) }
    guard let misfit = ends.lazy.compactMap({ node in TailnetFit(node).map { (node.name, $0) } }).first else {
      return nil
    }
    let (node, fit) = misfit
    return Diagnosis(
      "uplink-mtu-too-small", record, cause: "the uplink of \(node) is too small: \(fit.reason)",
      remedy: "raise the MTU of \(fit.carrier.name) on \(node) to at least \(fit.needed), or lower that of "
        + "\(fit.tailnet.name); see which agent or tool has changed it (`ip -d link show \(fit.carrier.name)`)")
  }

  /// Packets below the announced MTU are lost.
  static func pathMTU(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let touched: Set<Aspect> = [
      .pathMTU, .crossNodePod, .crossNodeService, .apiService, .clusterDNSReady, .clusterDNSRestart, .clusterName,
      .externalName,
    ]
    guard touched.contains(record.aspect), let bytes = blackHole(findings) else { return nil }
    return Diagnosis(
      "path-mtu-smaller", record,
      cause: "the path between the nodes silently drops packets that Cilium's MTU allows: ICMP payloads up to \(bytes) "
        + "bytes arrive, larger ones do not",
      remedy: "lower the uplink's MTU or set Cilium's `mtu` to what the path carries; let ICMP fragmentation-needed "
        + "pass on the way")
  }

  private static func blackHole(_ findings: Findings) -> Int? {
    for record in findings.all(.pathMTU) where record.verdict == .deviates {
      if case .largestPayload(let announced)? = Findings.expected(record),
        case .largestPayload(let seen)? = record.observation?.outcome, seen < announced
      {
        return seen
      }
    }
    return nil
  }

  /// Nothing passes between the nodes.
  static func tailnetDown(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let touched = tunnelled.union([
      .otherNodeIP, .apiService, .clusterDNSReady, .clusterDNSRestart, .natNodeAddress,
    ])
    let pairs = failingPairs(touching: record.subject, findings)
    guard touched.contains(record.aspect), !pairs.isEmpty, nodesUnreachable(pairs, findings) else { return nil }
    return Diagnosis(
      "tailnet-down", record,
      cause: "the nodes do not reach each other at all: neither the tunnel nor the other node's own address answers",
      remedy: "check the WireGuard peer (`tailscale status`, `tailscale ping`, `wg show`: latest handshake), UDP 41641 "
        + "and the keys of both nodes")
  }

  /// The nodes reach each other, the tunnel does not.
  static func vxlanBlocked(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let pairs = failingPairs(touching: record.subject, findings)
    guard tunnelled.contains(record.aspect), !pairs.isEmpty, !nodesUnreachable(pairs, findings) else { return nil }
    let device = findings.facts.node(record.subject.source)?.uplinks.tailnet?.name ?? "any"
    return Diagnosis(
      "vxlan-blocked", record,
      cause: "the nodes' addresses reach each other, but tunnelled packets do not arrive: VXLAN (UDP 8472) is dropped "
        + "on the way or on a node",
      remedy:
        "allow UDP 8472 between the node IPs on the tailnet uplink (firewall, ts-input chain, ACLs); watch it with "
        + "`tcpdump -ni \(device) udp port 8472` on both nodes")
  }

  /// The pairs of nodes around a subject whose pods should reach each other and do not: for a pair itself and its way
  /// back, for a single node all pairs that it belongs to.
  private static func failingPairs(touching subject: Subject, _ findings: Findings) -> [Subject] {
    findings.all(.crossNodePod).filter { record in
      guard record.verdict == .deviates,
        record.observation?.outcome?.servesUsers == false
      else { return false }
      let nodes = [record.subject.source, record.subject.target]
      return nodes.contains(subject.source) && (subject.target.map { nodes.contains($0) } ?? true)
    }
    .map(\.subject)
  }

  /// Whether the nodes' own addresses do not answer either; where the setting forbids that path anyway, the agents'
  /// health checks tell.
  private static func nodesUnreachable(_ pairs: [Subject], _ findings: Findings) -> Bool {
    let meant = pairs.compactMap { findings.record(.otherNodeIP, $0) }.filter {
      Findings.expected($0) == .reachable && $0.observation?.outcome != nil
    }
    if !meant.isEmpty { return meant.allSatisfy { $0.observation?.outcome == .unreachable } }
    return pairs.contains { pair in
      guard let target = pair.target.flatMap({ findings.facts.node($0)?.internalIP }) else { return false }
      return findings.facts.node(pair.source)?.reachedFromHost[target.description] == false
    }
  }
}
