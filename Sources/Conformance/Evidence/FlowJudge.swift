import Capture
import Cilium

/// Compares the packets of a flow with the way that the rule predicts. Pure.
struct FlowJudge {
  let witness: FlowWitness
  let expected: ExpectedPath
  let node: NodeFacts
  /// By which lengths WireGuard's messages are known.
  let carried: CarriedPackets
  /// Whether only the way is judged, and not whether packets arrive: of a probe that tries sizes that must not arrive.
  var judgesWayOnly = false
  /// The sending pod's security identity, as its agent has it; or why it is not known. `nil`: it was not asked for.
  var identity: Result<UInt32, AgentShell.Failure>?

  /// Its entries in connection tracking; `nil` where that was not read.
  var tracked: [ConntrackSighting]?

  /// Whose messages of WireGuard can be, by where they went; `nil` where that is not told apart.
  var owners: MessageOwners?

  private var flow: ProbeFlow { witness.flow }

  /// The flow's proof.
  func proof(natEntry: String?) -> FlowProof {
    var proof = FlowProof(probe: flow.label, key: flow.keyText, expectation: expected.description)
    proof.natEntry = natEntry
    proof.conntrack = tracked
    proof.sightings = FlowText.sightings(witness)
    let onUplinks = witness.onUplinks(witness.here).map(\.packet.ip)
    proof.largestPacket = (onUplinks + witness.fragments).map(\.totalLength).max()
    proof.fragments = Set(witness.fragments).count
    proof.tooBig = witness.tooBig.count
    if let gap = witness.here.incompleteness { proof.gaps.append("\(flow.node): \(gap)") }
    if let gap = witness.there?.incompleteness { proof.gaps.append("\(witness.there?.node ?? ""): \(gap)") }
    switch expected.route {
    case .withinNode: judgeWithinNode(&proof)
    case .tunnel(let tunnel): judgeTunnel(tunnel, &proof)
    case .routed(let device, let source, _, _): judgeRouted(device, source, &proof)
    }
    let encryption = encryption
    proof.statement = FlowText.statement(proof, witness, expected, encryption.map { (owned($0.0), $0.by) })
    proof.wireGuard = encryption.flatMap { leg($0.0) }
    return proof
  }

  /// The encrypted leg under a tunnel over the tailnet, with the device that it leaves by; `nil` for any other way.
  private var encryption: (FlowWitness.Encryption, by: String)? {
    guard case .tunnel(let tunnel) = expected.route, tunnel.device.index == node.uplinks.tailnet?.index,
      let physical = node.uplinks.physical
    else { return nil }
    return (witness.encryption(of: tunnel, by: physical.name, carried), physical.name)
  }

  /// What of it is the pair's, as far as addresses tell.
  private func owned(_ encryption: FlowWitness.Encryption) -> FlowWitness.Encryption {
    guard let owners, case .tunnel(let tunnel) = expected.route else { return encryption }
    return encryption.owned(by: .pair(from: flow.node, to: tunnel.target), owners)
  }

  private func leg(_ encryption: FlowWitness.Encryption) -> WireGuardLeg? {
    guard encryption.judged > 0 else { return nil }
    return WireGuardLeg(
      judged: encryption.judged, endpoints: encryption.endpoints, isElsewhere: encryption.isElsewhere,
      isWitnessed: flow.succeeded && witness.here.complete != nil)
  }

  private func add(
    _ kind: PacketFinding.Kind, _ seen: PacketDetail, on node: String? = nil, contradicts: Bool,
    to proof: inout FlowProof
  ) {
    proof.findings.append(PacketFinding(kind, on: node ?? flow.node, seen, contradicts: contradicts))
  }

  private func judgeWithinNode(_ proof: inout FlowProof) {
    guard let seen = witness.onUplinks(witness.here).first else { return }
    add(
      .clearTextLeak,
      .withinNode(packet: FlowText.packet(seen.packet), device: seen.packet.uplink ?? ""),
      contradicts: true, to: &proof)
  }

