/// The firewall mark (`skb->mark`) by which Cilium's programs tell each other whose packet it is, while the kernel's
/// stack has it (`bpf/lib/identity.h`, set_identity_mark).
///
/// The lower 16 bits of the identity stand in bits 16 to 31, the cluster's number in bits 0 to 7, and bits 8 to 11 tell
/// what kind of packet it is. Others' rules look at the same bits.
public enum IdentityMark {
  /// What the mark is on.
  public enum Carrier: String, Sendable, Hashable, Codable, CaseIterable {
    /// A pod's packet that takes the kernel's stack: with legacy host routing.
    case pod
    /// The outer packet of the tunnel: `cil_to_overlay` marks what goes in, and the kernel's tunnel devices look the
    /// outer packet's route up with that mark (`udp_tunnel_dst_lookup`).
    case tunnel
    /// What Cilium's proxy sends on for somebody, from a socket of the host's.
    case proxy
  }

  /// The bits that hold an identity or a cluster's number.
  public static let identityBits: UInt32 = 0xFFFF_00FF

  /// The identity of Cilium's Ingress and Gateway listeners, the same in every cluster (`reserved:ingress`).
  public static let ingress: UInt32 = 8

  /// The mark of an identity's packets.
  ///
  /// - Parameters:
  ///   - identity: as agents list it, with the cluster's number above its own.
  ///   - release: the agent's. Up to 1.15 the tunnel's packets keep the mark that they had as the pod's (2860ded6cc).
  ///   - connectedClusters: `max-connected-clusters`, 255 or 511: with 511 the highest bit is the cluster's.
  public static func value(
    of identity: UInt32, on carrier: Carrier, release: CiliumRelease, connectedClusters: Int = 255
  ) -> UInt32 {
    let length: UInt32 = connectedClusters > 255 ? 15 : 16
    let own = identity & ((1 << length) - 1)
    let cluster = (identity >> length) & (connectedClusters > 255 ? 0x1FF : 0xFF)
    let upper = (cluster & 0x100) << (8 + length)
    return own << 16 | upper | cluster & 0xFF | kind(carrier, release)
  }

  /// `MARK_MAGIC_*` of `bpf/lib/common.h`.
  private static func kind(_ carrier: Carrier, _ release: CiliumRelease) -> UInt32 {
    switch carrier {
    case .pod: 0x0F00
    case .tunnel: release < CiliumRelease(1, 16) ? 0x0F00 : 0x0400
    case .proxy: 0x0B00
    }
  }
}
