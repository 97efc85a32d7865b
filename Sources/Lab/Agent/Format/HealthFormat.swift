/// `cilium-health status` and the health part of `cilium-dbg status`.
struct HealthFormat {
  var facts: AgentFacts

  private var health: HealthFact { facts.health }

  /// `cilium-health status`.
  func summary() -> String { facts.release == .v115 ? oldVerbose() : TabWriter().format(succinctLines(all: true)) }

  /// `cilium-health status --verbose`, with or without `--probe`.
  func verbose() -> String { facts.release == .v115 ? oldVerbose() : TabWriter().format(verboseLines()) }

  /// 1.15 has one form, without the times of the single probes.
  private func oldVerbose() -> String {
    "Probe time:   \(GoDuration.timestamp(health.timestamp))\nNodes:\n"
      + ordered.map { node in
        "  \(name(node)):\n" + path("Host", node.host) + (node.endpoint.map { path("Endpoint", $0) } ?? "")
      }.joined().replacing("\t", with: "   ")
  }

  /// Totals and one line a node: all nodes, or those that are not healthy.
  func succinctLines(all: Bool) -> String {
    header()
      + ordered.filter { all || !isHealthy($0) }.map { node in
        "  \(name(node))\t\(node.host.address)\t\(count(node.host))\t\(node.endpoint.map(count) ?? "0/0")\n"
      }.joined()
  }

  /// Totals and every path with its times.
  func verboseLines() -> String {
    header()
      + ordered.map { node in
        "  \(name(node)):\n" + path("Host", node.host) + (node.endpoint.map { path("Endpoint", $0) } ?? "")
      }.joined()
  }

  private func header() -> String {
    let healthy = health.nodes.count(where: isHealthy)
    let interval =
      facts.release == .v115 ? "" : "\t(Probe interval: \(GoDuration.string(nanoseconds: health.interval)))"
    return "Cluster health:\t\(healthy)/\(health.nodes.count) reachable\t(\(GoDuration.timestamp(health.timestamp)))"
      + "\(interval)\n\(facts.release == .v115 ? "  " : "")Name\tIP\tNode\tEndpoints\n"
  }

  /// This node first, the others by name.
  private var ordered: [HealthFact.Node] {
    health.nodes.sorted { ($0.isLocal ? 0 : 1, $0.name) < ($1.isLocal ? 0 : 1, $1.name) }
  }

  private func name(_ node: HealthFact.Node) -> String {
    facts.qualifiedName(node.name) + (node.isLocal ? " (localhost)" : "")
  }

  /// A path that was not probed yet does not make its node unhealthy.
  private func isHealthy(_ node: HealthFact.Node) -> Bool {
    [node.host, node.endpoint].compactMap { $0 }.allSatisfy { $0.isUnknown || $0.isHealthy }
  }

  private func count(_ path: HealthFact.Path) -> String {
    path.isUnknown ? "0/1 (1 unknown)" : path.isHealthy ? "1/1" : "0/1"
  }

  private func path(_ kind: String, _ path: HealthFact.Path) -> String {
    "    \(kind) connectivity to \(path.address):\n"
      + [("ICMP to stack", path.icmp), ("HTTP to agent", path.http)].compactMap { label, probe in
        probe.map { probe in
          let status = probe.failure ?? "OK, RTT=\(GoDuration.string(nanoseconds: probe.latency ?? 0))"
          let at = facts.release == .v115 ? "" : "\t(Last probed: \(GoDuration.timestamp(probe.at)))"
          return "      \(label):\t\(status)\(at)\n"
        }
      }.joined()
  }

  /// `cilium-health status -o json`: peers first, this node last.
  func json() -> GoJSON {
    var members: [String: GoJSON] = [
      "local": ["name": .string(facts.qualifiedName(facts.nodeName))],
      "nodes": .array(ordered.reversed().map(node)),
      "timestamp": .string(GoDuration.timestamp(health.timestamp)),
    ]
    if facts.release != .v115 {
      members["probeInterval"] = .string(GoDuration.string(nanoseconds: health.interval))
    }
    return .sorted(members)
  }

  private func node(_ node: HealthFact.Node) -> GoJSON {
    var members: [String: GoJSON] = [
      "host": ["primary-address": pathJSON(node.host), "secondary-addresses": []],
      "name": .string(facts.qualifiedName(node.name)),
    ]
    if let endpoint = node.endpoint {
      members["endpoint"] = pathJSON(endpoint)
      members["health-endpoint"] = ["primary-address": pathJSON(endpoint), "secondary-addresses": []]
    }
    return .sorted(members)
  }

  private func pathJSON(_ path: HealthFact.Path) -> GoJSON {
    var members: [String: GoJSON] = ["ip": .string(path.address)]
    if let probe = path.icmp { members["icmp"] = probeJSON(probe) }
    if let probe = path.http { members["http"] = probeJSON(probe) }
    return .sorted(members)
  }

  private func probeJSON(_ probe: HealthFact.Probe) -> GoJSON {
    var members: [String: GoJSON] = [:]
    if facts.release != .v115 { members["lastProbed"] = .string(GoDuration.timestamp(probe.at)) }
    if let latency = probe.latency, probe.failure == nil { members["latency"] = .int(Int(latency)) }
    if let failure = probe.failure { members["status"] = .string(failure) }
    return .sorted(members)
  }
}
