/// `cilium-dbg bpf policy get`: the policy maps of endpoints without any policy, which allow everything.
enum PolicyFormat {
  /// Without an endpoint: `--all`.
  static func text(_ facts: AgentFacts, endpoint id: Int? = nil) -> String {
    let endpoints = facts.endpoints.sorted { $0.id < $1.id }
    if let id {
      return endpoints.filter { $0.id == id }.map(table).joined() + "\n"
    }
    return endpoints.map { endpoint in
      "Endpoint ID: \(endpoint.id)\nPath: \(path(endpoint))\n\n" + table(endpoint) + "\n\n"
    }.joined()
  }

  static func json(_ facts: AgentFacts) -> GoJSON {
    .array(
      facts.endpoints.sorted { $0.id < $1.id }.map { endpoint in
        [
          "EndpointID": .string("\(endpoint.id)"), "Path": .string(path(endpoint)),
          "Content": .array(keys(endpoint).map { entry(direction: $0.direction, identity: $0.identity) }),
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

  private static func table(_ endpoint: AgentFacts.EndpointFact) -> String {
    var rows = [
      [
        "POLICY", "DIRECTION", "LABELS (source:key[=value])", "PORT/PROTO", "PROXY PORT", "AUTH TYPE", "BYTES",
        "PACKETS", "PREFIX", "COOKIE",
      ]
    ]
    for key in keys(endpoint) {
      let direction = key.direction == 0 ? "Ingress" : "Egress"
      let label = key.identity == 0 ? "ANY" : "reserved:host"
      rows.append(["Allow", direction, label, "ANY", "NONE", "disabled", "-", "-", "0", "0"])
      if key.identity != 0 { rows.append(["", "", "reserved:kube-apiserver", "", "", "", "", "", "", ""]) }
    }
    return TabWriter().format(rows: rows, closed: true).trimmingLastColumn()
  }

  /// Counters that Cilium does not count yet are all ones.
  private static func entry(direction: Int, identity: Int) -> GoJSON {
    [
      "ProxyPortNetwork": 0, "Flags": 0, "AuthRequirement": 0, "Precedence": .unsigned(4_294_967_041), "Cookie": 0,
      "Packets": .unsigned(.max), "Bytes": .unsigned(.max),
      "Key": [
        "Prefixlen": 40, "Identity": .int(identity), "TrafficDirection": .int(direction), "Nexthdr": 0,
        "DestPortNetwork": 0,
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
