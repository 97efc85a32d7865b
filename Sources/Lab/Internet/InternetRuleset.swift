/// Netfilter rules of the internet namespace: nothing but the faults of the outside world.
struct InternetRuleset: Sendable {
  let topology: LabTopology
  let faults: Set<LabFault>

  /// The largest UDP length (header included) of a WireGuard packet that carries a VXLAN packet with an inner packet
  /// of 1100 bytes: 50 bytes of VXLAN, padded to 16, 32 bytes of WireGuard, 8 of UDP.
  static let largestWireGuardLength: Int = {
    let overlay = 1100 + 50
    return (overlay + 15) / 16 * 16 + 32 + 8
  }()

  /// Text for `nft -f`.
  var text: String { topology.worldFamilies.map(table).joined() }

  private func table(_ family: AddressFamily) -> String {
    let ip = family.nft
    let dns = faults.contains(.externalDNSDown)
    let refused = faults.contains(.httpsEndpointDown)
    let wrong = faults.contains(.httpsWrongAddress)
    var input = ""
    if dns {
      input += "    \(ip) daddr \(LabTopology.upstreamDNSAddress(family)) udp dport 53 drop\n"
      input += "    \(ip) daddr \(LabTopology.upstreamDNSAddress(family)) tcp dport 53 drop\n"
    }
    if refused {
      // Both the true and the lying server: the endpoint is down whatever else is broken.
      let ports = "{ 443, \(HTTPSServer.lyingPort) }"
      input += "    \(ip) daddr \(LabTopology.httpsAddress(family)) tcp dport \(ports) reject with tcp reset\n"
    }
    var forward = ""
    for port in Set(topology.overlays.map(\.port)).sorted() {
      if faults.contains(.wireguardPeerDown) { forward += "    udp dport \(port) drop\n" }
      if faults.contains(.pathMTUSmaller) {
        forward += "    udp dport \(port) udp length > \(Self.largestWireGuardLength) drop\n"
      }
    }
    let server = LabTopology.httpsAddress(family)
    let redirect =
      wrong
      ? "    \(ip) daddr \(server) tcp dport 443 dnat to \(server.urlHost):\(HTTPSServer.lyingPort)\n"
      : ""
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
