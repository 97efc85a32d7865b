/// `cilium-dbg node list`, as text and JSON.
enum NodeListFormat {
  static func text(_ facts: AgentFacts) -> String {
    let header = ["Name", "IPv4 Address", "Endpoint CIDR", "IPv6 Address", "Endpoint CIDR", "Source"]
    let rows = facts.nodes.sorted { $0.name < $1.name }.map {
      [facts.qualifiedName($0.name)] + family(.ipv4, of: $0) + family(.ipv6, of: $0) + [source($0)]
    }
    return TabWriter().format(rows: [header] + rows)
  }

  static func json(_ facts: AgentFacts) -> GoJSON {
    // Peers first, this node last, as recorded; Cilium's own order is that of a map.
    let nodes = facts.nodes.filter { !$0.isLocal } + facts.nodes.filter(\.isLocal)
    return .array(nodes.map { node(facts, $0) })
  }

  private static func node(_ facts: AgentFacts, _ node: AgentFacts.NodeFact) -> GoJSON {
    func byFamily(_ value: (AddressFamily) -> GoJSON?) -> GoJSON {
      ["ipv4": value(.ipv4) ?? .object([]), "ipv6": value(.ipv6) ?? .object([])]
    }
    return [
      "health-endpoint-address": byFamily { family in
        node.healthIPs.first(family).map { ["enabled": true, "ip": .string($0)] }
      },
      "name": .string(facts.qualifiedName(node.name)),
      "primary-address": byFamily { family in
        node.nodeIPs.first(family).map { address in
          [
            "alloc-range": .string(node.podCIDRs.first(family) ?? ""), "enabled": true, "ip": .string(address),
          ]
        }
      },
      "secondary-addresses": .array(node.ciliumInternalIPs.map { ["ip": .string($0)] }),
      "source": .string(source(node)),
    ]
  }

  private static func family(_ family: AddressFamily, of node: AgentFacts.NodeFact) -> [String] {
    [node.nodeIPs.first(family) ?? "", node.podCIDRs.first(family) ?? ""]
  }

  private static func source(_ node: AgentFacts.NodeFact) -> String { node.isLocal ? "local" : "custom-resource" }
}
