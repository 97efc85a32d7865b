import Capture
import Cilium

/// Packets and proofs in words.
enum FlowText {
  /// `100.64.0.1 → 100.64.0.2, VXLAN VNI 760, 10.244.0.119 → 10.244.1.25`.
  static func packet(_ packet: NodeTrace.Packet) -> String {
    let outer = "\(packet.ip.source) → \(packet.ip.destination)"
    guard let tunnel = packet.ip.udp?.tunnel else { return outer }
    let inner = tunnel.inner.map { ", \($0.source) → \($0.destination)" } ?? ""
    return "\(outer), \(tunnel.encapsulation.rawValue.uppercased()) VNI \(tunnel.vni)\(inner)"
  }

  /// Where the flow's packets were seen, equal ones together, in the order of their first packets.
  static func sightings(_ witness: FlowWitness) -> [PacketSighting] {
    var all: [PacketSighting] = []
    for trace in [witness.here, witness.there].compactMap({ $0 }) {
      for sighting in witness.onUplinks(trace) {
        let text = packet(sighting.packet)
        let device = sighting.packet.uplink ?? ""
        if let index = all.firstIndex(where: {
          $0.node == trace.node && $0.device == device && $0.packet == text
            && $0.isOutgoing == sighting.packet.isOutgoing
        }) {
          all[index].count += 1
        } else {
          all.append(
            PacketSighting(
              node: trace.node, device: device, isOutgoing: sighting.packet.isOutgoing, packet: text, count: 1))
        }
      }
    }
    return all
  }

  /// `pod 10.244.0.41 → 8.8.8.8: left enp0s6 as 10.0.0.239, NAT entry ICMP OUT …, reply seen`.
  static func statement(
    _ proof: FlowProof, _ witness: FlowWitness, _ expected: ExpectedPath,
    _ encryption: (FlowWitness.Encryption, by: String)?
  ) -> Sentence {
    let flow = witness.flow
    var parts: [Sentence] = []
    if let first = witness.sent.first {
      parts.append(left(first.packet))
      if let (encryption, device) = encryption { parts.append(carrier(encryption, device)) }
    } else {
      parts.append(nothing(witness, expected))
    }
    if let entry = proof.natEntry { parts.append("NAT entry \(entry)") }
    if let tracked = proof.conntrack { parts += self.tracked(tracked, flow) }
    if let there = witness.there, !witness.sent.isEmpty {
      parts.append(witness.arrived.isEmpty ? "not seen on \(there.node)" : "seen on \(there.node)")
    }
    if !witness.sent.isEmpty { parts.append(witness.returned.isEmpty ? "no reply seen" : "reply seen") }
    return "pod \(flow.pod) → \(flow.asked.address): \(parts.joined(separator: ", "))"
  }

  /// What connection tracking tells: to which backend a Service led, and as whom each node knows the sender.
  static func tracked(_ sightings: [ConntrackSighting], _ flow: ProbeFlow) -> [Sentence] {
    guard let first = sightings.first(where: { $0.node == flow.node }) else {
      return flow.keys.isEmpty ? [] : ["not in the connection tracking of \(flow.node)"]
    }
    var parts: [Sentence] = []
    let asked = flow.asked.port.map { "\(flow.asked.address.urlHost):\($0)" }
    let backends = sightings.filter { $0.node == flow.node && $0.entry.contains(" OUT ") }
      .compactMap { $0.entry.split(separator: " ").last.map(String.init) }.uniqued()
    if let asked, let backend = backends.first, backend != asked,
      !flow.destinations.contains(where: { $0.address == flow.asked.address })
    {
      parts.append("Service \(asked) led to \(backend)")
    }
    let known = sightings.filter { $0.identity != nil }
    if known.isEmpty {
      parts.append("tracked on \(first.node)")
    } else {
      parts += known.map { "tracked on \($0.node) as identity \(Int($0.identity ?? 0))" as Sentence }.uniqued()
    }
    return parts
  }

  private static func left(_ packet: NodeTrace.Packet) -> Sentence {
    let device = packet.uplink ?? ""
    guard let tunnel = packet.ip.udp?.tunnel else { return "left \(device) as \(packet.ip.source)" }
    return "left \(device) in \(tunnel.encapsulation.rawValue.uppercased()) VNI \(tunnel.vni), "
      + "outer \(packet.ip.source) → \(packet.ip.destination)"
  }

  private static func carrier(_ encryption: FlowWitness.Encryption, _ device: String) -> Sentence {
    guard encryption.judged > 0 else { return "too long to be told from others in WireGuard on \(device)" }
    if encryption.carried == 0, encryption.open > 0 {
      return "WireGuard messages of its size on \(device) went to an address that several nodes may have"
    }
    if encryption.carried == 0, encryption.strangers > 0 {
      return "no WireGuard message of its size to that node seen on \(device), only to others"
    }
    guard encryption.carried > 0 else { return "no WireGuard message of its size seen on \(device)" }
    return "\(encryption.carried) of \(encryption.judged) encrypted in WireGuard on \(device)"
  }

  private static func nothing(_ witness: FlowWitness, _ expected: ExpectedPath) -> Sentence {
    guard witness.here.complete != nil else { return "no packet of it seen, in a capture that may lack some" }
    return expected.route == .withinNode ? "no packet on any uplink" : "no packet left the node"
  }
}
