import Cilium
import Routing

/// A security identity whose mark a node's routing rules take for somebody else's, and what becomes of its packets.
public struct MarkCollision: Sendable, Hashable, Codable {
  /// The node whose rules they are, and whose packets.
  public var node: String
  /// The identity.
  public var identity: UInt32
  /// The first that have it on the node; empty for one that no endpoint has, such as that of Ingress listeners.
  public var endpoints: [LocalIdentity.Endpoint]
  /// How many endpoints have it.
  public var count: Int
  /// What the mark is on.
  public var carrier: IdentityMark.Carrier
  /// The mark that Cilium sets.
  public var mark: UInt32
  /// The rules that tell a packet with this mark from one without, as `ip rule` prints them.
  public var rules: [String]
  /// Whose rules these seem to be, by their marks; `nil` where none is known.
  public var owner: String?
  /// Where packets go otherwise than without a mark; empty where the routes of today send them the same way.
  public var diversions: [Diversion]

  /// A destination that the mark decides about.
  public struct Diversion: Sendable, Hashable, Codable {
    /// The destination: an address.
    public var address: String
    /// Whose it is: a node, or the internet at large.
    public var destination: String
    /// The way without a mark: devices, or what else becomes of the packet.
    public var without: String
    /// The way with the mark.
    public var with: String
    /// Whether packets are lost on that way: nothing leads there, or it is an overlay's address and leaves by another
    /// device. `false`: nobody knows; the other way may lead there, too.
    public var isLost: Bool
  }
}

extension MarkCollision {
  /// `0x8080400`.
  public var markText: String { "0x\(String(mark, radix: 16))" }

  /// Who sends with the identity: `identity 2056 (shop/app=cart (10.244.0.12))`.
  public var sender: String {
    if identity == IdentityMark.ingress, endpoints.isEmpty { return "identity 8 (Cilium's Ingress and Gateways)" }
    let more = count - endpoints.count
    let names = endpoints.map(\.text).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    return "identity \(identity)" + (names.isEmpty ? "" : " (\(names))")
  }

  /// Where packets are lost.
  public var losses: [Diversion] { diversions.filter(\.isLost) }

  /// Whether somebody on the node bears the identity: what Ingress listeners have exists only where they do.
  public var isInUse: Bool { count > 0 }
}

/// Whose a mark is, where it is one that is known.
enum MarkOwner {
  /// The product that uses a mark in rules, as its sources have it; `nil` where none is known.
  static func name(_ mark: PolicyRule.Mark) -> String? {
    switch (mark.value, mark.mask) {
    // util/linuxfw: TailscaleSubnetRouteMark, TailscaleBypassMark.
    case (0x40000, 0xFF0000), (0x80000, 0xFF0000): "Tailscale"
    // pkg/machinery/constants: KubeSpanDefaultFirewallMark, KubeSpanDefaultForceFirewallMark.
    case (0x20, 0x60), (0x40, 0x60): "KubeSpan"
    // client/net/net.go: ControlPlaneMark and the data plane's.
    case (0x1BD00...0x1BDFF, _): "NetBird"
    // KUBE-MARK-MASQ, KUBE-MARK-DROP.
    case (0x4000, 0x4000), (0x8000, 0x8000): "kube-proxy"
    // src/wg-quick/linux.bash, add_default.
    case (51820..<51840, _): "wg-quick"
    // Calico's iptables mark mask is 0xffff0000, and of its bits each has a meaning.
    case (_, 0xFFFF_0000): "Calico"
    default: nil
    }
  }
}
