import Capture
import Cilium

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
    let first = onUplinks(here).map(\.packet.ip).filter(\.isFragment)
    let numbers = Set(first.map { [$0.source.description, "\($0.identification ?? 0)"] })
    let later = here.packets.filter { packet in
      packet.uplink != nil && packet.ip.fragmentOffset > 0
        && numbers.contains([packet.ip.source.description, "\(packet.ip.identification ?? 0)"])
    }
    return first + later.map(\.ip)
  }

  /// How many of the sender's tunnel packets went on in WireGuard's by the physical device, judged by length and time.
  ///
  /// - Parameters:
  ///   - carrier: The physical device.
  ///   - mtu: The tailnet device's MTU in bytes, to which WireGuard's padding is bound.
  func carried(_ sightings: [Sighting], by carrier: String, mtu: Int) -> Int {
    let data = here.packets.filter { packet in
      guard packet.uplink == carrier, packet.isOutgoing, case .transportData? = packet.ip.udp?.wireGuard else {
        return false
      }
      return true
    }
    return sightings.count { sighting in
      let length = WireGuardMessage.dataLength(carrying: sighting.packet.ip.totalLength, deviceMTU: mtu)
      return data.contains { packet in
        let delay = packet.captured.timestamp - sighting.packet.captured.timestamp
        return packet.ip.udp?.length == length + 8 && delay >= .zero && delay <= Self.encryption
      }
    }
  }

  /// How long encrypting may take on a busy node.
  private static let encryption = Duration.seconds(1)
}