  // MARK: Tunnel

  private func judgeTunnel(_ tunnel: ExpectedPath.Tunnel, _ proof: inout FlowProof) {
    for leak in witness.inClear.prefix(1) {
      add(
        .clearTextLeak,
        .outsideTunnel(packet: FlowText.packet(leak.packet), device: leak.packet.uplink ?? ""),
        contradicts: true, to: &proof)
    }
    let sent = witness.sent.filter(\.packet.isTunnelled)
    for stray in sent.filter({ $0.packet.uplink != tunnel.device.name }).prefix(1) {
      add(
        .wrongUplink, .tunnelLeftBy(device: stray.packet.uplink ?? "", wanted: tunnel.device.name),
        contradicts: true, to: &proof)
    }
    let outer = (HeaderAddress(tunnel.source), HeaderAddress(tunnel.destination))
    for wrong in sent.filter({ ($0.packet.ip.source, $0.packet.ip.destination) != outer }).prefix(1) {
      add(
        .wrongTunnelAddresses,
        .tunnelAddresses(
          packet: FlowText.packet(wrong.packet), source: "\(tunnel.source)", destination: "\(tunnel.destination)"),
        contradicts: true, to: &proof)
    }
    judgeIdentity(sent, &proof)
    judgeDuplicates(&proof)
    judgeEncryption(&proof)
    guard let first = sent.first else { return judgeNothingSent(.nothingInTunnel, &proof) }
    judgeArrival(FlowText.packet(first.packet), first.packet.uplink ?? "", &proof)
  }

  /// The VNI carries the sender's identity, by which the other node applies its policies (Cilium, “Encapsulation”;
  /// `bpf/lib/encap.h`).
  private func judgeIdentity(_ sent: [FlowWitness.Sighting], _ proof: inout FlowProof) {
    guard !sent.isEmpty else { return }
    switch identity {
    case nil: return
    case .failure(let failure)?:
      proof.gaps.append("\(flow.node): the pod's identity is not known: \(failure)")
    case .success(let identity)?:
      let stray = sent.lazy.compactMap { sighting in sighting.packet.ip.udp?.tunnel.map { (sighting.packet, $0.vni) } }
        .first { $0.1 != identity }
      guard let (packet, _) = stray else { return }
      add(
        .wrongIdentity, .identity(packet: FlowText.packet(packet), wanted: identity), contradicts: true, to: &proof)
    }
  }

  /// Each echo once each way: a second copy is a loop or a mirror. TCP and DNS may repeat themselves.
  private func judgeDuplicates(_ proof: inout FlowProof) {
    guard flow.transport == .icmp else { return }
    if let (packet, count) = repeated(witness.sent) {
      add(
        .duplicated,
        .repeated(
          packet: FlowText.packet(packet), device: packet.uplink ?? "", count: count, isIncoming: false),
        contradicts: true, to: &proof)
    }
    if let (packet, count) = repeated(witness.returned) {
      add(
        .duplicated,
        .repeated(
          packet: FlowText.packet(packet), device: packet.uplink ?? "", count: count, isIncoming: true),
        contradicts: true, to: &proof)
    }
  }

  private func repeated(_ sightings: [FlowWitness.Sighting]) -> (NodeTrace.Packet, Int)? {
    let whole = sightings.map(\.packet).filter { $0.isTunnelled && $0.ip.fragmentOffset == 0 }
    let groups = Dictionary(grouping: whole) { "\($0.uplink ?? "")/\($0.carried.icmp?.sequence ?? 0)" }
    return groups.values.first { $0.count > 1 }.flatMap { twice in twice.first.map { ($0, twice.count) } }
  }

  /// What enters the tailnet must leave the physical device encrypted. Where no message of its length does, the tailnet
  /// may relay it in another way (DERP, over TCP): then nothing is proven of this leg.
  private func judgeEncryption(_ proof: inout FlowProof) {
    guard let (all, device) = encryption else { return }
    let encryption = owned(all)
    guard encryption.judged > 0, encryption.carried == 0 else { return }
    guard encryption.open == 0 else {
      proof.gaps.append("\(flow.node): whether a WireGuard message of its size on \(device) carried it is not known")
      return
    }
    proof.gaps.append("\(flow.node): no WireGuard message that carries it was seen on \(device)")
  }

