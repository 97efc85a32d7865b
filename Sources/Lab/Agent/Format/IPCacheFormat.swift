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
    let families = facts.config.families
    var all = families.map { (prefix: $0 == .ipv4 ? "0.0.0.0/0" : "::/0", info: info(identity: 2)) }
    for device in facts.selectedDevices {
      for address in device.addresses.map(\.address) where isKnown(address, families) {
        all.append((OverlayRouting.host(address), info(identity: 1)))
      }
    }
    for node in facts.nodes {
      let endpoint = node.nodeIPs.first(facts.config.underlay)
      let tunnel = node.isLocal || facts.config.routingMode != "tunnel" ? nil : endpoint
      // With a tunnel endpoint pods' packets for the node take the tunnel (`nodeAddressHasTunnelIP`).
      let way = facts.config.tunnelsNodeIPs ? tunnel : nil
      let identity = node.isLocal ? 1 : 6
      all += node.nodeIPs.map { (OverlayRouting.host($0), info(identity: identity, tunnel: way)) }
      all += node.ciliumInternalIPs.map { (OverlayRouting.host($0), info(identity: identity, tunnel: tunnel)) }
      all += node.healthIPs.map { (OverlayRouting.host($0), info(identity: 4, tunnel: tunnel)) }
      if !node.isLocal { all += node.podCIDRs.map { ($0, info(identity: 2, tunnel: tunnel)) } }
    }
    for endpoint in facts.endpoints where endpoint.podName != nil {
      all += endpoint.addresses.map { (OverlayRouting.host($0), info(identity: endpoint.identity)) }
    }
    var seen: Set<String> = []
    return all.filter { seen.insert($0.prefix).inserted }
  }

  /// Addresses of the link alone are in no table of the kind.
  private func isKnown(_ address: String, _ families: [AddressFamily]) -> Bool {
    families.contains(AddressFamily(of: address)) && NetworkAddress(address)?.isLinkLocal == false
  }

  private func info(identity: Int, tunnel: String? = nil) -> String {
    "identity=\(identity) encryptkey=0 tunnelendpoint=\(tunnel ?? "0.0.0.0")"
      + (facts.release == .v115 ? "" : " flags=\(tunnel == nil ? "<none>" : "hastunnel")")
  }
}
