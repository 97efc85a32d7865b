/// `cilium-dbg bpf policy get`: the policy maps of endpoints without any policy, which allow everything; where a policy
/// closes a port of pods, with an entry that denies it.
enum PolicyFormat {
  /// Without an endpoint: `--all`.
  static func text(_ facts: AgentFacts, endpoint id: Int? = nil) -> String {
    let endpoints = facts.endpoints.sorted { $0.id < $1.id }
    if let id {
      return endpoints.filter { $0.id == id }.map { table($0, denied: facts.deniedPort) }.joined() + "\n"
    }
    return endpoints.map { endpoint in
      "Endpoint ID: \(endpoint.id)\nPath: \(path(endpoint))\n\n" + table(endpoint, denied: facts.deniedPort) + "\n\n"
    }.joined()
  }

  static func json(_ facts: AgentFacts) -> GoJSON {
    .array(
      facts.endpoints.sorted { $0.id < $1.id }.map { endpoint in
        [
          "EndpointID": .string("\(endpoint.id)"), "Path": .string(path(endpoint)),
          "Content": .array(
            denial(endpoint, facts.deniedPort)
              + keys(endpoint).map { entry(direction: $0.direction, identity: $0.identity) }),
        ]
      })
  }

  private static func path(_ endpoint: AgentFacts.EndpointFact) -> String {
    let digits = "\(endpoint.id)"
    return "/sys/fs/bpf/tc/globals/cilium_policy_v2_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// The host has no entry of its own for traffic from the host.
  private static func keys(_ endpoint: AgentFacts.EndpointFact) -> [(direction: Int, identity: Int)] {
    endpoint.owner == "/" ? [(0, 0), (1, 0)] : [(0, 0), (0, 1), (1, 0)]
  }

  private static func table(_ endpoint: AgentFacts.EndpointFact, denied: UInt16?) -> String {
    var rows = [
      [
        "POLICY", "DIRECTION", "LABELS (source:key[=value])", "PORT/PROTO", "PROXY PORT", "AUTH TYPE", "BYTES",
        "PACKETS", "PREFIX", "COOKIE",
      ]
    ]
    if let denied, endpoint.podName != nil {
      // Protocol (8 bits) and port (16) are the prefix's length.
      rows.append(["Deny", "Ingress", "ANY", "\(denied)/TCP", "NONE", "disabled", "-", "-", "24", "0"])
    }
    for key in keys(endpoint) {
      let direction = key.direction == 0 ? "Ingress" : "Egress"
      let label = key.identity == 0 ? "ANY" : "reserved:host"
      rows.append(["Allow", direction, label, "ANY", "NONE", "disabled", "-", "-", "0", "0"])
      if key.identity != 0 { rows.append(["", "", "reserved:kube-apiserver", "", "", "", "", "", "", ""]) }
    }
    return TabWriter().format(rows: rows, closed: true).trimmingLastColumn()
  }

  private static func denial(_ endpoint: AgentFacts.EndpointFact, _ port: UInt16?) -> [GoJSON] {
    guard let port, endpoint.podName != nil else { return [] }
    return [entry(direction: 0, identity: 0, flags: 1, proto: 6, port: port.byteSwapped, prefix: 64)]
  }

  /// Counters that Cilium does not count yet are all ones.
  private static func entry(
    direction: Int, identity: Int, flags: Int = 0, proto: Int = 0, port: UInt16 = 0, prefix: Int = 40
  ) -> GoJSON {
    [
      "ProxyPortNetwork": 0, "Flags": .int(flags), "AuthRequirement": 0, "Precedence": .unsigned(4_294_967_041),
      "Cookie": 0,
      "Packets": .unsigned(.max), "Bytes": .unsigned(.max),
      "Key": [
        "Prefixlen": .int(prefix), "Identity": .int(identity), "TrafficDirection": .int(direction),
        "Nexthdr": .int(proto), "DestPortNetwork": .int(Int(port)),
      ],
    ]
  }
}

extension String {
  /// Takes the padding of the last column away, as rows whose last cell is not tab-terminated have it.
  fileprivate func trimmingLastColumn() -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.first == " " ? String(line.dropLast(3)) : String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
