/// `cilium-dbg endpoint list` and `bpf endpoint list`.
struct EndpointFormat {
  var facts: AgentFacts

  private var endpoints: [AgentFacts.EndpointFact] { facts.endpoints.sorted { $0.id < $1.id } }

  /// One row an endpoint, one more line for each further label.
  func text() -> String {
    var rows = [
      [
        "ENDPOINT", "POLICY (ingress)", "POLICY (egress)", "IDENTITY", "LABELS (source:key[=value])", "IPv6", "IPv4",
        "STATUS",
      ],
      // One cell short, as the original has it: that ends the header's own last column.
      ["", "ENFORCEMENT", "ENFORCEMENT", "", "", "", ""],
    ]
    for endpoint in endpoints {
      for (index, label) in endpoint.labels.enumerated() {
        rows.append(
          index == 0
            ? [
              "\(endpoint.id)", "Disabled", "Disabled", "\(endpoint.identity)", label, endpoint.ipv6 ?? "",
              endpoint.ipv4 ?? "",
              "ready",
            ] : ["", "", "", "", label, "", "", ""])
      }
    }
    return TabWriter().format(rows: rows, closed: true)
  }

  func json() -> GoJSON { .array(endpoints.map(endpoint)) }

  /// `bpf endpoint list`: the local endpoint map.
  func bpfText() -> String {
    var rows = [["IP ADDRESS", "LOCAL ENDPOINT INFO"]]
    rows += facts.hostAddresses.map { ["\($0.urlHost):0", "(localhost)"] }
    for (endpoint, address) in endpoints.flatMap({ endpoint in endpoint.addresses.map { (endpoint, $0) } }) {
      let device = endpoint.interface
      let identity = "\(endpoint.identity)" + String(repeating: " ", count: max(0, 5 - "\(endpoint.identity)".count))
      let id = "\(endpoint.id)" + String(repeating: " ", count: max(0, 5 - "\(endpoint.id)".count))
      let index = "\(device?.index ?? 0)" + String(repeating: " ", count: max(0, 3 - "\(device?.index ?? 0)".count))
      let mac = (device?.hardwareAddress ?? "00:00:00:00:00:00").uppercased()
      rows.append([
        "\(address.urlHost):0",
        "id=\(id) sec_id=\(identity) flags=0x0000 ifindex=\(index) mac=00:00:00:00:00:00 nodemac=\(mac) "
          + (facts.release == .v115 ? "  " : "parent_ifindex=0  "),
      ])
    }
    return TabWriter().format(rows: rows, closed: true)
  }

  private func endpoint(_ endpoint: AgentFacts.EndpointFact) -> GoJSON {
    let labels = GoJSON.array(endpoint.labels.map { .string($0) })
    var identifiers: [String: GoJSON] = [
      "pod-name": .string(endpoint.podName == nil ? "/" : endpoint.owner)
    ]
    if let name = endpoint.podName, let namespace = endpoint.podNamespace {
      identifiers["k8s-namespace"] = .string(namespace)
      identifiers["k8s-pod-name"] = .string(name)
    }
    var networking: [String: GoJSON] = [
      "addressing": .array([addressing(endpoint)])
    ]
    if let device = endpoint.interface {
      networking["host-mac"] = .string(device.hardwareAddress)
      networking["interface-index"] = .int(device.index)
      networking["interface-name"] = .string(device.name)
    }
    return [
      "id": .int(endpoint.id), "spec": ["label-configuration": .object([])],
      "status": .sorted([
        "external-identifiers": .sorted(identifiers),
        "health": ["bpf": "OK", "connected": true, "overallHealth": "OK", "policy": "OK"],
        "identity": ["id": .int(endpoint.identity), "labels": labels],
        "labels": ["realized": .object([]), "security-relevant": labels],
        "networking": .sorted(networking), "policy": policy, "state": "ready",
      ]),
    ]
  }

  private func addressing(_ endpoint: AgentFacts.EndpointFact) -> GoJSON {
    var members: [String: GoJSON] = [:]
    for address in endpoint.addresses {
      let family = AddressFamily(of: address).rawValue
      members[family] = .string(address)
      members["\(family)-pool-name"] = "default"
    }
    return .sorted(members)
  }

  /// No policy: everything is allowed.
  private var policy: GoJSON {
    let realized: GoJSON = [
      "allowed-egress-identities": [0], "allowed-ingress-identities": [0, 1],
      "policy-enabled": "none", "policy-revision": 1,
    ]
    return ["proxy-policy-revision": 1, "proxy-statistics": [], "realized": realized, "spec": realized]
  }
}
