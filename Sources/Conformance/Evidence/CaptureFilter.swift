import Capture
import Cilium

/// What a node's capture keeps: the packets of its probe pods, in clear and in tunnels, translated ones, the
/// WireGuard messages that can carry them, and what Tailscale asks STUN servers. Everything else stays on the node: a run must not pull a cluster's traffic.
struct CaptureFilter {
  let facts: ClusterFacts
  let node: NodeFacts
  let pods: ProbePods
  let endpoints: ExternalEndpoints
  /// The tunnelled packets whose WireGuard messages are looked for.
  let carried: CarriedPackets

  /// The ports of the tunnel that the cluster is configured with.
  static func tunnels(_ configuration: CiliumConfigMap) -> TunnelPorts {
    guard let port = configuration.data["tunnel-port"].flatMap({ UInt16($0) }), port != 0 else { return TunnelPorts() }
    return configuration.tunnelProtocol == "geneve" ? TunnelPorts(geneve: port) : TunnelPorts(vxlan: port)
  }

  /// The most nodes whose client pods are looked for where the cluster DNS answers them: an expression has its limits.
  private static let mostClients = 32

  /// The nodes whose client pods ask the cluster DNS pods on a node: the packets of those clients are kept there too.
  static func clients(askingOn node: String, _ facts: ClusterFacts, _ pods: ProbePods) -> [String] {
    guard facts.dnsPods.contains(where: { $0.node == node }) else { return [] }
    let others = pods.nodes.keys.filter { $0 != node }.sorted()
    return others.count > mostClients ? [] : others
  }

  /// The addresses whose packets are kept.
  private var watched: [IPAddress] {
    let own = pods.nodes[node.name]
    let foreign = Self.clients(askingOn: node.name, facts, pods).map { pods.nodes[$0]?.client }
    return ([own?.client, own?.server] + foreign).compactMap { try? $0?.get() }.flatMap(\.addresses)
  }

  private var configuration: CiliumConfigMap { CiliumConfigMap(data: facts.configuration) }

  /// The families whose packets can be a probe's, or a tunnel's around it.
  private var families: [IPFamily] {
    let underlay = configuration.usesTunnel ? configuration.underlayFamily : nil
    return IPFamily.allCases.filter { facts.families.contains($0) || $0 == underlay }
  }

  /// The expression in tcpdump's language.
  var expression: String {
    var terms = watched.map { "host \($0)" }
    if let tunnelled { terms.append(tunnelled) }
    terms += families.flatMap { family -> [String] in
      let ofFamily = FilterTerms(family: family)
      // Echoes are known by their identifier whatever their addresses are; errors quote what they are about.
      var terms = [ofFamily.icmp]
      terms.append("(udp port 53 and host \(endpoints.dnsServer(family)))")
      // Openings and refusals suffice to see with which address a connection leaves.
      let servers = (facts.apiService(family)?.endpoints ?? []).map(\.description)
      let hosts = (servers + [endpoints.httpsAddress(family)].compactMap { $0 }).map { "host \($0)" }
      terms += (hosts + [connectionsByName(family)].compactMap { $0 }).map { "(\($0) and \(ofFamily.openings))" }
      // Later fragments have no ports; of whom they are tells the first one.
      terms.append(ofFamily.fragments)
      return terms
    }
    return (terms + wireGuard + stun).joined(separator: " or ")
  }

  private var tunnelled: String? {
    let ports = Self.tunnels(configuration)
    let port = configuration.tunnelProtocol == "geneve" ? ports.geneve : ports.vxlan
    let inner = FilterTerms(family: configuration.underlayFamily).tunnelling(watched)
    return inner.isEmpty ? nil : "(udp port \(port) and (\(inner.joined(separator: " or "))))"
  }

  /// Of a server that is asked by name nobody knows the address before: the node's own connections to its port.
  private func connectionsByName(_ family: IPFamily) -> String? {
    guard endpoints.httpsAddress(family) == nil,
      let (_, port) = FlowFinder.hostAndPort("https://\(endpoints.httpsHost(family))/")
    else { return nil }
    let own = node.devices.filter(NodeTrace.isUplink).flatMap { $0.addresses(of: family) }
    return own.isEmpty ? nil : "tcp port \(port) and (\(own.map { "host \($0)" }.joined(separator: " or ")))"
  }

