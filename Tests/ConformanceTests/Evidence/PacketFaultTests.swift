import Testing

@testable import Conformance

/// What only packets tell apart, made from recorded packets by taking some away or moving them.
@Suite("Faults in packets")
struct PacketFaultTests {
  private func kinds(_ ping: RecordedPing) throws -> [PacketFinding.Kind] { try ping.proof().findings.map(\.kind) }

  /// Requests only: no answer came back.
  private static func unanswered(_ ping: inout RecordedPing) {
    ping.succeeded = false
    ping.change(Nodes.m) { $0.removeAll { !$0.isOutgoing } }
  }

  @Test("a request that left as it should, without an answer: the reply is lost, not the translation")
  func replyLost() throws {
    var ping = try RecordedPing.external("C")
    Self.unanswered(&ping)
    let finding = try #require(try ping.proof().findings.first)
    #expect(finding.kind == .replyLost && !finding.contradicts)
    ping.change(Nodes.m, incompleteness: "the capture lost 3 packets") { _ in }
    #expect(try kinds(ping) == [])
    #expect(try ping.proof().gaps == ["instance-master: the capture lost 3 packets"])
  }

  @Test("an answer that reached the node and not the pod is told from one that never came")
  func undelivered() throws {
    var ping = try RecordedPing.external("C")
    ping.succeeded = false
    #expect(try kinds(ping) == [.replyUndelivered])
  }

  @Test("VXLAN that left and never arrived is lost between the nodes, if the other node's capture lost nothing")
  func lostBetweenNodes() throws {
    var ping = try RecordedPing.crossNode("C")
    Self.unanswered(&ping)
    ping.change(Nodes.w) { $0.removeAll() }
    #expect(try kinds(ping) == [.lostBetweenNodes])
    ping.change(Nodes.w, incompleteness: "the capture was full after 20000 packets") { _ in }
    #expect(try kinds(ping) == [])
  }

  @Test("a node that receives and does not answer is told from a lost answer")
  func unansweredByTarget() throws {
    var ping = try RecordedPing.crossNode("C")
    Self.unanswered(&ping)
    #expect(try kinds(ping) == [.replyLost])
    ping.change(Nodes.w) { $0.removeAll(where: \.isOutgoing) }
    #expect(try kinds(ping) == [.unanswered])
  }

  @Test("a packet by the other uplink contradicts the rule")
  func wrongUplink() throws {
    for make in [RecordedPing.external, RecordedPing.crossNode] {
      var ping = try make("C")
      ping.change(Nodes.m) { packets in
        for index in packets.indices where packets[index].ip.udp?.wireGuard == nil {
          packets[index].uplink = packets[index].uplink == "enp0s6" ? "tailscale0" : "enp0s6"
        }
      }
      let finding = try #require(try ping.proof().findings.first)
      #expect(finding.kind == .wrongUplink && finding.contradicts)
    }
  }

  @Test("a pod's packet outside of the tunnel is a leak, although everything arrives")
  func leak() throws {
    var ping = try RecordedPing.crossNode("C")
    ping.change(Nodes.m) { packets in
      guard let inner = packets.first(where: \.isTunnelled)?.ip.tunnelled else { return }
      packets.append(.init(uplink: "enp0s6", isOutgoing: true, ip: inner, captured: packets[0].captured))
    }
    let finding = try #require(try ping.proof().findings.first)
    #expect(finding.kind == .clearTextLeak && finding.contradicts)
    #expect(finding.detail == "10.244.0.119 → 10.244.1.25 passed enp0s6 outside of the tunnel")
  }

  @Test("the same echo twice on one device is a copy too many")
  func duplicated() throws {
    var ping = try RecordedPing.crossNode("C")
    ping.change(Nodes.m) { packets in packets += packets.filter(\.isTunnelled).prefix(1) }
    #expect(try kinds(ping) == [.duplicated])
  }

  @Test("nothing that left is a finding where something must, and only in a capture without losses")
  func notSent() throws {
    var ping = try RecordedPing.external("C")
    ping.succeeded = false
    ping.change(Nodes.m) { $0.removeAll() }
    #expect(try kinds(ping) == [.notSent])
    ping.change(Nodes.m, incompleteness: "lost") { _ in }
    #expect(try kinds(ping) == [])
    // A path that is to fail by leaving with the pod's address must be seen to do so.
    var bare = try RecordedPing.external("B")
    bare.change(Nodes.m) { $0.removeAll() }
    #expect(try bare.proof().findings.first?.contradicts == true)
  }

  @Test("an answered ping that was not seen leaving, or whose answer was not, is not proven, and no contradiction")
  func answeredUnseen() throws {
    for make in [RecordedPing.external, RecordedPing.crossNode] {
      var unseen = try make("C")
      unseen.change(Nodes.m) { $0.removeAll { $0.ip.udp?.wireGuard == nil } }
      #expect(
        try unseen.proof().gaps == [
          "instance-master: no packet of it was seen on an uplink, although the probe got its answer"
        ])
      var halfSeen = try make("C")
      halfSeen.change(Nodes.m) { $0.removeAll { !$0.isOutgoing } }
      let proof = try halfSeen.proof()
      #expect(proof.gaps == ["instance-master: no answer was seen on an uplink, although the probe got one"])
      #expect(proof.findings == [] && PathProof(flows: [proof]).conclusion == .unproven)
      halfSeen.change(Nodes.m, incompleteness: "lost") { _ in }
      #expect(try halfSeen.proof().gaps == ["instance-master: lost"])
    }
  }

  @Test("another ping's packets are not taken for this one's")
  func otherTraffic() throws {
    var ping = try RecordedPing.external("C")
    ping.identifier = 27
    #expect(try ping.proof().sightings.isEmpty)
  }
}
