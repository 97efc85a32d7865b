import Capture
import Cilium
import Tailnet

/// What the captures of both ends hold of one flow, sorted by where it was seen.
struct FlowWitness {
  let flow: ProbeFlow
  /// The sender's capture.
  let here: NodeTrace
  /// The other node's capture, where the flow leads to one.
  let there: NodeTrace?
  /// The addresses that the sender's uplinks hold.
  let nodeAddresses: Set<HeaderAddress>

  /// A packet of the flow.
  struct Sighting {
    var packet: NodeTrace.Packet
    var way: ProbeFlow.Way
  }

  /// The flow's packets on the uplinks of a node, in the capture's order.
  func onUplinks(_ trace: NodeTrace?) -> [Sighting] {
    (trace?.packets ?? []).compactMap { packet in
      guard packet.uplink != nil, let way = flow.way(of: packet.carried, nodeAddresses: nodeAddresses) else {
        return nil
      }
      return Sighting(packet: packet, way: way)
    }
  }

  /// Requests that left the sender's node.
  var sent: [Sighting] { onUplinks(here).filter { $0.way == .request && $0.packet.isOutgoing } }
  /// Requests that came to the other node.
  var arrived: [Sighting] { onUplinks(there).filter { $0.way == .request && !$0.packet.isOutgoing } }
  /// Answers that left the other node.
  var answered: [Sighting] { onUplinks(there).filter { $0.way == .reply && $0.packet.isOutgoing } }
  /// Answers that came back to the sender's node.
  var returned: [Sighting] { onUplinks(here).filter { $0.way == .reply && !$0.packet.isOutgoing } }

  /// Packets between the pod and its destination on any uplink of both nodes, outside of a tunnel.
  var inClear: [Sighting] {
    (onUplinks(here) + onUplinks(there)).filter { sighting in
      let ip = sighting.packet.ip
      return !sighting.packet.isTunnelled && [ip.source, ip.destination].contains(HeaderAddress(flow.pod))
    }
  }

  /// "Too big" messages about the flow on the sender's node.
  var tooBig: [IPPacket] {
    here.packets.map(\.carried).filter { packet in
      guard let message = packet.icmp, message.kind == .tooBig, let quoted = message.quoted else { return false }
      return flow.way(of: quoted.tunnelled ?? quoted, nodeAddresses: nodeAddresses) != nil
    }
  }

  /// Fragments of the flow on the sender's uplinks: first ones by what they hold, later ones by the number they share.
  var fragments: [IPPacket] {
    let seen = onUplinks(here).map(\.packet)
    return seen.map(\.ip).filter(\.isFragment) + laterFragments(of: seen).map(\.ip)
  }

  /// What distinguishes a packet that was cut: its fragments share a number, between the same addresses.
  private struct Whole: Hashable {
    var source: HeaderAddress
    var destination: HeaderAddress
    var identification: UInt32?

    init(_ packet: IPPacket) {
      (source, destination, identification) = (packet.source, packet.destination, packet.identification)
    }
  }

  private func laterFragments(of packets: [NodeTrace.Packet]) -> [NodeTrace.Packet] {
    let numbers = Set(packets.map(\.ip).filter(\.isFragment).map(Whole.init))
    return here.packets.filter { packet in
      packet.uplink != nil && packet.ip.fragmentOffset > 0 && numbers.contains(Whole(packet.ip))
    }
  }

  // MARK: The encrypted leg

  /// What became of the flow's tunnel packets in WireGuard.
  struct Encryption: Hashable {
    /// How many of them have a length by which their messages are known.
    var judged = 0
    /// Where the messages of that length went in which those did.
    var endpoints: [UDPEndpoint] = []
    /// Whether such messages left by another uplink.
    var isElsewhere = false
    /// How many of the messages went to an address that is another node's.
    var strangers = 0
    /// How many went to one that several nodes may have.
    var open = 0

    /// How many of them went on in a message.
    var carried: Int { endpoints.count }

    /// The same without the messages that went to other nodes: one of the same length, sent at the same time, was taken for
    /// the flow's.
    func owned(by pair: Subject, _ owners: MessageOwners) -> Encryption {
      var own = self
      let known = endpoints.map { owners.owner(of: $0, pair) }
      own.endpoints = zip(endpoints, known).filter { $0.1 == .own }.map(\.0)
      own.strangers = known.count { $0 == .other }
      own.open = known.count { $0 == .open }
      return own
    }
  }

  /// How the sender's tunnel packets, whole or in fragments, went on in WireGuard's messages by the physical device: by
  /// length and time, and each message for one packet.
  func encryption(of tunnel: ExpectedPath.Tunnel, by carrier: String, _ carried: CarriedPackets) -> Encryption {
    let first = sent.map(\.packet).filter { $0.isTunnelled && $0.uplink == tunnel.device.name }
    let later = laterFragments(of: first).filter { $0.isOutgoing && $0.uplink == tunnel.device.name }
    let outgoing = here.packets.filter { packet in
      guard let uplink = packet.uplink, uplink != tunnel.device.name, packet.isOutgoing,
        case .transportData? = packet.ip.udp?.wireGuard
      else { return false }
      return true
    }
    var messages = outgoing.filter { $0.uplink == carrier }
    var encryption = Encryption()
    for packet in (first + later).sorted(by: { $0.captured.timestamp < $1.captured.timestamp }) {
      guard let length = carried.messageLength(carrying: packet.ip.totalLength) else { continue }
      encryption.judged += 1
      let own = messages.firstIndex { message in
        let delay = message.captured.timestamp - packet.captured.timestamp
        return message.ip.udp?.length == length + 8 && delay >= .zero && delay <= Self.patience
      }
      guard let own else {
        encryption.isElsewhere =
          encryption.isElsewhere
          || outgoing.contains { $0.uplink != carrier && $0.ip.udp?.length == length + 8 }
        continue
      }
      let message = messages.remove(at: own).ip
      if let address = message.destination.address, let port = message.udp?.destinationPort {
        encryption.endpoints.append(UDPEndpoint(address, port: Int(port)))
      }
    }
    return encryption
  }

  /// How long encrypting may take on a busy node.
  private static let patience = Duration.seconds(1)
}