  /// Messages of the lengths that probes have, over either family that the physical uplink has.
  private var wireGuard: [String] {
    guard node.uplinks.tailnet != nil, let lengths = carried.messageLengths, !lengths.isEmpty else { return [] }
    return underlays.map { FilterTerms(family: $0).wireGuardData(lengths.sorted()) }
  }

  /// What Tailscale asks STUN servers, and is answered.
  private var stun: [String] { node.asksSTUN ? underlays.map { FilterTerms(family: $0).stun } : [] }

  /// The families that the physical uplink has.
  private var underlays: [IPFamily] {
    IPFamily.allCases.filter { family in
      node.uplinks.physical?.addresses(of: family).contains(where: \.isGlobalUnicast) ?? false
    }
  }
}

/// Parts of an expression for packets of a family. Libpcap reads `udp[…]` and `tcp[…]` in IPv4 packets only, so bytes
/// behind an IPv6 header are counted from that header's beginning (pcap-filter(7)), and extension headers are not skipped.
private struct FilterTerms {
  let family: IPFamily

  var icmp: String {
    // Of ICMPv6 not the neighbours' and routers' own (RFC 4861): 1 to 3 are the errors that quote a packet, 4 is not sent.
    family == .ipv4 ? "icmp" : "(icmp6 and (ip6[40] < 4 or ip6[40] = 128 or ip6[40] = 129))"
  }

  /// SYN (2) or RST (4).
  var openings: String { family == .ipv4 ? "tcp[13] & 6 != 0" : "ip6[6] = 6 and ip6[53] & 6 != 0" }

  /// RFC 791, section 3.1; RFC 8200, section 4.5, where the first fragment is marked too.
  var fragments: String { family == .ipv4 ? "(ip[6:2] & 0x1fff != 0)" : "(ip6[6] = 44)" }

  /// The datagram's bytes from an offset behind its own header, of up to four bytes.
  private func datagram(_ offset: Int, _ count: Int) -> String {
    family == .ipv4 ? "udp[\(8 + offset):\(count)]" : "ip6[\(40 + 8 + offset):\(count)]"
  }

  /// Packets of these addresses in a tunnel with outer addresses of the family: behind UDP the tunnel's header without
  /// options (8) and Ethernet (14), then the addresses in IPv4 (from 12, 16) or IPv6 (from 8, 24).
  func tunnelling(_ addresses: [IPAddress]) -> [String] {
    addresses.flatMap { address -> [String] in
      let places = address.family == .ipv4 ? [12, 16] : [8, 24]
      let bytes = address.bytes
      return places.map { place in
        let words = stride(from: 0, to: bytes.count, by: 4).map { index in
          let value = bytes[index..<(index + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
          return "\(datagram(8 + 14 + place + index, 4)) = \(value)"
        }
        return words.count == 1 ? words[0] : "(\(words.joined(separator: " and ")))"
      }
    }
  }

  /// STUN's messages about bindings: TURN, which media servers carry whole calls by, has the same port.
  var stun: String {
    let types = STUNMessage.types.keys.sorted().map { "\(datagram(0, 2)) = \($0)" }.joined(separator: " or ")
    let isDatagram = family == .ipv4 ? "" : "ip6[6] = 17 and "
    let cookie = "\(datagram(4, 4)) = \(STUNMessage.cookie)"
    return "(\(isDatagram)udp port \(STUNMessage.port) and \(cookie) and (\(types)))"
  }

  /// Encrypted data of these lengths: the message type, and UDP's own length field.
  func wireGuardData(_ lengths: [Int]) -> String {
    let field = family == .ipv4 ? "udp[4:2]" : "ip6[44:2]"
    let choices = lengths.map { "\(field) = \($0 + 8)" }.joined(separator: " or ")
    let isDatagram = family == .ipv4 ? "" : "ip6[6] = 17 and "
    return "(\(isDatagram)\(datagram(0, 4)) = 0x04000000 and (\(choices)))"
  }
}
