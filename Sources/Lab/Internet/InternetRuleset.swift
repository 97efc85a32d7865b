/// Netfilter rules of the internet namespace: nothing but the faults of the outside world.
enum InternetRuleset {
  /// The largest UDP length (header included) of a WireGuard packet that carries a VXLAN packet with an inner packet
  /// of 1100 bytes: 50 bytes of VXLAN, padded to 16, 32 bytes of WireGuard, 8 of UDP.
  static let largestWireGuardLength: Int = {
    let overlay = 1100 + 50
    return (overlay + 15) / 16 * 16 + 32 + 8
  }()

  /// Text for `nft -f`.
  static func text(_ faults: Set<LabFault>) -> String {
    let dns = faults.contains(.externalDNSDown)
    let refused = faults.contains(.httpsEndpointDown)
    let wrong = faults.contains(.httpsWrongAddress)
    var input = ""
    if dns {
      input += "    ip daddr \(LabTopology.upstreamDNSAddress) udp dport 53 drop\n"
      input += "    ip daddr \(LabTopology.upstreamDNSAddress) tcp dport 53 drop\n"
    }
    if refused {
      // Both the true and the lying server: the endpoint is down whatever else is broken.
      let ports = "{ 443, \(HTTPSServer.lyingPort) }"
      input += "    ip daddr \(LabTopology.httpsAddress) tcp dport \(ports) reject with tcp reset\n"
    }
    var forward = ""
    let wireguard = LabTopology.wireguardPort
    if faults.contains(.wireguardPeerDown) { forward += "    udp dport \(wireguard) drop\n" }
    if faults.contains(.pathMTUSmaller) {
      forward += "    udp dport \(wireguard) udp length > \(largestWireGuardLength) drop\n"
    }
    let redirect =
      wrong
      ? "    ip daddr \(LabTopology.httpsAddress) tcp dport 443 dnat to \(LabTopology.httpsAddress):\(HTTPSServer.lyingPort)\n"
      : ""
    return """
      table ip outside
      delete table ip outside
      table ip outside {
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
