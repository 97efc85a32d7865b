import Capture
import Cilium

/// What a node's capture keeps: the packets of its probe pods, in clear and in tunnels, translated ones, and the
/// WireGuard messages that can carry them. Everything else stays on the node: a run must not pull a cluster's traffic.
struct CaptureFilter {
  let facts: ClusterFacts
  /// The addresses of the node's own probe pods.
  let pods: [IPv4Address]
  let endpoints: ExternalEndpoints
  /// The lengths of tunnelled packets whose WireGuard messages are looked for, in bytes, with the tailnet device's MTU.
  var carriedLengths: Set<Int> = CaptureFilter.probeLengths
  var tailnetMTU = Int.max

  /// An echo of busybox's ping and an opening of a TCP connection, as they are and with a tunnel's headers around them.
  static let probeLengths: Set<Int> = [84, 60, 84 + tunnelHeaders, 60 + tunnelHeaders]

  /// What VXLAN, or Geneve without options, adds in bytes: IPv4 (20), UDP (8), its own header (8), Ethernet (14).
  private static let tunnelHeaders = 50

  /// The ports of the tunnel that the cluster is configured with.
  static func tunnels(_ configuration: CiliumConfigMap) -> TunnelPorts {
    guard let port = configuration.data["tunnel-port"].flatMap({ UInt16($0) }), port != 0 else { return TunnelPorts() }
    return configuration.tunnelProtocol == "geneve" ? TunnelPorts(geneve: port) : TunnelPorts(vxlan: port)
  }

  /// The expression in tcpdump's language.
  var expression: String {
    let configuration = CiliumConfigMap(data: facts.configuration)
    let ports = Self.tunnels(configuration)
    let port = configuration.tunnelProtocol == "geneve" ? ports.geneve : ports.vxlan
    // Behind UDP (8 bytes): the tunnel's header without options (8), Ethernet (14), then the addresses in IPv4 (12, 16).
    let inner = pods.flatMap { ["udp[42:4] = \($0.rawValue)", "udp[46:4] = \($0.rawValue)"] }
    var terms = pods.map { "host \($0)" }
    if !inner.isEmpty { terms.append("(udp port \(port) and (\(inner.joined(separator: " or "))))") }
    // Echoes are known by their identifier whatever their addresses are; errors quote what they are about.
    terms.append("icmp")
    terms.append("(udp port 53 and host \(endpoints.dnsServer))")
    // Openings and refusals suffice to see with which address a connection leaves.
    let servers = (facts.apiService?.endpoints ?? []).map(\.description) + [endpoints.httpsAddress].compactMap { $0 }
    let marks = "tcp[tcpflags] & (tcp-syn|tcp-rst) != 0"
    terms += servers.map { "(tcp and host \($0) and \(marks))" }
    // Later fragments have no ports; of whom they are tells the first one.
    terms.append("(ip[6:2] & 0x1fff != 0)")
    terms.append(wireGuard)
    return terms.joined(separator: " or ")
  }

  /// Encrypted data of the lengths that probes have: the message type, and UDP's own length field.
  private var wireGuard: String {
    let lengths = Set(carriedLengths.map { WireGuardMessage.dataLength(carrying: $0, deviceMTU: tailnetMTU) + 8 })
    let choices = lengths.sorted().map { "udp[4:2] = \($0)" }.joined(separator: " or ")
    return "(udp[8:4] = 0x04000000 and (\(choices)))"
  }
}
