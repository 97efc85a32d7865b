import Cilium
import Foundation
import Routing
import Sysdump
import Tailnet

/// What of a command's output an anonymised bundle keeps: what netproof reads, and nothing that people write as they like.
enum ReducedFile {
  /// The output, or `nil` where none of it is kept.
  static func text(_ file: CommandFile, _ data: Data, _ record: AgentRecord) -> String? {
    let text = String(decoding: data, as: UTF8.self)
    if text.contains("> Error while running '") { return failure }
    switch file {
    case .client("status---verbose"): return lines(text, statusLabels, separator: ":")
    case .client("config--a"), .client("config"):
      return lines(text, nil, separator: ":") { name in options.contains(name.lowercased()) }
    case .client("statedb-dump"), .client("statedb"): return tables(data)
    case .client("endpoint-list"): return endpoints(record)
    case .client("node-list--o-json"), .client("bpf-nat-list"), .client("bpf-ipmasq-list"): return text
    case .health("status--o-json"): return text
    case .debugInfo: return description(data)
    case .program("hostname"): return text
    case .program("uname--a"): return record.kernel.value.map { "Linux \(record.hostname.value ?? "host") \($0)\n" }
    case .program("iptables-save--c"), .program("iptables-nft-save--c"), .program("iptables-legacy-save--c"):
      return withoutComments(text)
    case .program("sysctl--a"):
      return lines(text, nil, separator: "=") { name in
        Sysctls.socketBuffers.contains(name) || name == "net.ipv4.ip_forward" || name.hasPrefix("net.ipv4.conf.")
      }
    case .program("nft--j-list-ruleset"):
      return (try? JSONSerialization.jsonObject(with: data)).flatMap { json(withoutComments($0)) }
    case .program("wg-show-all-dump"): return withoutKeys(text)
    case .program("tailscale-status---json"): return record.tailscaleStatus.value.flatMap(status)
    case .program("tailscale-metrics-print"):
      return lines(text, ["tailscaled_inbound_packets_total", "tailscaled_outbound_packets_total"], separator: "{")
    case .program(let name): return kernel.contains(name) || name.hasPrefix("ip--") ? text : nil
    case .client, .health, .other: return nil
    }
  }

  /// What stands in place of an error's text, which may tell anything.
  private static let failure = "the command failed\n> Error while running '…':  exit status 1\n\n"

  private static let kernel: Set<String> = [
    "find--sys-fs-bpf--ls", "bpftool-net-show", "ip-a", "ip-rule", "wg-show",
    "bpftool-cgroup-tree--run-cilium-cgroupv2",
  ]

  private static let statusLabels: Set<String> = [
    "Cilium", "Masquerading", "KubeProxyReplacement", "Host Routing", "Routing", "Attach Mode",
  ]

  /// The options that are kept: those that rules read. Other ones may hold what somebody wrote.
  static let keptOptions: Set<String> = Set(ClusterSummary.keys).union([
    "bpf-lb-acceleration", "bpf-lb-dsr-dispatch", "bpf-lb-mode", "datapath-mode", "enable-bandwidth-manager",
    "enable-bpf-tproxy", "enable-dynamic-source-lookup-nodeport", "enable-health-checking", "fib-table-id-annotation",
    "enable-high-scale-ipcache", "enable-ipsec-encrypted-overlay",
    "enable-ipv6-ndp", "enable-l2-announcements", "enable-l7-proxy", "install-iptables-rules", "ipam",
    "ipv6-mcast-device",
    "max-connected-clusters", "node-port-acceleration", "node-port-mode", "nodeport-addresses", "tunnel-port",
    "vlan-bpf-bypass", "bpf-map-dynamic-size-ratio", "bpf-ct-global-tcp-max", "enable-cilium-endpoint-slice",
    "enable-egress-gateway", "enable-ipv4-egress-gateway", "enable-envoy-config", "enable-local-redirect-policy",
    "gateway-api-hostnetwork-enabled", "ingress-hostnetwork-enabled",
  ])

  /// The same in Go's names, in small letters.
  private static let options = Set(keptOptions.map { $0.replacing("-", with: "") }).union(["devices"])

  private static func lines(
    _ text: String, _ labels: Set<String>?, separator: Character, where isKept: (String) -> Bool = { _ in true }
  ) -> String {
    let kept = text.split(whereSeparator: \.isNewline).filter { line in
      guard let end = line.firstIndex(of: separator), line.first?.isWhitespace == false else { return false }
      let label = line[..<end].trimmingCharacters(in: .whitespaces)
      return labels.map { $0.contains(label) } ?? isKept(label)
    }
    return kept.joined(separator: "\n") + "\n"
  }

