/// Netfilter rules of the internet namespace: nothing but the faults of the outside world.
struct InternetRuleset: Sendable {
  let topology: LabTopology
  let faults: FaultSet

  /// The largest UDP length (header included) of a WireGuard packet that carries a VXLAN packet with an inner packet
  /// of 1100 bytes: 50 bytes of VXLAN, padded to 16, 32 bytes of WireGuard, 8 of UDP.
  static let largestWireGuardLength: Int = {
    let overlay = 1100 + 50
    return (overlay + 15) / 16 * 16 + 32 + 8
  }()

  /// Text for `nft -f`.
  var text: String { topology.worldFamilies.map(table).joined() }

  /// What a rule of a fault begins with: nothing for everybody, else the addresses of the node that it is for; nil
  /// where the fault is off.
  private func rule(_ fault: LabFault, _ family: AddressFamily) -> String? {
    guard let placed = faults[fault] else { return nil }
    guard let node = placed.node else { return "" }
    return addresses(of: node, family).map { "\(family.nft) saddr \($0) " }
  }

  /// The same for what goes between nodes: one for each way.
  private func ways(_ fault: LabFault, _ family: AddressFamily) -> [String] {
    guard let placed = faults[fault] else { return [] }
    guard let node = placed.node else { return [""] }
    guard let own = addresses(of: node, family) else { return [] }
    return [(FaultDirection.outgoing, "saddr"), (.incoming, "daddr")].filter { placed.strikes($0.0) }
      .map { "\(family.nft) \($0.1) \(own) " }
  }

  /// What the internet sees of a node, as a set; nil where it sees nothing.
  private func addresses(of node: String, _ family: AddressFamily) -> String? {
    let own = topology.nodes.filter { $0.name == node }.flatMap(\.cards)
      .compactMap { topology.outsideAddress(of: $0, family) }
    return own.isEmpty ? nil : "{ \(own.joined(separator: ", ")) }"
  }

  private func table(_ family: AddressFamily) -> String {
    let ip = family.nft
    let dns = rule(.externalDNSDown, family)
    let refused = rule(.httpsEndpointDown, family)
    let wrong = rule(.httpsWrongAddress, family)
    var input = ""
    if let dns {
      input += "    \(dns)\(ip) daddr \(LabTopology.upstreamDNSAddress(family)) udp dport 53 drop\n"
      input += "    \(dns)\(ip) daddr \(LabTopology.upstreamDNSAddress(family)) tcp dport 53 drop\n"
    }
    if let refused {
      // Both the true and the lying server: the endpoint is down whatever else is broken.
      let ports = "{ 443, \(HTTPSServer.lyingPort) }"
      input +=
        "    \(refused)\(ip) daddr \(LabTopology.httpsAddress(family)) tcp dport \(ports) reject with tcp reset\n"
    }
    var forward = ""
    for port in Set(topology.overlays.map(\.port)).sorted() {
      for way in ways(.wireguardPeerDown, family) + ways(.tailnetRelayed, family) {
        forward += "    \(way)udp dport \(port) drop\n"
      }
      for way in ways(.pathMTUSmaller, family) {
        forward += "    \(way)udp dport \(port) udp length > \(Self.largestWireGuardLength) drop\n"
      }
    }
    let server = LabTopology.httpsAddress(family)
    let redirect =
      wrong.map {
        "    \($0)\(ip) daddr \(server) tcp dport 443 dnat to \(server.urlHost):\(HTTPSServer.lyingPort)\n"
      } ?? ""
    return """
      table \(ip) outside
      delete table \(ip) outside
      table \(ip) outside {
        chain pre {
          type nat hook prerouting priority dstnat; policy accept;
      \(redirect)  }
        chain input {
          type filter hook input priority filter; policy accept;
      \(input)  }
        chain forward {
          type filter hook forward priority filter; policy accept;
      \(forward)  }
      }

      """
  }
}
