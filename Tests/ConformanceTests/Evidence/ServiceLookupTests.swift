import Cilium
import Probes
import Testing

@testable import Conformance

/// Lookups at the cluster DNS Service, whose packets carry its address, or with socket load balancing only a DNS pod's.
@Suite("Packets of lookups at a Service")
struct ServiceLookupTests {
  private static let name = "google.com"
  private static let service = IPAddress.v4(IPv4Address(10, 96, 0, 10))
  private static let client = Wire.Place.client4

  /// The recorded DNS pods: one on each node.
  private func pods(_ wire: Wire) throws -> (own: DNSPodFacts, other: DNSPodFacts) {
    let pods = wire.facts.dnsPods
    return (
      try #require(pods.first { $0.node == Nodes.m && $0.isReady }),
      try #require(pods.first { $0.node == Nodes.w && $0.isReady })
    )
  }

  private func address(_ pod: DNSPodFacts) throws -> IPAddress { .v4(try #require(pod.address)) }

  /// A question to the DNS pod on the other node, and its answer, in the tunnel.
  private func ask(_ wire: inout Wire, _ pod: IPAddress, port: Int, _ name: String = name, types: [Int] = [1, 28]) {
    for type in types {
      let question = WireBytes.udp(Self.client, port, pod, 53, WireBytes.dns(name, type: type))
      wire.leavePod(question)
      wire.tunnel(question, WireBytes.udp(pod, 53, Self.client, port, WireBytes.dns(name, type: type, answer: true)))
    }
  }

  /// The same to the DNS pod on the own node: nothing passes an uplink.
  private func askNear(_ wire: inout Wire, _ pod: IPAddress, port: Int, _ name: String = name) {
    for type in [1, 28] {
      wire.leavePod(WireBytes.udp(Self.client, port, pod, 53, WireBytes.dns(name, type: type)))
    }
  }

  private func answered() throws -> Wire {
    var wire = try Wire()
    wire.answers.answerAll(.externalName, Nodes.master, Busybox.lookedUp)
    return wire
  }

  private func lookups(_ wire: Wire) throws -> [String: FlowProof] {
    let flows = try #require(try wire.proof(.externalName)).flows
    return Dictionary(flows.map { ($0.probe, $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("translated at the socket, the lookup is found at the DNS pod that more sockets asked than probes did")
  func socketTranslation() throws {
    var wire = try answered()
    let (own, other) = try pods(wire)
    askNear(&wire, try address(own), port: 50_001)
    ask(&wire, try address(other), port: 50_002)
    ask(&wire, try address(other), port: 50_003)
    let proof = try #require(try wire.proof(.externalName))
    #expect(proof.conclusion == .proven && proof.gaps == [])
    let service = try #require(try lookups(wire)["DNS google.com"])
    #expect(service.key == "UDP port 50002, 50003")
    #expect(service.expectation.hasPrefix("in the tunnel by tailscale0"))
    #expect(service.statement.hasPrefix("pod 10.244.0.10 → \(Self.service): left tailscale0 in VXLAN VNI 4711"))
    #expect(service.statement.hasSuffix("seen on instance-worker, reply seen"))
    let near = try #require(try lookups(wire)["DNS google.com at \(try address(own))"])
    #expect(near.key == "UDP port 50001" && near.statement.hasSuffix("no packet on any uplink"))
  }

  @Test("the DNS pod on the own node may be the one, which leaves no trace outside")
  func ownNode() throws {
    var wire = try answered()
    let (own, other) = try pods(wire)
    askNear(&wire, try address(own), port: 50_001)
    askNear(&wire, try address(own), port: 50_003)
    ask(&wire, try address(other), port: 50_002)
    let service = try #require(try lookups(wire)["DNS google.com"])
    #expect(service.key == "UDP port 50001, 50003" && service.expectation == "no packet passes an uplink")
    // A question of that lookup on an uplink is a leak.
    wire.pass(Nodes.m, "enp0s6", WireBytes.udp(Self.client, 50_003, try address(own), 53, WireBytes.dns(Self.name)))
    #expect(try lookups(wire)["DNS google.com"]?.findings.map(\.kind) == [.clearTextLeak])
  }

  @Test("where no pod was asked once more, other names' and types' questions do not stand in for the lookup")
  func notSeen() throws {
    var wire = try answered()
    let (own, other) = try pods(wire)
    askNear(&wire, try address(own), port: 50_001)
    ask(&wire, try address(other), port: 50_002)
    ask(&wire, try address(other), port: 50_003, "kubernetes.default.svc.cluster.local")
    // A lookup of IPv6 alone.
    ask(&wire, try address(other), port: 50_004, types: [28])
    let proof = try #require(try wire.proof(.externalName))
    #expect(proof.conclusion == .unproven && proof.flows.count == 2)
    #expect(proof.gaps == ["the packets of `nslookup -timeout=2 google.com` could not be told from others"])
  }

  @Test("translated on the way, a port that asked the Service is the lookup's wherever else it is seen")
  func translatedOnTheWay() throws {
    var wire = try answered()
    let (own, other) = try pods(wire)
    askNear(&wire, try address(own), port: 50_001)
    ask(&wire, try address(other), port: 50_002)
    wire.leavePod(WireBytes.udp(Self.client, 50_003, Self.service, 53, WireBytes.dns("Google.com")))
    ask(&wire, try address(other), port: 50_003)
    let found = try lookups(wire)
    #expect(found["DNS google.com"]?.key == "UDP port 50003")
    #expect(found["DNS google.com at \(try address(other))"]?.key == "UDP port 50002")
    #expect(found.values.allSatisfy { $0.findings == [] && $0.gaps == [] })
  }
}