  // MARK: Routed

  private func judgeRouted(_ device: Device, _ source: IPAddress, _ proof: inout FlowProof) {
    let sent = witness.sent.filter { !$0.packet.isTunnelled }
    let strays = sent.filter { $0.packet.uplink != device.name && isOneOfTheTwo($0.packet.uplink) }
    if let stray = strays.first {
      add(
        .wrongUplink,
        .leftBy(packet: FlowText.packet(stray.packet), device: stray.packet.uplink ?? "", wanted: device.name),
        contradicts: true, to: &proof)
      return
    }
    let here = sent.filter { $0.packet.uplink == device.name }
    guard let first = here.first else { return judgeNothingSent(.nothingLeft(device: device.name), &proof) }
    let pod = HeaderAddress(flow.pod)
    if let wrong = here.first(where: { $0.packet.ip.source != HeaderAddress(source) }) {
      let kind: PacketFinding.Kind =
        wrong.packet.ip.source == pod ? .untranslated : source == flow.pod ? .translated : .wrongSource
      add(
        kind, .source(device: device.name, address: "\(wrong.packet.ip.source)", wanted: "\(source)"),
        contradicts: true, to: &proof)
      return
    }
    judgeArrival(FlowText.packet(first.packet), device.name, &proof)
  }

  private func isOneOfTheTwo(_ name: String?) -> Bool {
    name == node.uplinks.physical?.name || name == node.uplinks.tailnet?.name
  }

  // MARK: Where it ends

  private func judgeNothingSent(_ seen: PacketDetail, _ proof: inout FlowProof) {
    let isProven = witness.here.complete?.lacks { packet in
      packet.uplink != nil && flow.way(of: packet.carried, nodeAddresses: witness.nodeAddresses) == .request
    }
    guard isProven == true, expected.mustLeave else { return }
    if flow.succeeded, expected.answers {
      // It went a way that captures do not see, such as a device that is not known to lead outside.
      proof.gaps.append("\(flow.node): no packet of it was seen on an uplink, although the probe got its answer")
      return
    }
    guard !judgesWayOnly else { return }
    // A path that fails as predicted must still fail where it is predicted to.
    add(.notSent, seen, contradicts: !expected.answers, to: &proof)
  }

  /// Whether the answer was seen, and where a flow without one ends. Absence counts only where no packet can have been missed.
  ///
  /// - Parameter device: the one that it left by.
  private func judgeArrival(_ packet: String, _ device: String, _ proof: inout FlowProof) {
    guard expected.answers else { return }
    if flow.succeeded {
      guard witness.returned.isEmpty, witness.here.complete != nil else { return }
      proof.gaps.append("\(flow.node): no answer was seen on an uplink, although the probe got one")
      return
    }
    guard !judgesWayOnly else { return }
    if !witness.returned.isEmpty {
      return add(
        .replyUndelivered, .answerStayed(node: flow.node), contradicts: false, to: &proof)
    }
    guard let there = witness.there else {
      guard witness.here.complete != nil else { return }
      return add(.replyLost, .unanswered(packet: packet, device: device), contradicts: false, to: &proof)
    }
    guard there.complete != nil else { return }
    if witness.arrived.isEmpty {
      add(
        .lostBetweenNodes, .lost(packet: packet, device: device, node: there.node), on: there.node,
        contradicts: false, to: &proof)
    } else if witness.answered.isEmpty {
      add(
        .unanswered, .notAnswered(packet: packet, node: there.node), on: there.node, contradicts: false, to: &proof)
    } else if witness.here.complete != nil {
      add(.replyLost, .answerLost(node: there.node), contradicts: false, to: &proof)
    }
  }
}
