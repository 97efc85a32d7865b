import Capture
import Cilium
import Probes

/// The sizes of what a node's probes put into the tunnel: how WireGuard's messages that carry them are known, which tell
/// nothing but their length.
///
/// A message that fills the tailnet device's MTU is as long as every one of a bulk transfer: it proves nothing, and to
/// capture such messages would pull a busy cluster's traffic. Those are left out.
struct CarriedPackets: Hashable {
  /// The lengths of the datagrams' data that are looked for, in bytes; `nil`: all.
  var messageLengths: Set<Int>?
  /// The tailnet device's MTU in bytes, to which WireGuard's padding is bound.
  var mtu: Int

  /// Every message.
  static func everything(mtu: Int) -> CarriedPackets { CarriedPackets(messageLengths: nil, mtu: mtu) }

  init(messageLengths: Set<Int>?, mtu: Int) {
    self.messageLengths = messageLengths
    self.mtu = mtu
  }

  /// What a node's probes send that is carried by a device of this MTU in a tunnel with outer addresses of a family.
  init(_ probes: [Probe], underlay: IPFamily, mtu: Int) {
    self.mtu = mtu
    let outer = Set(probes.flatMap { Self.lengths($0.kind) }).map { $0 + Self.tunnelHeaders(underlay) }
    let pieces = outer.flatMap { Self.fragments(of: $0, mtu: mtu, underlay) }
    let full = WireGuardMessage.dataLength(carrying: mtu, deviceMTU: mtu)
    messageLengths = Set(pieces.map { WireGuardMessage.dataLength(carrying: $0, deviceMTU: mtu) }).subtracting([full])
  }

  /// What a node's client pod sends by a plan.
  init(of node: NodeFacts, plan: ProbePlan, facts: ClusterFacts) {
    self.init(
      plan.probes[node.name] ?? [], underlay: CiliumConfigMap(data: facts.configuration).underlayFamily,
      mtu: node.uplinks.tailnet?.mtu ?? WireGuardMessage.largestPacket)
  }

  /// The length of the message that carries a packet of the tunnel, where it is one that is looked for.
  func messageLength(carrying packet: Int) -> Int? {
    let length = WireGuardMessage.dataLength(carrying: packet, deviceMTU: mtu)
    return messageLengths?.contains(length) ?? true ? length : nil
  }

  /// What VXLAN, or Geneve without options, adds in bytes: IP (20, of IPv6 40), UDP (8), its own header (8), Ethernet (14).
  static func tunnelHeaders(_ underlay: IPFamily) -> Int { ipHeader(underlay) + 8 + 8 + 14 }

  private static func ipHeader(_ family: IPFamily) -> Int { family == .ipv4 ? 20 : 40 }

  /// The IP packets that a probe is known to send, in bytes, of both families where it does not tell which.
  static func lengths(_ kind: ProbeKind) -> [Int] {
    switch kind {
    case .ping(let target, _, let payload):
      // Busybox sends 56 bytes by itself; ICMP and ICMPv6 echoes have a header of eight.
      return [ipHeader(target.contains(":") ? .ipv6 : .ipv4) + 8 + (payload ?? 56)]
    case .lookup(let name, _, _):
      // UDP (8), DNS header (12), the name with the first label's length and the root's (2), type and class (4).
      return IPFamily.allCases.map { ipHeader($0) + 8 + 12 + name.utf8.count + 2 + 4 }
    case .httpGet, .tcpConnect:
      // Linux opens with 20 bytes of options (MSS, SACK, time stamps, window scale); the rest depends on the server.
      return IPFamily.allCases.map { ipHeader($0) + 20 + 20 }
    case .readFile: return []
    }
  }

  /// Into which packets the sender's kernel cuts one that is longer than its device's MTU (RFC 791 section 3.2; RFC 8200
  /// section 4.5, whose fragments have a header of eight bytes each): all but the last as full as multiples of eight are.
  static func fragments(of length: Int, mtu: Int, _ family: IPFamily) -> [Int] {
    guard length > mtu else { return [length] }
    let header = ipHeader(family) + (family == .ipv6 ? 8 : 0)
    let piece = (mtu - header) / 8 * 8
    guard piece > 0 else { return [] }
    let data = length - ipHeader(family)
    let whole = (data - 1) / piece
    return [header + piece, header + data - whole * piece]
  }
}
