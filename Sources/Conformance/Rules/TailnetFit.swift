import Cilium

/// An uplink that is too small for the tailnet's packets: WireGuard wraps every packet, and what it makes of the largest
/// ones must fit the device that carries them.
struct TailnetFit: Hashable {
  /// The tailnet's device.
  let tailnet: Device
  /// The device that carries its packets.
  let carrier: Device
  /// What WireGuard adds to each, in bytes.
  let overhead: Int
}

extension TailnetFit {
  /// The misfit on a node; nil where everything fits, where the node has not both uplinks, and of overlays that send what is
  /// large in several packets, as ZeroTier does.
  init?(_ node: NodeFacts) {
    let uplinks = node.uplinks
    guard let tailnet = uplinks.tailnet, let carrier = uplinks.physical,
      uplinks.overlays.first(where: { $0.device.index == tailnet.index })?.checksSources != false
    else { return nil }
    let overhead = Self.overhead(over: carrier)
    // The devices' MTUs come from outside: no sum of them may trap.
    guard carrier.mtu > 0, tailnet.mtu > carrier.mtu - overhead else { return nil }
    self.init(tailnet: tailnet, carrier: carrier, overhead: overhead)
  }

  /// Outer IP header (20, of IPv6 40), UDP (8) and WireGuard's own header and tag (32). Peers are reached over IPv4 wherever
  /// the carrier has it.
  private static func overhead(over carrier: Device) -> Int {
    carrier.addresses(of: .ipv4).contains(where: \.isGlobalUnicast) ? 60 : 80
  }
}