  /// The peers of WireGuard devices without the private and preshared keys.
  private static func withoutKeys(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      var fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
      // Of a device the second is its private key, of a peer the third the preshared one.
      if fields.count == 5 { fields[1] = "(hidden)" }
      if fields.count == 9 { fields[2] = "(hidden)" }
      return [5, 9].contains(fields.count) ? fields.joined(separator: "\t") : ""
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What Tailscale says of itself and its peers, without names, people and regions.
  private static func status(_ status: TailscaleStatus) -> String? {
    func node(_ node: TailscaleStatus.Node) -> [String: Any] {
      var told: [String: Any] = [
        "TailscaleIPs": node.addresses.map(\.description), "Addrs": node.endpoints.map(\.description),
        "PrimaryRoutes": node.primaryRoutes.map(\.description), "CurAddr": node.currentEndpoint?.description ?? "",
        "Relay": node.relay == nil ? "" : "region", "PeerRelay": node.peerRelay?.description ?? "",
        "ExitNode": node.isExitNode, "Expired": node.isExpired,
      ]
      told["AllowedIPs"] = node.allowedIPs?.map(\.description)
      told["Online"] = node.isOnline
      told["Active"] = node.isActive
      told["LastHandshake"] = node.lastHandshake?.formatted(.iso8601)
      told["KeyExpiry"] = node.keyExpiry?.formatted(.iso8601)
      return told
    }
    var told: [String: Any] = ["BackendState": status.backendState]
    told["Version"] = status.version
    told["Self"] = status.own.map(node)
    told["Peer"] = Dictionary(
      uniqueKeysWithValues: status.peers.enumerated().map { ("peer-\($0.offset)", node($0.element)) })
    return json(told)
  }

  private static func withoutComments(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    return lines.map { $0.replacing(/--comment (?:"[^"]*"|\S+)/, with: "--comment x") }.joined(separator: "\n")
  }

  private static func withoutComments(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(withoutComments) }
    guard let object = value as? [String: Any] else { return value }
    return object.filter { $0.key != "comment" }.mapValues(withoutComments)
  }

  /// The tables that are read, a row a line as the agent writes them.
  private static func tables(_ data: Data) -> String? {
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
    let tables = ["devices", "routes", "node-addresses", "mtu"].compactMap { name -> String? in
      guard let rows = object[name] as? [Any] else { return nil }
      let lines = rows.compactMap { row in
        (try? JSONSerialization.data(withJSONObject: row, options: [.sortedKeys, .withoutEscapingSlashes])).map {
          "    " + String(decoding: $0, as: UTF8.self)
        }
      }
      return "  \"\(name)\": [\n\(lines.joined(separator: ",\n"))\n  ]"
    }
    return "{\n\(tables.joined(separator: ",\n"))\n}\n"
  }

  /// Endpoints with what identities are told by: their labels are their owners' own, but for reserved ones.
  private static func endpoints(_ record: AgentRecord) -> String? {
    guard let entries = record.endpoints.value else { return nil }
    let rows = entries.map { entry -> [String: Any] in
      let labels = entry.labels.filter { $0.hasPrefix("reserved:") }
      let addresses = [
        "ipv4": entry.ipv4.map { "\($0)" } ?? "", "ipv6": entry.ipv6.map { "\($0)" } ?? "",
      ].filter { !$0.value.isEmpty }
      var status: [String: Any] = ["state": entry.state, "networking": ["addressing": [addresses]]]
      if let identity = entry.identity { status["identity"] = ["id": identity, "labels": labels] as [String: Any] }
      return ["id": entry.id, "status": status]
    }
    return json(rows)
  }

  /// Of the agent's description of itself its status, and the options that are kept.
  private static func description(_ data: Data) -> String? {
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let status = object["cilium-status"] as? [String: Any]
    else { return nil }
    let parts = ["cilium", "masquerading", "kube-proxy-replacement", "routing", "attach-mode", "host-routing"]
    var kept: [String: Any] = ["cilium-status": status.filter { parts.contains($0.key) }]
    if let variables = object["environment-variables"] as? [String] {
      kept["environment-variables"] = variables.filter { variable in
        variable.firstIndex(of: ":").map { keptOptions.contains(String(variable[..<$0])) } ?? false
      }
    }
    return json(kept)
  }

  private static func json(_ object: Any) -> String? {
    (try? JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])).map {
        String(decoding: $0, as: UTF8.self)
      }
  }
}
