import Capture
import Cilium

/// What a capture on a node has seen, decoded.
struct NodeTrace: Sendable {
  /// A packet with what is known of its way.
  struct Packet: Sendable {
    /// The uplink that it passed; nil for the node's inner devices.
    var uplink: String?
    var isOutgoing: Bool
    var ip: IPPacket
    var captured: CapturedPacket

    /// The packet that pods exchange: the one inside the tunnel, if there is one.
    var carried: IPPacket { ip.tunnelled ?? ip }
    var isTunnelled: Bool { ip.udp?.tunnel != nil }
  }

  let node: String
  let packets: [Packet]
  /// Why packets may be missing; nil when every packet that passed is here.
  let incompleteness: Sentence?

  /// A trace of packets that are decoded already.
  init(node: String, packets: [Packet], incompleteness: Sentence?) {
    self.node = node
    self.packets = packets
    self.incompleteness = incompleteness
  }

  /// - Parameters:
  ///   - files: The captures, each with the device it was made on; nil for a capture on all devices, whose packets tell
  ///     theirs.
  ///   - incompleteness: Why packets may be missing; nil when none can be.
  init(
    _ facts: NodeFacts, files: [(device: String?, file: PacketFile)], tunnels: TunnelPorts, incompleteness: Sentence?
  ) {
    node = facts.name
    self.incompleteness = incompleteness
    let uplinks = Dictionary(
      facts.devices.filter(Self.isUplink).map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    let own = Set(facts.devices.flatMap(\.addresses).map(HeaderAddress.init))
    let pods = IPFamily.allCases.compactMap(facts.podBlock)
    packets = files.flatMap { device, file in
      file.packets.compactMap { packet in
        guard let link = packet.link, let ip = packet.ip(tunnels: tunnels) else { return nil }
        let uplink = device ?? link.interfaceIndex.flatMap { uplinks[$0] }
        // Without a cooked header the addresses tell: what the node or its pods sent goes out.
        let isOwn =
          own.contains(ip.source) || ip.source.address.map { source in pods.contains { $0.contains(source) } } == true
        return Packet(
          uplink: uplink, isOutgoing: link.direction.map { $0 == .outgoing } ?? isOwn, ip: ip, captured: packet)
      }
    }
  }

  /// Whether what passes a device leaves the node: neither loopback, nor Cilium's, nor a container's.
  static func isUplink(_ device: Device) -> Bool { !Uplinks.isInternal(device) && device.masterIndex == 0 }

  /// The trace as a witness of absence, which only a capture without losses is.
  var complete: CompleteTrace? { incompleteness == nil ? CompleteTrace(self) : nil }
}

/// A node's trace of which no packet can be missing. Only by one of these can it be said that a packet did not pass.
struct CompleteTrace: Sendable {
  private let trace: NodeTrace

  fileprivate init(_ trace: NodeTrace) { self.trace = trace }

  /// Whether no such packet passed.
  func lacks(_ matches: (NodeTrace.Packet) -> Bool) -> Bool { !trace.packets.contains(where: matches) }
}

extension HeaderAddress {
  /// The header's form of an address.
  init(_ address: IPAddress) {
    switch address {
    case .v4(let address): self = .v4(address.rawValue)
    case .v6(let address):
      func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      self = .v6(half(address.bytes.prefix(8)), half(address.bytes.suffix(8)))
    }
  }

  /// The address as the rest of netproof has it.
  var address: IPAddress? {
    switch self {
    case .v4(let number): return .v4(IPv4Address(number))
    case .v6(let high, let low):
      let bytes = [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
      return IPv6Address(bytes: bytes).map(IPAddress.v6)
    }
  }
}
