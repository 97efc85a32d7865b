/// `cilium-dbg bpf ipcache list`: which identity and tunnel endpoint an address has.
struct IPCacheFormat {
  var facts: AgentFacts

  func text() -> String {
    let rows = [["IP PREFIX/ADDRESS", "IDENTITY"]] + entries.map { [$0.prefix, $0.info] }
    let table = TabWriter().format(rows: rows, closed: true)
    return rows[0][0] + "   " + rows[0][1] + table.drop { $0 != "\n" }
  }

  func json() -> GoJSON {
    .sorted(
      Dictionary(entries.map { ($0.prefix, .array([.string($0.info)])) }, uniquingKeysWith: { first, _ in first }))
  }

  private var entries: [(prefix: String, info: String)] {
    var all: [(prefix: String, info: String)] = [("0.0.0.0/0", info(identity: 2))]
    for device in facts.selectedDevices {
      for address in device.addresses where NetworkAddress(address.address)?.isIPv4 == true {
        all.append(("\(address.address)/32", info(identity: 1)))
      }
    }
    for node in facts.nodes {
      let tunnel = node.isLocal || facts.config.routingMode != "tunnel" ? nil : node.nodeIP
      // With a tunnel endpoint pods' packets for the node take the tunnel (`nodeAddressHasTunnelIP`).
      let way = facts.config.tunnelsNodeIPs ? tunnel : nil
      all.append(("\(node.nodeIP)/32", info(identity: node.isLocal ? 1 : 6, tunnel: way)))
      if let address = node.ciliumInternalIP {
        all.append(("\(address)/32", info(identity: node.isLocal ? 1 : 6, tunnel: tunnel)))
      }
      if let address = node.healthIP { all.append(("\(address)/32", info(identity: 4, tunnel: tunnel))) }
      if !node.isLocal { all.append((node.podCIDR, info(identity: 2, tunnel: tunnel))) }
    }
    for endpoint in facts.endpoints where endpoint.podName != nil {
      if let address = endpoint.ipv4 { all.append(("\(address)/32", info(identity: endpoint.identity))) }
    }
    var seen: Set<String> = []
    return all.filter { seen.insert($0.prefix).inserted }
  }

  private func info(identity: Int, tunnel: String? = nil) -> String {
    "identity=\(identity) encryptkey=0 tunnelendpoint=\(tunnel ?? "0.0.0.0")"
      + (facts.release == .v115 ? "" : " flags=\(tunnel == nil ? "<none>" : "hastunnel")")
  }
}
